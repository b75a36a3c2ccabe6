import Dump2Eval
import FileIO

/// The summary as people read it.
struct SummaryText {
  private let summary: Summary
  private let options: ConversionOptions
  private let usesColor: Bool
  private let isVerbose: Bool

  init(_ summary: Summary, _ options: ConversionOptions, usesColor: Bool, isVerbose: Bool) {
    self.summary = summary
    self.options = options
    self.usesColor = usesColor
    self.isVerbose = isVerbose
  }

  var text: String {
    var lines = [
      "dump2eval: \(summary.files.grouped) \(summary.files == 1 ? "file" : "files"), \(Self.size(summary.bytes)) in "
        + "\(Self.tenths(summary.seconds)) s",
      row(
        "traces", "\(summary.traces.grouped) read, \(summary.exportedTraces.grouped) exported\(destination)"),
      row(
        "LLM calls", "\(summary.seenCalls.grouped) seen, \(summary.exportedCases.grouped) exported as cases"),
    ]
    for status in CallStatus.allCases where status != .exportable {
      guard let count = summary.calls[status], count > 0 else { continue }
      lines.append(detail(status, count))
      if status == .notRecorded { lines += hints }
      if status == .filtered, isVerbose { lines += removed }
    }
    if let folds = summary.folds { lines.append(row("dedupe", Self.text(of: folds))) }
    if summary.exportedTraces > 0 { lines += limitations }
    lines += usage
    if !options.redaction.isEmpty { lines.append(row("redacted", redactions)) }
    lines += damage
    return lines.joined(separator: "\n")
  }

  private static let indent = "                   "

  private func row(_ title: String, _ text: String) -> String {
    "  " + bold(title) + String(repeating: " ", count: max(1, 11 - title.count)) + text
  }

  private func bold(_ text: String) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private var destination: String {
    if options.dryRun { return " (dry run: nothing was written)" }
    guard summary.exportedTraces > 0 else { return "" }
    guard case .folder(let path) = options.destination else { return " → standard output" }
    var parts: [String] = []
    for (count, word) in [
      (summary.newDatasets, "new"), (summary.replacedDatasets, "replaced"),
      (summary.unchangedDatasets, "unchanged"),
      (summary.keptDatasets, "kept: --force replaces them"),
    ] where count > 0 {
      parts.append("\(count.grouped) \(word)")
    }
    let folder = path.hasSuffix("/") ? path : path + "/"
    return " → \(printableText(folder)) (\(parts.joined(separator: ", ")))"
  }

  private func detail(_ status: CallStatus, _ count: Int) -> String {
    let number = count.grouped
    var line =
      "  " + String(repeating: " ", count: max(0, 18 - number.count)) + number + " " + status.rawValue
    guard status == .notRecorded, let services = summary.callsByService[status] else { return line }
    let named = services.filter { !$0.key.isEmpty }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !named.isEmpty {
      line +=
        " "
        + named.prefix(3).map { "\(DisplayText.printable($0.key)) \($0.value.grouped)" }.joined(
          separator: ", ")
      if named.count > 3 { line += ", …" }
    }
    // One library, one hint: that is said at once.
    if let hint = loneHint { line += ": " + hint }
    return line
  }

  /// What to switch on when it is the same for all calls.
  private var loneHint: String? {
    let hints = Set(summary.unrecordedCalls.keys.map(\.recordingHint))
    if hints.allSatisfy({ $0 == nil }) { return "was content recording on (recordContent)?" }
    return hints.count == 1 ? hints.first ?? nil : nil
  }

  /// What to switch on, for each of the libraries with most calls.
  private var hints: [String] {
    var lines: [String] = []
    if loneHint == nil {
      var calls: [String: Int] = [:]
      for (library, count) in summary.unrecordedCalls { calls[library.name, default: 0] += count }
      var hints: [String: String] = [:]
      for library in summary.unrecordedCalls.keys { hints[library.name] = library.recordingHint }
      let sorted = calls.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      for (name, count) in sorted.prefix(isVerbose ? 100 : 4) {
        guard let hint = hints[name] else { continue }
        lines.append(Self.indent + "\(DisplayText.printable(name)) \(count.grouped): \(hint)")
      }
    }
    if summary.callsAwaitingLogs > 0 {
      lines.append(
        Self.indent
          + "\(summary.callsAwaitingLogs.grouped) may have their content in log records, and there were none:"
          + " convert the OTLP logs together with the traces (Jaeger keeps no logs)")
    }
    return lines
  }

  /// Which option removed how many.
  private var removed: [String] {
    let parts = summary.removedCalls.map { "--\($0.option) \($0.calls.grouped)" }
    return parts.isEmpty ? [] : [Self.indent + parts.joined(separator: ", ")]
  }

  private static func text(of folds: FoldCounts) -> String {
    guard folds.folded > 0 else { return "no two calls ask the same" }
    return
      "\(folds.folded.grouped) calls ask the same as an earlier one; \(folds.standingForOthers.grouped) stand for"
      + " them, one for \(folds.largest.grouped)"
  }

  /// Said once per run, not in every file.
  private var limitations: [String] {
    options.formats.compactMap { format in
      format.limitation(options.output).map { row("format", "\(format.rawValue): \($0)") }
    }
  }

  private var redactions: String {
    let parts = RedactionKind.allCases.compactMap { kind in
      summary.redactions[kind].map { "\($0.grouped) \(kind.rawValue)" }
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }

  private var usage: [String] {
    guard summary.usage.calls > 0 else { return [] }
    return [
      row("usage", Self.text(of: summary.usage)),
      row("", "exported: " + Self.text(of: summary.exportedUsage)),
    ]
  }

  private static func text(of usage: Usage) -> String {
    var text =
      "\(usage.totalTokens.grouped) tokens (input \(usage.inputTokens.grouped), output \(usage.outputTokens.grouped))"
    if usage.cost > 0 { text += ", " + dollars(usage.cost) }
    return text
  }

  /// To the cent, and below ten dollars to the hundredth of one.
  static func dollars(_ amount: Double) -> String {
    let digits = amount < 10 ? 4 : 2
    let scale = digits == 4 ? 10_000.0 : 100.0
    guard amount * scale < 1e15 else { return "$\(amount)" }
    let units = Int((amount * scale).rounded())
    let rest = String(units % Int(scale))
    return "$\((units / Int(scale)).grouped)." + String(repeating: "0", count: digits - rest.count) + rest
  }

  private var damage: [String] {
    var inputs: [String] = []
    var first: [String: InputProblem] = [:]
    for problem in summary.problems where problem.severity != .notice && first[problem.input] == nil {
      inputs.append(problem.input)
      first[problem.input] = problem
    }
    guard let name = inputs.first, let problem = first[name] else { return [] }
    let files = inputs.count == 1 ? "1 file" : "\(inputs.count.grouped) files"
    return [row("damaged", "\(files)   \(problem)")]
  }

  /// `1.2 GB`, in powers of ten as disks are sold.
  static func size(_ bytes: Int64) -> String {
    for (scale, unit) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")] where bytes >= Int64(scale)
    {
      return tenths(Double(bytes) / Double(scale)) + " " + unit
    }
    return "\(bytes) bytes"
  }

  static func thousandths(_ value: Double) -> String {
    let thousandths = Int((value * 1_000).rounded())
    let digits = String(thousandths % 1_000)
    return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\((tenths / 10).grouped).\(tenths % 10)"
  }
}
