internal import TraceReader

/// OpenTelemetry's semantic conventions for generative AI: the operation's name, and message attributes on
/// the span.
enum SemanticConventions: Dialect {
  static let name = "otel-genai"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    guard let operation = attributes["gen_ai.operation.name"], !operation.isBlank else { return nil }
    guard let role = OperationName.role(operation) else { return nil }
    // The Anthropic SDK (2.x) makes a span for every request by itself, without content unless asked to;
    // where another instrumentation is installed that is the shadow of its span.
    if role == .call, attributes["gen_ai.input.messages"] == nil,
      span.scopeName?.hasPrefix("com.anthropic.sdk.") ?? false
    {
      return .copy
    }
    return role
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    ConventionMessages.read({ attributes[$0] }, into: &call)
    if let reason = attributes["anthropic.message.stop_reason"]?.text, call.choices.count == 1,
      call.choices[0].finishReason == nil
    {
      call.choices[0].finishReason = reason
    }
  }
}

/// Spans with the conventions' messages and no operation that is known: the last resort, with a model or an
/// answer to show that it is no agent's or workflow's.
enum ConventionContent: Dialect {
  static let name = "otel-genai-content"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    guard attributes["gen_ai.output.messages"] != nil || attributes["gen_ai.input.messages"] != nil else {
      return nil
    }
    return attributes["gen_ai.request.model"] != nil || attributes["gen_ai.response.model"] != nil
      ? .call : nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {}
}
