internal import TraceReader

/// Pydantic Logfire's integrations of OpenAI and Anthropic, versions 3 to 5.
///
/// 3.x has the whole request in `request_data` and the answer in `response_data`; later versions the semantic conventions'
/// keys, beside a short `request_data`. A stream makes two spans: the request's, which ends before the answer has come, and
/// a sibling of zero length (`logfire.span_type` = `log`) at its end that holds both. The sibling is a copy: whoever groups
/// the calls of a trace joins it with the request, and it is a call of its own where that is in another trace or lost.
enum Logfire: Dialect {
  static let name = "logfire"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    guard let type = attributes["logfire.span_type"] else { return nil }
    // A placeholder that is sent when a span begins; the span itself follows.
    if type == "pending_span" { return .other }
    guard let request = attributes["request_data"] else { return nil }
    if let operation = attributes["gen_ai.operation.name"] {
      // What the operations are called is the semantic conventions' business, but which half it is is not.
      guard operation == "chat" || operation == "text_completion" || operation == "generate_content" else {
        return nil
      }
    } else {
      guard isModelCall(span, request: request) else { return .other }
    }
    return type == "log" ? .copy : .call
  }

  /// Embeddings and images of 3.x are told by their requests: they have neither messages nor a text to complete.
  private static func isModelCall(_ span: borrowing TraceSpan, request: JSONNode) -> Bool {
    if span.attributes["events"] != nil || span.attributes["gen_ai.input.messages"] != nil { return true }
    if span.name.hasPrefix("Image") { return false }
    return request.decoded?.member("messages", "prompt", "contents") != nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    guard let request = attributes["request_data"]?.decoded, attributes["logfire.span_type"] != nil else {
      return
    }
    if request.member("messages", "prompt", "contents") != nil {
      call.fill(input: MessageReader.messages(in: request))
    }
    if let response = attributes["response_data"]?.decoded {
      if let message = response.member("message", "text", "combined_chunk_content") {
        call.fill(output: MessageReader.choices(in: message))
      }
      call.fill(usage: response["usage"])
    }
    call.fill(model: request["model"])
  }
}
