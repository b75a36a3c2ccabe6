internal import TraceReader

/// Microsoft's promptflow tracing (`promptflow-tracing` 1): arguments and result of the client's method as attributes or,
/// under other names, as span events with the attribute `payload`.
enum Promptflow: Dialect {
  static let name = "promptflow"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let framework = span.attributes["framework"], framework == "promptflow" else { return nil }
    guard let type = span.attributes["span_type"] else { return .other }
    return type == "LLM" ? .call : .other
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    guard let framework = attributes["framework"], framework == "promptflow" else { return }
    if let inputs = attributes["inputs"] ?? payload(of: "promptflow.function.inputs", in: span) {
      let request = inputs.decoded ?? inputs
      call.fill(input: MessageReader.messages(in: request))
      call.fill(model: request["model"])
    }
    // Of streams the output is the list of chunks; the message is put together beside it.
    if let message = attributes["llm.generated_message"]
      ?? payload(of: "promptflow.llm.generated_message", in: span)
    {
      call.fill(output: MessageReader.choices(in: message.decoded ?? message))
    }
    if let output = attributes["output"] ?? payload(of: "promptflow.function.output", in: span) {
      let response = output.decoded ?? output
      // The finish reason, which the message alone does not have.
      if call.choices.count == 1, let reason = MessageReader.choices(in: response).first?.finishReason {
        call.choices[0].finishReason = call.choices[0].finishReason ?? reason
      }
      let isChunks = attributes["output_type"].map { $0 == "iterated" } ?? false
      if !isChunks { call.fill(output: MessageReader.choices(in: response)) }
      call.fill(responseID: response["id"])
      call.fill(usage: response["usage"])
    }
    call.fill(model: attributes["llm.response.model"])
  }

  private static func payload(of event: String, in span: borrowing TraceSpan) -> JSONNode? {
    span.events.first { $0.name == event }?.attributes["payload"]
  }
}
