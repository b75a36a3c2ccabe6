internal import TraceReader

/// Google's Agent Development Kit: spans `call_llm` (all 1.x; in 2.x around a `generate_content` span of the semantic
/// conventions, which holds the content only when those are told to record it).
enum GoogleADK: Dialect {
  static let name = "google-adk"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    guard
      let recorded = attributes["gcp.vertex.agent.llm_request"] ?? attributes["gcp.vertex.agent.llm_response"]
    else {
      // Failed requests of 1.x have nothing.
      guard span.name == "call_llm", let system = attributes["gen_ai.system"] else { return nil }
      return system == "gcp.vertex.agent" ? .call : nil
    }
    // Tools have both keys too, holding `{}`; so have requests when content recording is off.
    if attributes["gcp.vertex.agent.tool_call_args"] != nil
      || attributes["gcp.vertex.agent.tool_response"] != nil
    {
      return .other
    }
    if span.name == "call_llm" { return .call }
    if let operation = attributes["gen_ai.operation.name"] {
      return operation == "generate_content" || operation == "chat" ? .call : .other
    }
    return recorded == "{}" || recorded.isBlank ? .other : .call
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    if let request = span.attributes["gcp.vertex.agent.llm_request"]?.decoded {
      call.fill(input: MessageReader.messages(in: request))
      call.fill(model: request["model"])
    }
    if let response = span.attributes["gcp.vertex.agent.llm_response"]?.decoded {
      call.fill(output: MessageReader.choices(in: response))
      call.fill(usage: response.member("usage_metadata", "usageMetadata"))
    }
  }
}
