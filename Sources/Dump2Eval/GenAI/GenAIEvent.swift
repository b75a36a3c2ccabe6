internal import TraceReader

/// Content of a call that was recorded as an event: a log record, or an event on the span itself.
///
/// The same conventions exist in both places (semantic conventions for generative AI events, versions 1.27 to 1.37), so
/// one reader serves both.
struct GenAIEvent: Equatable {
  /// What the event tells.
  enum Content: Equatable {
    /// One input message: `gen_ai.user.message` and its siblings.
    case message(Message)
    /// One answer: `gen_ai.choice`.
    case choice(Choice, index: Int)
    /// Everything at once: `gen_ai.client.inference.operation.details`.
    case details(instructions: [Message], messages: [Message], choices: [Choice])
  }

  var content: Content
  /// The message's place where the library numbers them.
  var index: Int?

  /// Reads an event; nil when its name is not one of the conventions'.
  static func read(name: String, attributes: Attributes, body: JSONNode?) -> GenAIEvent? {
    nil
  }
}
