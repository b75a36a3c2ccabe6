/// One request to a model that generates, as some instrumentation recorded it.
public struct LLMCall: Sendable, Equatable {
  // MARK: Where it was recorded

  /// Lower-case hex where the dump has a known form of id.
  public var traceID = ""
  public var spanID = ""
  /// nil for a root span.
  public var parentSpanID: String?
  /// The span's name.
  public var name = ""
  /// The dialect that recognised the span: see `Dialect.name`.
  public var dialect = ""
  /// The instrumentation scope (library) that made the span.
  public var scope: String?
  /// The resource's `service.name`.
  public var service: String?
  /// Nanoseconds since 1970, UTC.
  public var startTime: Int64 = 0
  /// Nanoseconds since 1970, UTC; 0 when the span was not finished.
  public var endTime: Int64 = 0

  // MARK: What was asked and answered

  /// The conversation without system and developer instructions; a flat prompt is one user message.
  public var messages: [Message] = []
  /// System and developer instructions, in order.
  public var instructions: [Message] = []
  /// The answers, first choice first.
  public var choices: [Choice] = []

  // MARK: About it

  /// The model that was asked for, or else the one that answered.
  public var model: String?
  public var provider: String?
  /// `chat`, `text_completion`, `generate_content`… as recorded.
  public var operation: String?
  /// The provider's id of the response: tells two records of one call from two calls.
  public var responseID: String?
  public var inputTokens: Int?
  public var outputTokens: Int?
  public var totalTokens: Int?
  /// US dollars.
  public var cost: Double?
  /// The call ended in an error.
  public var failed = false
  /// A limit cut what was recorded: of the input, of the output, or it cannot be told of which.
  public var truncation: Truncation = []

  public init() {}

  /// Which part of a call a limit has cut.
  public struct Truncation: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let input = Truncation(rawValue: 1)
    public static let output = Truncation(rawValue: 2)
  }
}
