internal import TraceReader

/// What of the recorded calls the user wants. Everything, unless told otherwise.
///
/// Conditions come first: a call that fails one counts as filtered, whatever else is wrong with it. Of what
/// is then exportable come first the inputs that occur for the first time, then a sample of the traces, then
/// as many traces as are wanted.
public struct Selection: Sendable, Hashable {
  /// Only these traces: how the user spells each, by canonical id; empty: all.
  private(set) var traceIDs: [String: String] = [:]
  /// Keep failed calls that have an output.
  public var includeFailed = false

  /// The service's name matches one of these; empty: any, also none.
  public var services: [GlobPattern] = []
  /// The model's name matches one of these.
  public var models: [GlobPattern] = []
  /// The provider's name matches one of these.
  public var providers: [GlobPattern] = []
  /// Calls that began at this time or later. A call without a time is neither since nor until anything.
  public var since: UTCTime?
  /// Calls that began before this time.
  public var until: UTCTime?

  /// Traces whose calls took at least so many tokens together.
  public var minimumTokens: Int?
  /// Traces whose calls cost at least so many US dollars together.
  public var minimumCost: Double?
  /// Traces in which a model called a tool.
  public var callsTools = false

  /// Of calls that ask the same, only the first.
  public var dedupe = false
  /// Only a sample of the traces that have something to export.
  public var sample: TraceSample?
  /// At most so many traces, the first by id.
  public var limit: Int?

  public init() {}

  /// Restricts the selection to traces with these ids, in any spelling that dumps use.
  public mutating func restrict(toTraceIDs ids: some Sequence<String>) {
    for id in ids { traceIDs[Identifier(id, .trace).canonical] = id }
  }

  /// Reasons that are no conditions of their own, in their order behind these.
  enum Step: String {
    /// None of the assertions that the user chose can be made.
    case assertions
    case dedupe, sample, limit
  }

  /// All that is asked of a call, cheapest first. The first that a call fails is what it is counted under.
  var conditions: [Condition] {
    var list: [Condition] = []
    if !traceIDs.isEmpty {
      list.append(Condition("trace-id") { [traceIDs] trace, _ in traceIDs[trace.canonicalID] != nil })
    }
    let globs: [(String, [GlobPattern], @Sendable (LLMCall) -> String?)] = [
      ("service", services, { $0.service }), ("model", models, { $0.model }),
      ("provider", providers, { $0.provider }),
    ]
    for (name, patterns, text) in globs where !patterns.isEmpty {
      list.append(
        Condition(name) { _, call in
          guard let text = text(call) else { return false }
          return patterns.contains { $0.matches(text) }
        })
    }
    if let since {
      list.append(
        Condition("since") { _, call in call.startMilliseconds.map { $0 >= since.unixMilliseconds } ?? false }
      )
    }
    if let until {
      list.append(
        Condition("until") { _, call in call.startMilliseconds.map { $0 < until.unixMilliseconds } ?? false })
    }
    if let minimumTokens {
      list.append(Condition("min-tokens") { trace, _ in trace.tokens >= minimumTokens })
    }
    if let minimumCost { list.append(Condition("min-cost") { trace, _ in trace.cost >= minimumCost }) }
    if callsTools { list.append(Condition("tool-calls") { trace, _ in trace.callsTools }) }
    return list
  }
}

extension LLMCall {
  /// When it began, rounded towards the past; nil when that was not recorded.
  var startMilliseconds: Int64? {
    guard startTime != 0 else { return nil }
    let (quotient, remainder) = startTime.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
