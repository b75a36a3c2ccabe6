import Dump2Eval
import FileIO

/// The summary as people read it.
struct SummaryText {
  private let summary: Summary
  private let options: ConversionOptions
  private let usesColor: Bool
  private let isVerbose: Bool

  /// Columns of the terminal; nil: no limit.
  private let width: Int?

  init(_ summary: Summary, _ options: ConversionOptions, usesColor: Bool, isVerbose: Bool, width: Int? = nil)
  {
    self.summary = summary
    self.options = options
    self.usesColor = usesColor
    self.isVerbose = isVerbose
    self.width = width
  }

  var text: String {
    var lines = [
      Line(
        "dump2eval: ", 11,
        "\(summary.files.grouped) \(summary.files == 1 ? "file" : "files"), \(Self.size(summary.bytes)) in "
          + "\(Self.tenths(summary.seconds)) s"),
      row(
        "traces", "\(summary.traces.grouped) read, \(summary.exportedTraces.grouped) exported\(destination)"),
      row(
        "LLM calls", "\(summary.seenCalls.grouped) seen, \(summary.exportedCases.grouped) exported as cases"),
    ]
    for status in CallStatus.allCases where status != .exportable {
      guard let count = summary.calls[status], count > 0 else { continue }
      lines.append(reason(status, count))
      if status == .notRecorded { lines += hints }
      if status == .filtered, isVerbose { lines.append(detail(Self.removed(summary))) }
    }
    if let folds = summary.folds { lines.append(row("dedupe", Self.text(of: folds))) }
    if summary.exportedTraces > 0 { lines += limitations }
    lines += usage
    if !options.redaction.isEmpty { lines.append(row("redacted", Self.redactions(summary))) }
    lines += trouble("unreadable", .unreadable) + trouble("damaged", .damage)
    return lines.flatMap { $0.lines(width: width) }.joined(separator: "\n")
  }

  /// A text behind a head; where it is too long for the terminal, it goes on below its beginning.
  private struct Line {
    let head: String
    let indent: Int
    let text: String

    init(_ head: String, _ indent: Int, _ text: String) {
      self.head = head
      self.indent = indent
      self.text = text
    }

    func lines(width: Int?) -> [String] {
      DisplayText.wrapped(text, to: width.map { max($0 - indent, 20) }).enumerated().map { number, line in
        (number == 0 ? head : String(repeating: " ", count: indent)) + line
      }
    }
  }

  /// `  traces     12 read`
  private func row(_ title: String, _ text: String) -> Line {
    Line("  " + bold(title) + String(repeating: " ", count: max(1, 11 - title.count)), 13, text)
  }

  /// `                 912 not recorded   checkout 800, search 112: was content recording on (recordContent)?`
  private func reason(_ status: CallStatus, _ count: Int) -> Line {
    let number = count.grouped
    var text = status.rawValue
    if status == .notRecorded {
      let services = Self.services(summary.callsByService[status] ?? [:])
      // Where no service has a name there is nothing to tell them apart by.
      if summary.callsByService[status]?.keys.contains(where: { !$0.isEmpty }) == true {
        text += "   " + services
      }
      // One library, one hint: that is said at once.
      if let hint = loneHint { text += ": " + hint }
    }
    return Line(String(repeating: " ", count: max(1, 20 - number.count)) + number + " ", 21, text)
  }

  /// What belongs to a reason, a little further right than the reason.
  private func detail(_ text: String) -> Line { Line(String(repeating: " ", count: 23), 25, text) }

  /// Those with most calls: `checkout 800, search 112`.
  static func services(_ counts: [String: Int]) -> String {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let named = sorted.prefix(3).map { name, count in
      "\(name.isEmpty ? "(no service name)" : DisplayText.printable(name)) \(count.grouped)"
    }
    return named.joined(separator: ", ") + (sorted.count > 3 ? ", …" : "")
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
      (summary.blockedDatasets, "not written: a link or folder has the name"),
    ] where count > 0 {
      parts.append("\(count.grouped) \(word)")
    }
    let folder = path.hasSuffix("/") ? path : path + "/"
    return " → \(printableText(folder)) (\(parts.joined(separator: ", ")))"
  }

  /// What to switch on when it is the same for all calls.
  private var loneHint: String? {
    let hints = Set(summary.unrecordedCalls.keys.map(\.recordingHint))
    if hints.allSatisfy({ $0 == nil }) { return "was content recording on (recordContent)?" }
    return hints.count == 1 ? hints.first ?? nil : nil
  }

  /// What to switch on, for each of the libraries with most calls.
  private var hints: [Line] {
    var lines: [Line] = []
    if loneHint == nil {
      var calls: [String: Int] = [:]
      for (library, count) in summary.unrecordedCalls { calls[library.name, default: 0] += count }
      var hints: [String: String] = [:]
      for library in summary.unrecordedCalls.keys { hints[library.name] = library.recordingHint }
      let sorted = calls.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      for (name, count) in sorted.prefix(isVerbose ? 100 : 4) {
        guard let hint = hints[name] else { continue }
        lines.append(detail("\(DisplayText.printable(name)) \(count.grouped): \(hint)"))
      }
    }
    if summary.callsAwaitingLogs > 0 {
      lines.append(
        detail(
          "\(summary.callsAwaitingLogs.grouped) may have their content in log records, and there were none:"
            + " convert the OTLP logs together with the traces (Jaeger keeps no logs)"))
    }
    return lines
  }

  /// Which option removed how many: `--service 10, --limit 4`.
  static func removed(_ summary: Summary) -> String {
    summary.removedCalls.map { "--\($0.option) \($0.calls.grouped)" }.joined(separator: ", ")
  }

  private static func text(of folds: FoldCounts) -> String {
    guard folds.folded > 0 else { return "no two calls ask the same" }
    return
      "\(folds.folded.grouped) calls ask the same as an earlier one; \(folds.standingForOthers.grouped) stand for"
      + " them, one for \(folds.largest.grouped)"
  }

  /// Said once per run, not in every file.
  private var limitations: [Line] {
    options.formats.compactMap { format in
      format.limitation(options.output).map { row("format", "\(format.rawValue): \($0)") }
    }
  }

  /// How much of each kind was masked.
  static func redactions(_ summary: Summary) -> String {
    let parts = RedactionKind.allCases.compactMap { kind in
      summary.redactions[kind].map { "\($0.grouped) \(kind.rawValue)" }
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }

  private var usage: [Line] {
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
    if units == 0, amount > 0 { return "<$0.0001" }
    let rest = String(units % Int(scale))
    return "$\((units / Int(scale)).grouped)." + String(repeating: "0", count: digits - rest.count) + rest
  }

  /// The first problem of the first input, and how many inputs have one.
  private func trouble(_ title: String, _ severity: InputProblem.Severity) -> [Line] {
    let problems = summary.problems.filter { $0.severity == severity }
    guard let first = problems.first else { return [] }
    let count = Set(problems.map(\.input)).count
    return [row(title, "\(count.grouped) \(count == 1 ? "file" : "files")   \(first)")]
  }

  /// `1.2 GB`, in powers of ten as disks are sold.
  static func size(_ bytes: Int64) -> String {
    for (scale, unit) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")] where bytes >= Int64(scale)
    {
      return tenths(Double(bytes) / Double(scale)) + " " + unit
    }
    return "\(bytes) bytes"
  }

  /// Three decimals, where they mean anything: a number of JSON too.
  static func thousandths(_ value: Double) -> String {
    guard value * 1_000 < 1e15 else { return "\(value)" }
    let thousandths = Int((value * 1_000).rounded())
    let digits = String(thousandths % 1_000)
    return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\((tenths / 10).grouped).\(tenths % 10)"
  }
}
