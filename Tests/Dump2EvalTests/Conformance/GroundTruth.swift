import Foundation
import TestSupport

/// What the model server of a corpus folder was really asked and really answered: `expected.json`.
struct GroundTruth {
  let traces: [Trace]
  /// `run/scenario#index` of the calls whose text is not in the library's telemetry as it was said.
  let lossyCalls: Set<String>

  struct Trace {
    let id: String
    let run: String
    let scenario: String
    let calls: [Call]
  }

  /// Whether a call must, may or must not have a case.
  enum Standing {
    case expected, optional, forbidden
  }

  struct Call {
    /// Texts of the parts of the last user message, or of all messages where no user said anything.
    let inputParts: [String]
    let answer: String
    let refusal: String
    let hasToolCalls: Bool
    let operation: String
    let failed: Bool
    /// `on`, `off`, `hashed`, `redacted`…
    let recording: String
    /// Other traces that may hold its spans.
    let mayBeElsewhere: Bool
    let otherTraces: [String]
  }

  init(_ corpus: Corpus) throws {
    let expected = try JSONSerialization.jsonObject(with: corpus.content("expected.json"))
    traces = (expected as? [[String: Any]] ?? []).map(Trace.init)
    let path = corpus.path("meta.json")
    let meta = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
    lossyCalls = Self.lossyCalls((meta as? [String: Any])?["verification"] as? [String: Any] ?? [:])
  }

  /// Whether there must be a case for a call of a trace.
  func standing(of position: Int, in trace: Trace) -> Standing {
    let call = trace.calls[position]
    if call.recording == "off" || call.recording == "hashed" || call.operation == "embeddings" {
      return .forbidden
    }
    if call.recording != "on" || call.failed
      || lossyCalls.contains("\(trace.run)/\(trace.scenario)#\(position)")
    {
      return .optional
    }
    if !call.answer.isBlank || call.hasToolCalls { return .expected }
    return call.refusal.isEmpty ? .forbidden : .optional
  }

  private static func lossyCalls(_ verification: [String: Any]) -> Set<String> {
    var keys: Set<String> = []
    for name in ["prompt_marker_missing", "answer_marker_missing"] {
      for key in verification[name] as? [String] ?? [] {
        keys.insert(key.lastIndex(of: ":").map { String(key[..<$0]) } ?? key)
      }
    }
    let exact = verification["exact_text"] as? [String: Any] ?? [:]
    for name in ["prompts_not_exact", "answers_not_exact"] { keys.formUnion(exact[name] as? [String] ?? []) }
    for (place, said) in verification["traces_where_span_count_differs"] as? [String: String] ?? [:] {
      let numbers = said.split { !$0.isNumber }.compactMap { Int($0) }
      // The library made fewer spans than calls: some call has none of its own.
      guard numbers.count == 2, numbers[0] < numbers[1] else { continue }
      for position in 0..<numbers[1] { keys.insert("\(place)#\(position)") }
    }
    return keys
  }
}

extension GroundTruth.Trace {
  init(_ json: [String: Any]) {
    id = (json["trace_id"] as? String ?? "").lowercased()
    run = json["run"] as? String ?? ""
    scenario = json["scenario"] as? String ?? ""
    calls = (json["llm_calls"] as? [[String: Any]] ?? []).map(GroundTruth.Call.init)
  }
}

extension GroundTruth.Call {
  init(_ json: [String: Any]) {
    let messages = (json["input_messages"] as? [Any] ?? []).compactMap { $0 as? [String: Any] }
    let lastUser = messages.last { $0["role"] as? String == "user" && !Self.texts(of: $0).joined().isEmpty }
    inputParts = lastUser.map(Self.texts) ?? messages.flatMap(Self.texts)
    answer = json["output_text"] as? String ?? ""
    let choices = (json["outputs"] as? [Any] ?? []).compactMap { $0 as? [String: Any] }
    refusal = choices.lazy.compactMap { $0["refusal"] as? String }.first { !$0.isEmpty } ?? ""
    hasToolCalls = !(json["output_tool_calls"] as? [Any] ?? []).isEmpty
    operation = json["operation"] as? String ?? ""
    failed = json["failed"] as? Bool ?? false
    recording = json["content_recording"] as? String ?? ""
    otherTraces = (json["also_recorded_in_traces"] as? [String] ?? []).map { $0.lowercased() }
    mayBeElsewhere = !otherTraces.isEmpty || json["detached_from_app_root_trace"] as? Bool == true
  }

  /// The texts of one message, whichever provider's shape it has.
  private static func texts(of message: [String: Any]) -> [String] {
    var content = message["content"] ?? message["parts"]
    if let object = content as? [String: Any] { content = object["parts"] }
    if let text = content as? String { return [text] }
    return (content as? [Any] ?? []).compactMap { part in
      part as? String ?? (part as? [String: Any])?["text"] as? String
    }
  }
}

extension String {
  var isBlank: Bool { trimmingCharacters(in: .whitespacesAndNewlines).isEmpty }
}
