/// One thing that the user asks of calls or of their traces, under the name of its option.
struct Condition: Sendable {
  let name: String
  private let keeps: @Sendable (TraceFacts, LLMCall) -> Bool

  init(_ name: String, _ keeps: @escaping @Sendable (TraceFacts, LLMCall) -> Bool) {
    self.name = name
    self.keeps = keeps
  }

  func includes(_ call: LLMCall, of trace: TraceFacts) -> Bool { keeps(trace, call) }

  /// Gives the status `filtered` to calls of a trace that fail a condition, and tells the position of the first that each
  /// fails.
  static func apply(
    _ conditions: [Condition], to trace: GroupedTrace, _ onFailure: (Int) -> Void
  ) {
    guard !conditions.isEmpty, !trace.calls.isEmpty else { return }
    let facts = TraceFacts(trace)
    for position in trace.calls.indices {
      guard let failed = conditions.firstIndex(where: { !$0.includes(trace.calls[position].call, of: facts) })
      else {
        continue
      }
      trace.calls[position].filter()
      onFailure(failed)
    }
  }
}

/// What conditions ask about a trace as a whole. Repeats of a call do not count again.
struct TraceFacts {
  let canonicalID: String
  private(set) var tokens = 0
  private(set) var cost = 0.0
  private(set) var callsTools = false

  init(_ trace: GroupedTrace) {
    canonicalID = trace.canonicalID
    for grouped in trace.calls where grouped.status != .repeat {
      tokens = tokens.addingClamped(grouped.call.tokens)
      cost += grouped.call.cost ?? 0
      callsTools = callsTools || grouped.digest.callsTools
    }
  }
}

extension LLMCall {
  /// All tokens: the recorded total, or else the sum of input and output; 0 where none were recorded.
  var tokens: Int { totalTokens ?? (inputTokens ?? 0).addingClamped(outputTokens ?? 0) }
}

extension Int {
  /// Sums of numbers from a dump must not trap.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other > 0 ? .max : .min) : sum
  }
}
