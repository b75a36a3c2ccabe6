/// Hashes of conversations, to find one in the beginning of another.
enum ConversationHash {
  /// Of the whole conversation that was sent, without instructions, and of what comes before its last message of the
  /// assistant; nil when there is none. One pass, since conversations are long.
  static func hashes(of call: LLMCall) -> (prompt: UInt64, echo: UInt64?) {
    var state: UInt64 = 0
    var echo: UInt64?
    for message in call.messages {
      if message.role == .assistant { echo = state }
      state = TextHash.hash(message.role.rawValue, seed: state)
      if let text = message.text { state = TextHash.hash(text, seed: state) }
      for call in message.toolCalls {
        state = TextHash.hash(call.name, seed: state)
        state = TextHash.hash(call.arguments, seed: state)
      }
    }
    return (state, echo)
  }
}

extension GenAIEvent {
  /// Whether the event tells an answer and nothing else.
  var isAnswer: Bool {
    if case .choice = content { return true }
    return false
  }
}
