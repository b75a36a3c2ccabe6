internal import ExternalSort

/// The calls of one trace after joining. Of a large one content is not decoded again before it is asked for.
///
/// A class: a trace passes through a dozen hands, and most have no calls. They pass it on one after the other, so that it
/// goes without run-time exclusivity checks.
final class GroupedTrace {
  /// Lower-case hex where the dump has a known form of id; what files are named after.
  let id: String
  /// What the id is compared by.
  let canonicalID: String
  /// Whether a span of it is in the dump, and not log records alone.
  let hasSpans: Bool
  /// Calls by start time, then span id.
  @safe @exclusivity(unchecked) var calls: [GroupedCall]
  /// What is left of it when its datasets were made before all inputs were read: there are no calls then.
  let made: (tally: TraceTally, datasets: [StagedDataset])?
  /// Datasets of single pieces of the trace, which are of no use.
  @safe @exclusivity(unchecked) var obsolete: [[StagedDataset]] = []

  init(canonicalID: String, hasSpans: Bool, calls: [GroupedCall]) {
    id = calls.map(\.call.traceID).min() ?? ""
    self.canonicalID = canonicalID
    self.hasSpans = hasSpans
    self.calls = calls
    made = nil
  }

  init(_ receipt: TraceReceipt, canonicalID: String, hasSpans: Bool) {
    id = receipt.id
    self.canonicalID = canonicalID
    self.hasSpans = hasSpans
    calls = []
    made = (receipt.tally, receipt.datasets)
  }

  var hasExportableCalls: Bool {
    made.map { $0.tally.exportable > 0 } ?? calls.contains { $0.status == .exportable }
  }
}

/// One call of a trace: what decides about it, and where its content is.
struct GroupedCall {
  var digest: CallRecord.Digest
  /// nil when the digest's call has its content.
  var content: RecordSpool.Handle?
  /// What becomes of it: of the call on its own at first, then among the others of its trace.
  var status: CallStatus
  /// Another instrumentation has recorded the same call, whatever else became of it: it counts once.
  var isRepeat = false
  /// Its span, if there is one, does not hold all of its content: log records do.
  var needsLogs = false

  var call: LLMCall { digest.call }

  /// Says that the user does not want it.
  mutating func filter() {
    isRepeat = status == .repeat
    status = .filtered
  }
}
