internal import TraceReader

/// Haystack's own tracing (`haystack-ai` 2, `HAYSTACK_CONTENT_TRACING_ENABLED`): one span for each component that runs.
/// Prompt builders, rankers and others have the same keys.
enum Haystack: Dialect {
  static let name = "haystack"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let type = span.attributes["haystack.component.type"]?.string else { return nil }
    let generates = type.contains("Generator") && !type.contains("ImageGenerator")
    return generates ? .call : .other
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    if let input = attributes["haystack.component.input"]?.decoded {
      call.fill(input: MessageReader.messages(in: input))
      call.fill(model: input["model"])
    }
    guard let output = attributes["haystack.component.output"]?.decoded else { return }
    call.fill(output: MessageReader.choices(in: output))
    // Chat generators: in each reply. Text generators: a list beside the replies.
    let meta = output["replies"]?.first?.member("meta", "_meta") ?? output["meta"]?.first
    call.fill(model: meta?["model"])
    call.fill(responseID: meta?["id"])
    call.fill(usage: meta?["usage"])
  }
}
