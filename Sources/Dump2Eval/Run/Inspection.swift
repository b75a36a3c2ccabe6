/// What dumps hold, before anything is written: how much of it could be exported, and why the rest could not.
///
/// Calls that the user's choice excludes are counted in the summary and nowhere else.
public struct Inspection: Sendable {
  /// Calls that have something in common.
  public struct Group: Sendable {
    /// nil: the dump does not tell; and what came after the first thousand names is gathered under `others`.
    public let name: String?
    /// Set in the groups of libraries.
    public let library: Library?
    /// Traces in which one of the calls is.
    public internal(set) var traces = 0
    /// Calls by what would become of them.
    public internal(set) var calls: [CallStatus: Int] = [:]
    /// Calls whose content is whole in log records only.
    public internal(set) var needingLogs = 0
    public internal(set) var usage = Usage()
    /// When the first and the last call began.
    public internal(set) var first: UTCTime?
    public internal(set) var last: UTCTime?

    /// All that was recorded.
    public var count: Int { calls.values.reduce(0, +) }
    /// Calls that were made: one that was recorded twice counts once.
    public var distinct: Int { count - (calls[.repeat] ?? 0) }
    public var exportable: Int { calls[.exportable] ?? 0 }
  }

  /// A trace with LLM calls.
  public struct Trace: Sendable {
    public let id: String
    /// Of its first call that tells.
    public let service: String?
    public let model: String?
    public let start: UTCTime?
    public let calls: [CallStatus: Int]
    public let usage: Usage
  }

  /// Everything in numbers; nothing was written.
  public internal(set) var summary = Summary()
  /// Groups with most calls first, repeats not counted.
  public internal(set) var services: [Group] = []
  public internal(set) var models: [Group] = []
  public internal(set) var libraries: [Group] = []
  /// All calls as one group.
  public internal(set) var total = Group(name: nil, library: nil)
  public internal(set) var timeline = Timeline()
  /// Bytes of recorded inputs and outputs.
  public internal(set) var inputLengths = Histogram()
  public internal(set) var outputLengths = Histogram()
  /// Tokens of a call, where they were recorded.
  public internal(set) var tokens = Histogram()
  /// The first traces with LLM calls by id, as many as were asked for.
  public internal(set) var traces: [Trace] = []
  /// Traces with LLM calls that the user wants to hear of.
  public internal(set) var tracesWithCalls = 0

  /// The name of the group of what is left when there are too many.
  public static let others = "(others)"
  static let maximumGroups = 1_000
}
