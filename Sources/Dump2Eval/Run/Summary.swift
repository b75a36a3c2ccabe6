/// What a run read, chose and wrote. The numbers add up: each LLM call is exported or stands under one
/// reason.
public struct Summary: Sendable, Equatable {
  // MARK: Read

  /// Files and streams that were opened.
  public var files = 0
  /// What each input was, in order; of more than ten thousand the first.
  public internal(set) var inputs: [InputReport] = []
  static let maximumInputs = 10_000
  /// Bytes, after decompression.
  public var bytes: Int64 = 0
  public var spans = 0
  public var logRecords = 0
  /// Lists of metrics, which are stepped over.
  public var metricLists = 0
  /// Values that are neither spans nor log records nor envelopes of them.
  public var unknownValues = 0
  /// Spans of calls that were met more than once, and count once.
  public var duplicateSpans = 0
  /// Distinct traces.
  public var traces = 0
  /// Those of them of which only log records are in the dump.
  public var tracesInLogsOnly = 0
  /// Wall-clock time.
  public var seconds = 0.0

  // MARK: Written

  public var exportedTraces = 0
  public var newDatasets = 0
  /// They exist and say the same apart from the time of export.
  public var unchangedDatasets = 0
  /// They exist and differ; people add assertions by hand, so they stay as they are.
  public var keptDatasets = 0
  /// A link, a folder or another thing that is no file has their name; it stays, whatever is asked for.
  public var blockedDatasets = 0
  /// They existed and differed, and were overwritten because that was asked for.
  public var replacedDatasets = 0

  // MARK: Calls

  /// LLM calls by what became of them; `exportable` are those that were exported as cases.
  public var calls: [CallStatus: Int] = [:]
  /// The same by service, for calls that were not exported. Services without a name are under the empty
  /// string, and those behind the first thousand names under `Inspection.others`.
  public var callsByService: [CallStatus: [String: Int]] = [:]
  /// How many calls each part of the user's choice has removed, in the order in which they are asked;
  /// together they are the calls with the status `filtered`.
  public var removedCalls: [RemovedCalls] = []
  /// What `Selection.dedupe` did; nil when it was not asked for.
  public var folds: FoldCounts?
  /// LLM call spans of libraries that record content in log events, in a dump without any log record.
  public var callsAwaitingLogs: Int {
    guard logRecords == 0 else { return 0 }
    return unrecordedCalls.reduce(otherCallsInLogs) { $0 + ($1.key.recordsInLogs ? $1.value : 0) }
  }
  /// Calls of which neither input nor output was recorded, by the library that made the span. Behind the first thousand
  /// libraries the scope is `Inspection.others`.
  public var unrecordedCalls: [Library: Int] = [:]
  /// Those under `others` whose libraries record in log events.
  private var otherCallsInLogs = 0
  private var countedServices = CountedNames<String>()
  private var countedLibraries = CountedNames<Library>()
  /// Tokens and cost of all calls. A call that was recorded more than once counts once.
  public var usage = Usage()
  /// The part of `usage` that belongs to exported calls.
  public var exportedUsage = Usage()
  /// Trace ids that were asked for and have nothing to export, as they were spelt.
  public var traceIDsWithoutCases: [String] = []
  /// Traces whose ids begin with one that was asked for and is not there: for `3e289017` the whole id.
  public var similarTraceIDs: [String: String] = [:]

  /// What was masked in exported cases, by kind.
  public var redactions: [RedactionKind: Int] = [:]

  // MARK: Trouble

  /// What is wrong with inputs, in their order.
  public var problems: [InputProblem] = []
  /// Bytes that were put aside on disk.
  public var spilledBytes: Int64 = 0

  public init() {}

  /// All LLM calls that were seen.
  public var seenCalls: Int { calls.values.reduce(0, +) }
  public var exportedCases: Int { calls[.exportable] ?? 0 }
  /// Whether some input could not be read or was damaged.
  public var isDamaged: Bool { problems.contains { $0.severity != .notice } }

  /// Counts a trace and its calls, and tells now and then how many there were.
  mutating func count(_ trace: GroupedTrace, _ onEvent: (RunEvent) -> Void) {
    traces += 1
    if !trace.hasSpans { tracesInLogsOnly += 1 }
    if trace.hasExportableCalls { exportedTraces += 1 }
    if traces.isMultiple(of: 256) { onEvent(.assembled(traces: traces, exported: exportedTraces)) }
    add(trace.made?.tally ?? TraceTally(trace.calls))
  }

  private mutating func add(_ tally: TraceTally) {
    if tally.exportable > 0 { calls[.exportable, default: 0] += tally.exportable }
    usage.add(tally.usage)
    exportedUsage.add(tally.exportedUsage)
    for other in tally.others {
      calls[other.status, default: 0] += 1
      let service = countedServices.counted(other.service, size: other.service.utf8.count)
      callsByService[other.status, default: [:]][service ?? Inspection.others, default: 0] += 1
      if let library = other.library { countUnrecorded(library) }
    }
  }

  private mutating func countUnrecorded(_ library: Library) {
    if let counted = countedLibraries.counted(library, size: library.name.utf8.count) {
      unrecordedCalls[counted, default: 0] += 1
    } else {
      // Dialects are few.
      unrecordedCalls[Library(dialect: library.dialect, scope: Inspection.others), default: 0] += 1
      if library.recordsInLogs { otherCallsInLogs += 1 }
    }
  }
}

/// Something that is wrong with an input: where, and what.
public struct InputProblem: Sendable, Hashable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// Nothing of the input could be read.
    case unreadable
    /// Part of it is lost.
    case damage
    /// Nothing is lost.
    case notice
  }

  public let severity: Severity
  /// The input's name, fit for printing; `-` is standard input.
  public let input: String
  /// Bytes from the start of the input after decompression; nil when no place is meant.
  public let offset: Int64?
  /// The line of that byte, from 1; nil where no file of lines is read, or the place is far in it.
  public let line: Int?
  /// The same place in the compressed file, where there is one.
  public let compressedOffset: Int64?
  /// What was expected and found.
  public let text: String

  init(
    severity: Severity, input: String, offset: Int64? = nil, line: Int? = nil, compressedOffset: Int64? = nil,
    text: String
  ) {
    self.severity = severity
    self.input = input
    self.offset = offset
    self.line = line
    self.compressedOffset = compressedOffset
    self.text = text
  }

  /// One line: `dumps/b.jsonl: byte 88,123,001 (line 1,204): ends in the middle of a span`.
  public var description: String {
    var line = input
    if let offset { line += ": byte \(offset.grouped)" }
    if let number = self.line { line += " (line \(number.grouped))" }
    if let compressedOffset { line += " (compressed: \(compressedOffset.grouped))" }
    return line + ": " + text
  }
}

extension BinaryInteger {
  /// With commas between thousands.
  public var grouped: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
