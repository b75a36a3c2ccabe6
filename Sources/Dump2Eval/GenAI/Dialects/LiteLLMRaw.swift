internal import TraceReader

/// LiteLLM's `raw_gen_ai_request` spans (callbacks `otel`, `langfuse_otel`, `arize`…, 1.4x to 1.106): request and response as
/// they went over the wire, `llm.<provider>.<member>`, values in Python's notation.
///
/// The call itself is on `litellm_request` or, when the application has a span of its own open, on that one: there every
/// call overwrites the one before, and the raw span is all that is left of it.
enum LiteLLMRaw: Dialect {
  static let name = "litellm-raw"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard span.name == "raw_gen_ai_request" else { return nil }
    // With recording off, and for embeddings, there is no answer.
    return Raw(span.attributes).answer.isEmpty ? .other : .copy
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    guard span.name == "raw_gen_ai_request" else { return }
    let raw = Raw(span.attributes)
    // Instructions alone are no question: of a Responses call the input is not among the attributes.
    if raw.hasQuestion {
      if let request = object(raw.question) {
        call.fill(input: MessageReader.messages(in: request))
      } else {
        call.truncation.insert(.input)
      }
    }
    if let response = object(raw.answer) {
      call.fill(output: MessageReader.choices(in: response))
    } else if !raw.answer.isEmpty {
      call.truncation.insert(.output)
    }
    call.fill(responseID: raw.id)
    call.fill(model: raw.model)
    if let usage = raw.usage.flatMap(value) { call.fill(usage: usage) }
    if call.provider == nil, let provider = raw.provider, provider != "None" { call.provider = provider }
  }

  /// The members that matter, in the words of all APIs.
  private struct Raw {
    var question: [(name: StaticString, value: JSONNode)] = []
    var answer: [(name: StaticString, value: JSONNode)] = []
    var id: JSONNode?
    var model: JSONNode?
    var usage: JSONNode?
    var provider: String?
    var hasQuestion = false

    init(_ attributes: Attributes) {
      var stopReason: JSONNode?
      for entry in attributes.all where entry.name.hasPrefix("llm.") && !entry.value.isBlank {
        guard let key = entry.name.string, let dot = key.lastIndex(of: ".") else { continue }
        let start = key.index(key.startIndex, offsetBy: 4)
        guard start < dot else { continue }
        provider = String(key[start..<dot])
        switch key[key.index(after: dot)...] {
        case "messages": ask("messages", entry.value)
        case "contents": ask("contents", entry.value)
        case "input": ask("input", entry.value)
        case "prompt": ask("prompt", entry.value)
        case "system": question.append(("system", entry.value))
        case "system_instruction": question.append(("system_instruction", entry.value))
        case "instructions": question.append(("instructions", entry.value))
        case "choices": answer.append(("choices", entry.value))
        case "candidates": answer.append(("candidates", entry.value))
        case "output": answer.append(("output", entry.value))
        case "content": answer.append(("content", entry.value))
        case "stop_reason": stopReason = entry.value
        case "id", "responseId": id = entry.value
        case "model", "modelVersion": model = model ?? entry.value
        case "usage", "usageMetadata": usage = entry.value
        default: break
        }
      }
      if !answer.isEmpty, let stopReason { answer.append(("stop_reason", stopReason)) }
    }

    private mutating func ask(_ name: StaticString, _ value: JSONNode) {
      question.append((name, value))
      hasQuestion = true
    }
  }

  /// The members as one JSON object in a tree of its own; nil when one was cut: half a list is worse than none.
  private static func object(_ members: [(name: StaticString, value: JSONNode)]) -> JSONNode? {
    guard !members.isEmpty else { return nil }
    var text = "{"
    for member in members {
      guard let json = json(member.value) else { return nil }
      if text.utf8.count > 1 { text += "," }
      text += "\"\(member.name)\":" + json
    }
    let tree = JSONTree()
    guard (try? tree.parse(text + "}")) != nil else { return nil }
    return tree.root
  }

  private static func json(_ node: JSONNode) -> String? {
    guard node.hasPrefix("[") || node.hasPrefix("{") else { return node.json }
    return node.string.flatMap(PythonLiteral.json) ?? node.decoded?.json
  }

  private static func value(_ node: JSONNode) -> JSONNode? {
    node.string.flatMap(PythonLiteral.value) ?? node.decoded
  }
}
