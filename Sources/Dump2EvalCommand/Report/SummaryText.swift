import Dump2Eval

/// The summary as people read it.
struct SummaryText {
  private let summary: Summary
  private let options: ConversionOptions
  private let usesColor: Bool

  init(_ summary: Summary, _ options: ConversionOptions, usesColor: Bool) {
    self.summary = summary
    self.options = options
    self.usesColor = usesColor
  }

  var text: String {
    var lines = [
      "dump2eval: \(summary.files.grouped) \(summary.files == 1 ? "file" : "files"), \(Self.size(summary.bytes)) in "
        + "\(Self.tenths(summary.seconds)) s",
      row("traces", "\(summary.traces.grouped) read, \(summary.exportedTraces.grouped) exported\(destination)"),
      row("LLM calls", "\(summary.seenCalls.grouped) seen, \(summary.exportedCases.grouped) exported as cases"),
    ]
    for status in CallStatus.allCases where status != .exportable {
      guard let count = summary.calls[status], count > 0 else { continue }
      lines.append(detail(status, count))
    }
    if summary.callsAwaitingLogs > 0 { lines.append(Self.indent + "the content may be in log records: convert the logs together with the traces") }
    lines += damage
    return lines.joined(separator: "\n")
  }

  private static let indent = "             "

  private func row(_ title: String, _ text: String) -> String {
    "  " + title + String(repeating: " ", count: max(1, 11 - title.count)) + text
  }

  private var destination: String {
    if options.dryRun { return " (dry run: nothing was written)" }
    guard summary.exportedTraces > 0 else { return "" }
    guard case .folder(let path) = options.destination else { return " → standard output" }
    var parts: [String] = []
    for (count, word) in [
      (summary.newDatasets, "new"), (summary.replacedDatasets, "replaced"), (summary.unchangedDatasets, "unchanged"),
      (summary.keptDatasets, "kept: --force replaces them"),
    ] where count > 0 {
      parts.append("\(count.grouped) \(word)")
    }
    let folder = path.hasSuffix("/") ? path : path + "/"
    return " → \(folder) (\(parts.joined(separator: ", ")))"
  }

  private func detail(_ status: CallStatus, _ count: Int) -> String {
    let number = count.grouped
    var line = "  " + String(repeating: " ", count: max(0, 18 - number.count)) + number + " " + status.rawValue
    guard status == .notRecorded, let services = summary.callsByService[status] else { return line }
    let named = services.filter { !$0.key.isEmpty }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !named.isEmpty {
      line += " " + named.prefix(3).map { "\(Self.printable($0.key)) \($0.value.grouped)" }.joined(separator: ", ")
      if named.count > 3 { line += ", …" }
    }
    return line + ": was content recording on (recordContent)?"
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

  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  /// `1.2 GB`, in powers of ten as disks are sold.
  static func size(_ bytes: Int64) -> String {
    for (scale, unit) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")] where bytes >= Int64(scale) {
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
