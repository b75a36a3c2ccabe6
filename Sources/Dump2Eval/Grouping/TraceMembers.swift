internal import TraceReader

/// What the dumps tell of one trace, as far as it matters to its LLM calls.
struct TraceMembers {
  /// A span of it is in a dump, and not log records alone.
  var hasSpans = false
  var services = ServiceTable()
  /// Spans that are no calls.
  var spans: Set<String> = []
  /// Sorted by span. Handles only: a trace may have more content in log records than fits in memory.
  var events: [EventJoiner.SpanEvents] = []
  /// Sorted by start and span.
  var calls: [GroupedCall] = []
  /// Bytes of the calls' records, or of what they take in memory.
  var size = 0

  /// Brings the calls into the order of their records' keys; false when that leaves open which of two comes first.
  mutating func sortCalls() -> Bool {
    guard calls.count > 1 else { return true }
    if !isSorted { calls.sort(by: Self.comesBefore) }
    return isSorted
  }

  private var isSorted: Bool { zip(calls, calls.dropFirst()).allSatisfy(Self.comesBefore) }

  private static func comesBefore(_ one: GroupedCall, _ other: GroupedCall) -> Bool {
    let times = (
      RecordKey.microseconds(one.call.startTime), RecordKey.microseconds(other.call.startTime)
    )
    if times.0 != times.1 { return times.0 < times.1 }
    return one.call.spanID.utf8.lexicographicallyPrecedes(other.call.spanID.utf8)
  }
}
