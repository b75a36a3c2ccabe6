internal import TraceReader

/// Vercel AI SDK, versions 3 to 6 (`experimental_telemetry`).
///
/// The spans `….doGenerate` and `….doStream` are the requests to the model. The one around them, `ai.generateText` and its
/// siblings, repeats the first prompt and the last answer: with tools there are several requests inside.
enum VercelAI: Dialect {
  static let name = "vercel-ai"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let operation = operation(of: span) else { return nil }
    return operation.hasSuffix(".doGenerate") || operation.hasSuffix(".doStream") ? .call : .other
  }

  /// `ai.operationId`, or before it came (3.3) the first word of `operation.name`, which the function's id follows.
  private static func operation(of span: borrowing TraceSpan) -> Substring? {
    if let id = span.attributes["ai.operationId"]?.string { return id[...] }
    guard let name = span.attributes["operation.name"], name.hasPrefix("ai.") else { return nil }
    return name.string?.prefix { $0 != " " }
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    // `.messages` is the prompt as the provider gets it; the plain one is what the application passed to the SDK.
    if let prompt = attributes["ai.prompt.messages"] ?? attributes["ai.prompt"] {
      call.fill(input: MessageReader.messages(in: prompt.decoded ?? prompt))
    }
    call.fill(output: answer(attributes).map { [$0] } ?? [])
    call.fill(model: attributes["ai.model.id"])
    call.fill(provider: attributes["ai.model.provider"])
    call.fill(responseID: attributes["ai.response.id"])
    if call.inputTokens == nil {
      call.inputTokens = LLMCall.count(
        attributes["ai.usage.inputTokens"] ?? attributes["ai.usage.promptTokens"])
    }
    if call.outputTokens == nil {
      call.outputTokens = LLMCall.count(
        attributes["ai.usage.outputTokens"] ?? attributes["ai.usage.completionTokens"])
    }
    if call.totalTokens == nil { call.totalTokens = LLMCall.count(attributes["ai.usage.totalTokens"]) }
  }

  /// `ai.response.*` since version 3.4, `ai.result.*` before. Objects are recorded as the text that the model wrote.
  private static func answer(_ attributes: Attributes) -> Choice? {
    var choice = Choice()
    for text in [
      attributes["ai.response.text"] ?? attributes["ai.result.text"],
      attributes["ai.response.object"] ?? attributes["ai.result.object"],
    ] where choice.text == nil {
      if let text, !text.isBlank { choice.text = text.text }
    }
    ToolCall.append(
      (attributes["ai.response.toolCalls"] ?? attributes["ai.result.toolCalls"])?.decoded,
      to: &choice.toolCalls)
    guard choice.text != nil || !choice.toolCalls.isEmpty else { return nil }
    choice.finishReason = (attributes["ai.response.finishReason"] ?? attributes["ai.finishReason"])?.string
    return choice
  }
}
