import Dump2Eval

/// An inspection as one HTML page that can be sent to somebody: nothing is loaded, no script runs, and text
/// from dumps is text.
struct InspectionPage {
  private let inspection: Inspection
  /// What would be masked; nil: masking was not asked for.
  private let masked: String?
  private static let groupLimit = 50
  private static let fileLimit = 500
  private static let hintLimit = 5

  init(_ inspection: Inspection, masked: String? = nil) {
    self.inspection = inspection
    self.masked = masked
  }

  var text: String {
    var html = HTMLText()
    html.markup(
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
      <title>dump2eval inspect</title>
      <style>

      """)
    html.markup(PageStyle.text)
    html.markup("\n</style></head><body>\n")
    header(&html)
    if inspection.total.count > 0 {
      coverage(&html)
      timeline(&html)
      distributions(&html)
      groups("Models", inspection.models, &html)
      groups("Libraries", inspection.libraries, &html)
      traces(&html)
    }
    files(&html)
    html.markup("</body></html>\n")
    return html.text
  }

  // MARK: Sections

  private func header(_ html: inout HTMLText) {
    let summary = inspection.summary
    let total = inspection.total
    let share = Share(total.exportable, of: total.distinct)
    html.element("header") { html in
      html.element(
        "h1",
        total.count == 0
          ? "No LLM calls" : "\(share.percent) of \(total.distinct.grouped) LLM calls can be exported")
      html.element(
        "p", ["class": "quiet"],
        "\(summary.files.grouped) files, \(SummaryText.size(summary.bytes)), \(summary.spans.grouped) spans, "
          + "\(summary.logRecords.grouped) log records")
      if let filtered = summary.calls[.filtered], filtered > 0 {
        html.element(
          "p", ["class": "quiet"],
          "left out: \(filtered.grouped) calls (\(SummaryText.removed(summary)))")
      }
      if let masked { html.element("p", ["class": "quiet"], "to be masked: \(masked)") }
    }
    var cards = [
      (summary.traces.grouped, "traces"), (inspection.tracesWithCalls.grouped, "traces with LLM calls"),
      (summary.exportedTraces.grouped, "datasets to export"),
      (inspection.total.exportable.grouped, "cases in them"),
    ]
    if inspection.total.needingLogs > 0 {
      cards.append((inspection.total.needingLogs.grouped, "with content in logs only"))
    }
    if total.usage.totalTokens > 0 { cards.append((total.usage.totalTokens.grouped, "tokens")) }
    if total.usage.cost > 0 { cards.append((SummaryText.dollars(total.usage.cost), "cost")) }
    if summary.isDamaged { cards.append((summary.problems.count.grouped, "problems with files")) }
    html.element("div", ["class": "cards"]) { html in
      for (number, name) in cards {
        html.element("div") { html in
          html.element("b", number)
          html.element("span", name)
        }
      }
    }
  }

  private func coverage(_ html: inout HTMLText) {
    html.element("section") { html in
      html.element("h2", "Coverage by service")
      PageCharts.coverage(
        Array(inspection.services.prefix(Self.groupLimit)), unnamed: "(no service name)", into: &html)
      more(inspection.services.count - Self.groupLimit, &html)
      PageCharts.legend(inspection.total.calls, into: &html)
      let hints = inspection.recordingHints
      for hint in hints.prefix(Self.hintLimit) { Self.add(hint, &html) }
      if hints.count > Self.hintLimit {
        html.element("details", ["class": "hint"]) { html in
          html.element("summary", "\((hints.count - Self.hintLimit).grouped) more libraries")
          for hint in hints.dropFirst(Self.hintLimit) { Self.add(hint, &html) }
        }
      }
      let waiting = inspection.summary.callsAwaitingLogs
      if waiting > 0 {
        html.element(
          "p", ["class": "hint"],
          "\(waiting.grouped) of these may have their content in log records, and there are none here: convert the OTLP "
            + "logs together with the traces. Jaeger keeps no logs.")
      }
    }
  }

  private static func add(_ hint: RecordingHint, _ html: inout HTMLText) {
    html.element("p", ["class": "hint"]) { html in
      html.element("b", "\(hint.library): ")
      html.add("\(hint.calls.grouped) not recorded: \(hint.text)")
    }
  }

  private func timeline(_ html: inout HTMLText) {
    guard !inspection.timeline.bins.isEmpty else { return }
    html.element("section") { html in
      html.element("h2", "Calls over time (UTC)")
      PageCharts.timeline(inspection.timeline, into: &html)
    }
  }

  private func distributions(_ html: inout HTMLText) {
    let charts = [
      ("Length of inputs", inspection.inputLengths, "bytes"),
      ("Length of outputs", inspection.outputLengths, "bytes"),
      ("Tokens per call", inspection.tokens, "tokens"),
    ]
    guard charts.contains(where: { $0.1.count > 0 }) else { return }
    html.element("div", ["class": "thirds"]) { html in
      for (title, histogram, unit) in charts where histogram.count > 0 {
        html.element("section") { html in
          html.element("h2", title)
          PageCharts.histogram(histogram, unit: unit, into: &html)
        }
      }
    }
  }

  private func groups(_ title: String, _ groups: [Inspection.Group], _ html: inout HTMLText) {
    html.element("section") { html in
      html.element("h2", title)
      Self.table(
        ["Name", "Calls", "Exportable", "Not exportable", "Tokens", "Cost"], right: [1, 2, 4, 5],
        groups.prefix(Self.groupLimit).map { group in
          [
            .text(
              group.name.map { name in group.library.map { "\(name) (\($0.dialect))" } ?? name }
                ?? "(not told)"),
            .text(group.distinct.grouped),
            .text("\(group.exportable.grouped) · \(Share(group.exportable, of: group.distinct).percent)"),
            .reasons(group.calls), .text(Self.cell(group.usage.totalTokens)),
            .text(group.usage.cost > 0 ? SummaryText.dollars(group.usage.cost) : ""),
          ]
        }, &html)
      more(groups.count - Self.groupLimit, &html)
    }
  }

  private func traces(_ html: inout HTMLText) {
    html.element("section") { html in
      html.element("h2", "Traces with LLM calls")
      Self.table(
        ["Trace", "Service", "Model", "Began", "Exportable", "Not exportable", "Tokens"], right: [4, 6],
        inspection.traces.map { trace in
          [
            .code(trace.id), .text(trace.service ?? ""), .text(trace.model ?? ""),
            .text(trace.start.map(InspectionTable.minute) ?? ""),
            .text(Self.cell(trace.calls[.exportable] ?? 0)),
            .reasons(trace.calls), .text(Self.cell(trace.usage.totalTokens)),
          ]
        }, &html)
      more(inspection.tracesWithCalls - inspection.traces.count, &html)
    }
  }

  private func files(_ html: inout HTMLText) {
    let inputs = inspection.summary.inputs
    let problems = Dictionary(grouping: inspection.summary.problems.prefix(10_000), by: \.input)
    html.element("section") { html in
      html.element("h2", "Files")
      Self.table(
        ["Name", "Format", "Size", "Spans", "Log records", "Problems"], right: [2, 3, 4],
        inputs.prefix(Self.fileLimit).map { input in
          [
            .text(input.name), .text(InspectionTable.format(of: input)), .text(SummaryText.size(input.bytes)),
            .text(Self.cell(input.spans)), .text(Self.cell(input.logRecords)),
            .text(problems[input.name]?.first.map { "\(input.problems.grouped): \($0.text)" } ?? ""),
          ]
        }, &html)
      more(inspection.summary.files - min(inputs.count, Self.fileLimit), &html)
    }
  }

  // MARK: Pieces

  private enum Cell {
    case text(String)
    case code(String)
    case reasons([CallStatus: Int])
  }

  private static func table(_ titles: [String], right: Set<Int>, _ rows: [[Cell]], _ html: inout HTMLText) {
    html.element("table") { html in
      html.element("thead") { html in
        html.element("tr") { html in
          for (position, title) in titles.enumerated() {
            html.element("th", ["class": right.contains(position) ? "right" : ""], title)
          }
        }
      }
      html.element("tbody") { html in
        for row in rows {
          html.element("tr") { html in
            for (position, cell) in row.enumerated() {
              let attributes: KeyValuePairs<StaticString, String> = [
                "class": right.contains(position) ? "right" : "", "data-label": titles[position],
              ]
              switch cell {
              case .text(let text): html.element("td", attributes, text)
              case .code(let text): html.element("td", attributes) { $0.element("code", text) }
              // Of an empty cell a phone shows nothing.
              case .reasons(let calls) where calls.allSatisfy({ $0.key == .exportable || $0.value == 0 }):
                html.element("td", attributes, "")
              case .reasons(let calls): html.element("td", attributes) { html in reasons(calls, &html) }
              }
            }
          }
        }
      }
    }
  }

  private static func reasons(_ calls: [CallStatus: Int], _ html: inout HTMLText) {
    html.element("span") { html in
      for status in CallStatus.allCases where status != .exportable && calls[status] ?? 0 > 0 {
        html.element("span", ["class": "chip"]) { html in
          html.element("i", ["class": PageCharts.style(of: status)], "")
          html.add("\(status.rawValue) \((calls[status] ?? 0).grouped)")
        }
      }
    }
  }

  private func more(_ count: Int, _ html: inout HTMLText) {
    guard count > 0 else { return }
    html.element("p", ["class": "quiet"], "… and \(count.grouped) more")
  }

  private static func cell(_ number: Int) -> String { number == 0 ? "" : number.grouped }
}
