/// One recorded LLM call as a test: what was asked, and what an answer must fulfil.
public struct EvalCase: Sendable, Hashable {
  // In front of the others for the sake of the compiler's initialiser: see `Message`.
  /// What an answer must fulfil; at least one.
  public var assertions: [Assertion]

  /// The position among the dataset's cases, from 1.
  public var number: Int

  /// The last user message's text.
  public var input: String

  /// System and developer instructions, when there were any.
  public var system: String?

  /// All input messages as compact JSON in the OpenAI chat shape, when the conversation is more than one user
  /// message.
  public var messages: String? {
    get { prompt?.json }
    set { prompt = newValue.map { ChatPrompt(json: $0) } }
  }

  /// The same before it is written.
  var prompt: ChatPrompt?

  /// What the model answered. The default format leaves it out; formats with a place for it write it there.
  public var recordedOutput: String

  /// The trace in which the call was recorded.
  public var traceID: String

  /// The span in which the call was recorded.
  public var spanID: String

  /// `production-case-` and the number.
  public var id: String { "\(Self.idPrefix)\(number)" }

  static let idPrefix: StaticString = "production-case-"
}

extension EvalCase {
  /// A case from its parts.
  public init(
    number: Int,
    input: String,
    system: String? = nil,
    messages: String? = nil,
    assertions: [Assertion],
    recordedOutput: String,
    traceID: String,
    spanID: String
  ) {
    self.init(
      assertions: assertions, number: number, input: input, system: system,
      prompt: messages.map { ChatPrompt(json: $0) }, recordedOutput: recordedOutput, traceID: traceID,
      spanID: spanID)
  }
}
