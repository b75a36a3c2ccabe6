internal import TraceReader

/// The Anthropic Python SDK's own spans (2.x): by default a request without its content.
///
/// An instrumentation around the SDK has the content; then this is a second record of the same call. Where
/// `ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content` is set the span has the semantic conventions' keys.
enum AnthropicSDK: Dialect {
  static let name = "anthropic-sdk"

  static func role(of span: TraceSpan) -> SpanRole? {
    guard let scope = span.scopeName, scope.hasPrefix("com.anthropic.sdk") else { return nil }
    let attributes = span.attributes
    guard let operation = attributes["gen_ai.operation.name"],
      operation == "chat" || operation == "text_completion"
    else { return nil }
    return attributes["gen_ai.input.messages"] == nil ? .copy : nil
  }

  static func read(_ span: TraceSpan, into call: inout LLMCall) {
    // The messages have no reason of their own.
    guard let reason = span.attributes["anthropic.message.stop_reason"]?.string else { return }
    for position in call.choices.indices where call.choices[position].finishReason == nil {
      call.choices[position].finishReason = reason
    }
  }
}
