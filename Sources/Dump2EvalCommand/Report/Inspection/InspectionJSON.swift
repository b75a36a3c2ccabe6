import Dump2Eval

/// An inspection for machines: one JSON object, with keys that stay.
enum InspectionJSON {
  static func text(of inspection: Inspection) -> String {
    var json = JSONObject()
    json.add("summary", raw: SummaryJSON.text(of: inspection.summary))
    json.add("total", raw: text(of: inspection.total))
    json.add("traces_with_calls", inspection.tracesWithCalls)
    json.add("services", raw: list(inspection.services, text))
    json.add("models", raw: list(inspection.models, text))
    json.add("libraries", raw: list(inspection.libraries, text))
    json.add("files", raw: list(inspection.summary.inputs, text))
    var timeline = JSONObject()
    timeline.add("bin_seconds", inspection.timeline.binSeconds)
    timeline.add(
      "bins",
      raw: list(inspection.timeline.bins.filter { $0.exportable + $0.others > 0 }) { bin in
        var entry = JSONObject()
        entry.add("start", bin.start.description)
        entry.add("exportable", bin.exportable)
        entry.add("others", bin.others)
        return entry.text
      })
    json.add("timeline", raw: timeline.text)
    json.add("input_bytes", raw: text(of: inspection.inputLengths))
    json.add("output_bytes", raw: text(of: inspection.outputLengths))
    json.add("tokens", raw: text(of: inspection.tokens))
    json.add("traces", raw: list(inspection.traces, text))
    return json.text
  }

  private static func text(of group: Inspection.Group) -> String {
    var entry = JSONObject()
    if let name = group.name { entry.add("name", name) } else { entry.add("name", raw: "null") }
    if let library = group.library {
      entry.add("dialect", library.dialect)
      if let scope = library.scope { entry.add("scope", scope) }
      if group.calls[.notRecorded] ?? 0 > 0, let hint = library.recordingHint { entry.add("hint", hint) }
    }
    entry.add("traces", group.traces)
    entry.add("calls", group.count)
    entry.add("exportable", group.exportable)
    entry.add("not_exportable", raw: reasons(group.calls))
    entry.add("in_logs_only", group.needingLogs)
    entry.add("usage", raw: SummaryJSON.usage(group.usage))
    if let first = group.first { entry.add("first", first.description) }
    if let last = group.last { entry.add("last", last.description) }
    return entry.text
  }

  private static func text(of trace: Inspection.Trace) -> String {
    var entry = JSONObject()
    entry.add("trace_id", trace.id)
    if let service = trace.service { entry.add("service", service) }
    if let model = trace.model { entry.add("model", model) }
    if let start = trace.start { entry.add("start", start.description) }
    entry.add("exportable", trace.calls[.exportable] ?? 0)
    entry.add("not_exportable", raw: reasons(trace.calls))
    entry.add("usage", raw: SummaryJSON.usage(trace.usage))
    return entry.text
  }

  private static func text(of input: InputReport) -> String {
    var entry = JSONObject()
    entry.add("name", input.name)
    entry.add("format", raw: list(input.format, JSONObject.quoted))
    entry.add("bytes", Int(input.bytes))
    entry.add("spans", input.spans)
    entry.add("log_records", input.logRecords)
    entry.add("problems", input.problems)
    return entry.text
  }

  private static func text(of histogram: Histogram) -> String {
    var entry = JSONObject()
    entry.add("count", histogram.count)
    entry.add("largest", histogram.largest)
    entry.add("mean", raw: SummaryText.thousandths(histogram.mean))
    entry.add(
      "bins",
      raw: list(histogram.bins) { bin in
        var entry = JSONObject()
        entry.add("from", bin.lowerBound)
        entry.add("below", bin.upperBound)
        entry.add("count", bin.count)
        return entry.text
      })
    return entry.text
  }

  private static func reasons(_ calls: [CallStatus: Int]) -> String {
    var entry = JSONObject()
    for status in CallStatus.allCases where status != .exportable {
      if let count = calls[status], count > 0 { entry.add(status.rawValue, count) }
    }
    return entry.text
  }

  private static func list<Element>(_ elements: [Element], _ text: (Element) -> String) -> String {
    "[" + elements.map(text).joined(separator: ",") + "]"
  }
}
