internal import TraceReader

/// Reads messages of every provider's and library's shape into the one normal form.
///
/// The shape is told by the keys of the value, never by who wrote it: OpenAI chat and Responses items, Anthropic blocks,
/// Gemini `parts`, Bedrock blocks, the semantic conventions' parts, LangChain's and Vercel's forms.
enum MessageReader {
  /// The messages in a value: a list of messages, one message, a request object that holds them, or plain text.
  /// System and developer instructions come as messages of these roles.
  static func messages(in node: JSONNode, defaultRole: Message.Role = .user) -> [Message] {
    []
  }

  /// The answers in a value: a list of choices or messages, a response object that holds them, one message, or text.
  static func choices(in node: JSONNode) -> [Choice] {
    []
  }
}

extension LLMCall {
  /// Adds input messages: system and developer instructions to `instructions`, the others to `messages`.
  mutating func append(_ input: [Message]) {
    for message in input {
      if message.role == .system || message.role == .developer {
        instructions.append(message)
      } else {
        messages.append(message)
      }
    }
  }
}
