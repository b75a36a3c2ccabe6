internal import TraceReader

/// LangSmith's SDK exporting to OpenTelemetry (`LANGSMITH_OTEL_ENABLED`, langsmith 0.4 and later).
///
/// `gen_ai.prompt` and `gen_ai.completion`, without an index, are the arguments and the result of the traced function as
/// JSON: the API's request and response around a client, LangChain's serialized messages and generations otherwise.
/// Recording switched off leaves `{}`.
enum LangSmith: Dialect {
  static let name = "langsmith"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let kind = span.attributes["langsmith.span.kind"] else { return nil }
    return kind == "llm" ? .call : .other
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    guard attributes["langsmith.span.kind"] != nil else { return }
    if let prompt = attributes["gen_ai.prompt"] {
      call.fill(input: MessageReader.messages(in: prompt.decoded ?? prompt))
    }
    if let completion = attributes["gen_ai.completion"] {
      let response = completion.decoded ?? completion
      call.fill(output: MessageReader.choices(in: response))
      call.fill(responseID: response["id"])
      call.fill(usage: response["usage"])
    }
    call.fill(model: attributes["langsmith.metadata.ls_model_name"])
    call.fill(provider: attributes["langsmith.metadata.ls_provider"])
  }
}
