/// Hashes of a call's conversation, to find one in the beginning of another. Made in one pass, since conversations are long.
struct ConversationHash {
  /// Of the whole conversation that was sent, without instructions.
  private(set) var prompt: UInt64 = 0
  /// Of what comes before its last message of the assistant; nil when there is none.
  private(set) var echo: UInt64?
  /// Of the text of the last user message that has one; nil when there is none.
  private(set) var asked: UInt64?

  static func of(_ messages: [Message]) -> ConversationHash {
    var hashes = ConversationHash()
    for message in messages { hashes.add(message) }
    return hashes
  }

  private mutating func add(_ message: Message) {
    if message.role == .assistant { echo = prompt }
    prompt = TextHash.hash(message.role.rawValue, seed: prompt)
    if let text = message.text {
      let hash = TextHash.hash(text)
      prompt = TextHash.combine(prompt, hash)
      if message.role == .user, !text.isBlank { asked = hash }
    }
    for call in message.toolCalls {
      prompt = TextHash.hash(call.name, seed: prompt)
      prompt = TextHash.hash(call.arguments, seed: prompt)
    }
  }
}
