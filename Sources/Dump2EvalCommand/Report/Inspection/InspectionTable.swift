import Dump2Eval

/// An inspection as people read it in a terminal, or wherever it is piped to.
struct InspectionTable {
  private let inspection: Inspection
  /// What would be masked; nil: masking was not asked for.
  private let masked: String?
  /// nil: no limit.
  private let width: Int?
  private let usesColor: Bool
  private let isVerbose: Bool

  private static let shortList = 20

  init(_ inspection: Inspection, masked: String? = nil, width: Int?, usesColor: Bool, isVerbose: Bool) {
    self.inspection = inspection
    self.masked = masked
    self.width = width
    self.usesColor = usesColor
    self.isVerbose = isVerbose
  }

  var text: String {
    var lines = overview
    if inspection.total.count > 0 {
      lines += section("services", groups(inspection.services, "service"))
      lines += section("models", groups(inspection.models, "model"))
      lines += section("libraries", groups(inspection.libraries, "library"))
      lines += section("not exportable", reasons)
      lines += section("to switch on", hints)
    }
    lines += section("files", files)
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Parts

  private var overview: [String] {
    let summary = inspection.summary
    var lines = [
      "\(count(summary.files, "file")), \(SummaryText.size(summary.bytes)), \(count(summary.traces, "trace")), "
        + "\(count(summary.spans, "span")), \(count(summary.logRecords, "log record"))"
    ]
    if let first = inspection.total.first, let last = inspection.total.last {
      lines.append("calls from \(Self.minute(first)) to \(Self.minute(last)) UTC")
    }
    let usage = inspection.total.usage
    if usage.calls > 0 {
      let cost = usage.cost > 0 ? ", " + SummaryText.dollars(usage.cost) : ""
      lines.append("\(usage.totalTokens.grouped) tokens\(cost)")
    }
    let filtered = summary.calls[.filtered] ?? 0
    if filtered > 0 {
      lines.append("left out: \(filtered.grouped) calls (\(SummaryText.removed(summary)))")
    }
    if let masked { lines.append("to be masked: \(masked)") }
    return DisplayText.wrapped(headline, to: width).map(bold)
      + lines.flatMap { DisplayText.wrapped($0, to: width) }
  }

  private var headline: String {
    let total = inspection.total
    guard total.count > 0 else { return "No LLM calls" }
    return
      "\(Share(total.exportable, of: total.distinct).percent) of \(count(total.distinct, "LLM call")) can be exported"
      + ", \(count(inspection.summary.exportedTraces, "trace")) of \(inspection.tracesWithCalls.grouped) with LLM calls"
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", bold(title.uppercased())] + lines
  }

  private func groups(_ groups: [Inspection.Group], _ title: String) -> [String] {
    var columns: [TextTable<Inspection.Group>.Column] = [
      .init(title, priority: 100, isLeading: true) { DisplayText.printable($0.name ?? "(not told)") },
      .init("traces", priority: 60) { $0.traces.grouped },
      .init("calls", priority: 95) { $0.distinct.grouped },
      .init("content", priority: 90) { $0.exportable.grouped },
      .init("", priority: 80) { Share($0.exportable, of: $0.distinct).percent },
    ]
    if groups.contains(where: { $0.library != nil }) {
      columns.insert(.init("dialect", priority: 45, isLeading: true) { $0.library?.dialect ?? "" }, at: 1)
    }
    for status in CallStatus.allCases where status != .exportable && (inspection.total.calls[status] ?? 0) > 0
    {
      columns.append(
        .init(status.rawValue, priority: status == .notRecorded ? 58 : 30) {
          Self.cell($0.calls[status] ?? 0)
        })
    }
    if inspection.total.needingLogs > 0 {
      columns.append(.init("in logs only", priority: 55) { Self.cell($0.needingLogs) })
    }
    if inspection.total.usage.calls > 0 {
      columns.append(.init("tokens", priority: 50) { Self.cell($0.usage.totalTokens) })
    }
    if inspection.total.usage.cost > 0 {
      columns.append(
        .init("cost", priority: 48) { $0.usage.cost > 0 ? SummaryText.dollars($0.usage.cost) : "·" })
    }
    columns.append(.init("first", priority: 20, isLeading: true) { $0.first.map(Self.minute) ?? "" })
    columns.append(.init("last", priority: 20, isLeading: true) { $0.last.map(Self.minute) ?? "" })
    return limited(groups) { shown in
      TextTable(columns: columns, rows: shown).lines(width: width, emphasis: dim)
    }
  }

  private var reasons: [String] {
    let counts = inspection.total.calls
    return CallStatus.allCases.filter { $0 != .exportable && counts[$0] ?? 0 > 0 }.flatMap { status in
      var line = DisplayText.padded((counts[status] ?? 0).grouped, to: 9, isLeading: false) + "  "
      line += DisplayText.padded(status.rawValue, to: 12, isLeading: true) + "  "
      line += SummaryText.services(inspection.summary.callsByService[status] ?? [:])
      if status == .repeat { line += " (calls that are there already)" }
      return [width.map { DisplayText.fitted(line, to: $0) } ?? line]
    }
  }

  private var hints: [String] {
    let waiting = inspection.summary.callsAwaitingLogs
    var lines = inspection.recordingHints.flatMap { hint in
      hanging("\(DisplayText.printable(hint.library)) (\(count(hint.calls, "call"))): \(hint.text)")
    }
    if waiting > 0 {
      lines += hanging(
        "\(waiting.grouped) of these may have their content in log records, and there are none here: convert the OTLP logs"
          + " together with the traces (Jaeger keeps no logs)")
    }
    return lines
  }

  private var files: [String] {
    limited(inspection.summary.inputs) { shown in
      TextTable<InputReport>(
        columns: [
          .init("file", priority: 100, isLeading: true) { $0.name },
          .init("format", priority: 90, isLeading: true) { Self.format(of: $0) },
          .init("size", priority: 60) { SummaryText.size($0.bytes) },
          .init("spans", priority: 70) { Self.cell($0.spans) },
          .init("log records", priority: 40) { Self.cell($0.logRecords) },
          .init("problems", priority: 80) { Self.cell($0.problems) },
        ], rows: shown
      ).lines(width: width, emphasis: dim)
    }
  }

  // MARK: Pieces

  /// The first rows of a long list, unless all were asked for.
  private func limited<Row>(_ rows: [Row], _ lines: ([Row]) -> [String]) -> [String] {
    guard !rows.isEmpty else { return [] }
    guard !isVerbose, width != nil, rows.count > Self.shortList else { return lines(rows) }
    return lines(Array(rows.prefix(Self.shortList))) + [
      "  … \((rows.count - Self.shortList).grouped) more: -v shows all"
    ]
  }

  private func hanging(_ text: String) -> [String] {
    DisplayText.wrapped(text, to: width.map { $0 - 4 }).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
  }

  static func format(of input: InputReport) -> String {
    input.format.isEmpty ? "not readable" : input.format.joined(separator: ", ")
  }

  private static func cell(_ number: Int) -> String { number == 0 ? "·" : number.grouped }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number.grouped) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `2026-03-15 14:22`.
  static func minute(_ time: UTCTime) -> String {
    time.description.prefix(16).split(separator: "T").joined(separator: " ")
  }

  private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  private func dim(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}

/// A part of a whole in percent.
struct Share {
  let fraction: Double

  init(_ part: Int, of whole: Int) { fraction = whole == 0 ? 0 : Double(part) / Double(whole) }

  /// `0 %` and `100 %` only when it is none or all.
  var percent: String {
    if fraction > 0, fraction < 0.01 { return "<1 %" }
    if fraction < 1, fraction > 0.99 { return ">99 %" }
    return "\(Int((fraction * 100).rounded())) %"
  }
}
