internal import TraceReader

/// AgentOps (0.4): requests have the keys of OpenLLMetry's middle generation; everything else that it records repeats texts
/// and says what it is in `agentops.span.kind`.
enum AgentOps: Dialect {
  static let name = "agentops"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let kind = span.attributes["agentops.span.kind"] else { return nil }
    let isStep =
      kind == "agent" || kind == "tool" || kind == "workflow" || kind == "session" || kind == "task"
      || kind == "operation" || kind == "chain" || kind == "guardrail"
    return isStep ? .other : nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {}
}
