import Dump2Eval

/// The summary for machines: one JSON object, with keys that stay.
enum SummaryJSON {
  static func text(of summary: Summary) -> String {
    var json = JSONObject()
    json.add("files", summary.files)
    json.add("bytes", Int(summary.bytes))
    json.add("seconds", raw: SummaryText.thousandths(summary.seconds))
    json.add("spans", summary.spans)
    json.add("log_records", summary.logRecords)
    json.add("metric_lists", summary.metricLists)
    json.add("unknown_values", summary.unknownValues)
    json.add("duplicate_spans", summary.duplicateSpans)
    json.add("spilled_bytes", Int(summary.spilledBytes))
    var traces = JSONObject()
    traces.add("read", summary.traces)
    traces.add("exported", summary.exportedTraces)
    json.add("traces", raw: traces.text)
    var datasets = JSONObject()
    datasets.add("new", summary.newDatasets)
    datasets.add("unchanged", summary.unchangedDatasets)
    datasets.add("kept", summary.keptDatasets)
    datasets.add("replaced", summary.replacedDatasets)
    datasets.add("blocked", summary.blockedDatasets)
    json.add("datasets", raw: datasets.text)
    json.add("calls", raw: calls(summary))
    if let folds = summary.folds {
      var entry = JSONObject()
      entry.add("folded", folds.folded)
      entry.add("standing_for_others", folds.standingForOthers)
      entry.add("largest", folds.largest)
      json.add("dedupe", raw: entry.text)
    }
    var redactions = JSONObject()
    for kind in RedactionKind.allCases { redactions.add(kind.rawValue, summary.redactions[kind] ?? 0) }
    json.add("redactions", raw: redactions.text)
    json.add("usage", raw: usage(summary.usage))
    json.add("exported_usage", raw: usage(summary.exportedUsage))
    let problems = summary.problems.map { problem in
      var entry = JSONObject()
      entry.add("severity", problem.severity.rawValue)
      entry.add("input", problem.input)
      if let offset = problem.offset { entry.add("byte", Int(offset)) }
      if let line = problem.line { entry.add("line", line) }
      if let offset = problem.compressedOffset { entry.add("compressed_byte", Int(offset)) }
      entry.add("problem", problem.text)
      return entry.text
    }
    json.add("problems", raw: "[" + problems.joined(separator: ",") + "]")
    return json.text
  }

  private static func calls(_ summary: Summary) -> String {
    var calls = JSONObject()
    calls.add("seen", summary.seenCalls)
    calls.add("exported", summary.exportedCases)
    var reasons = JSONObject()
    for status in CallStatus.allCases where status != .exportable {
      var reason = JSONObject()
      reason.add("count", summary.calls[status] ?? 0)
      var services = JSONObject()
      for (service, count) in (summary.callsByService[status] ?? [:]).sorted(by: { $0.key < $1.key }) {
        services.add(service, count)
      }
      reason.add("services", raw: services.text)
      reasons.add(status.rawValue, raw: reason.text)
    }
    calls.add("not_exported", raw: reasons.text)
    var removed = JSONObject()
    for option in summary.removedCalls { removed.add(option.option, option.calls) }
    calls.add("filtered_by", raw: removed.text)
    let libraries = summary.unrecordedCalls.sorted {
      ($0.key.dialect, $0.key.name) < ($1.key.dialect, $1.key.name)
    }
    let unrecorded = libraries.map { library, count in
      var entry = JSONObject()
      entry.add("dialect", library.dialect)
      if let scope = library.scope { entry.add("scope", scope) }
      entry.add("count", count)
      if let hint = library.recordingHint { entry.add("hint", hint) }
      return entry.text
    }
    calls.add("not_recorded_by_library", raw: "[" + unrecorded.joined(separator: ",") + "]")
    calls.add("awaiting_logs", summary.callsAwaitingLogs)
    return calls.text
  }
}

extension SummaryJSON {
  static func usage(_ usage: Usage) -> String {
    var entry = JSONObject()
    entry.add("calls", usage.calls)
    entry.add("input_tokens", usage.inputTokens)
    entry.add("output_tokens", usage.outputTokens)
    entry.add("total_tokens", usage.totalTokens)
    entry.add("cost_usd", raw: usage.cost.isFinite ? String(cost(usage.cost)) : "0")
    return entry.text
  }

  /// To the millionth of a millionth: what is behind depends on the order in which costs were added.
  private static func cost(_ dollars: Double) -> Double {
    abs(dollars) < 1e6 ? (dollars * 1e12).rounded() / 1e12 : dollars
  }
}

/// Builds a JSON object member by member.
struct JSONObject {
  private var members: [String] = []

  mutating func add(_ name: String, _ value: Int) { add(name, raw: String(value)) }
  mutating func add(_ name: String, _ value: String) { add(name, raw: Self.quoted(value)) }
  mutating func add(_ name: String, raw value: String) { members.append(Self.quoted(name) + ":" + value) }

  var text: String { "{" + members.joined(separator: ",") + "}" }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
