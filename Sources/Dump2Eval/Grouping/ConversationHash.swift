/// Hashes of conversations, to find one in the beginning of another.
enum ConversationHash {
  /// The whole conversation that was sent, without instructions.
  static func prompt(of call: LLMCall) -> UInt64 {
    hash(call.messages[...])
  }

  /// The conversation before its last message of the assistant; nil when there is none.
  static func echo(in call: LLMCall) -> UInt64? {
    call.messages.lastIndex { $0.role == .assistant }.map { hash(call.messages[..<$0]) }
  }

  private static func hash(_ messages: ArraySlice<Message>) -> UInt64 {
    var state = UInt64(messages.count)
    for message in messages {
      state = TextHash.hash(message.role.rawValue, seed: state)
      if let text = message.text { state = TextHash.hash(text, seed: state) }
      for call in message.toolCalls {
        state = TextHash.hash(call.name, seed: state)
        state = TextHash.hash(call.arguments, seed: state)
      }
    }
    return state
  }
}

extension GenAIEvent {
  /// Whether the event tells an answer and nothing else.
  var isAnswer: Bool {
    if case .choice = content { return true }
    return false
  }
}
