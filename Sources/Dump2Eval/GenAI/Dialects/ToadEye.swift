internal import TraceReader

/// toad-eye: one flat text for the whole prompt and one for the answer, under names of its own.
///
/// The text is what the model was sent, whatever it looks like: it is never taken for JSON messages. With
/// `hashContent` both are `sha256:` and the digest, without `recordContent` they are missing.
enum ToadEye: Dialect {
  static let name = "toad-eye"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    guard attributes.containsName(prefix: "gen_ai.toad_eye.") else { return nil }
    // Steps of an agent: `gen_ai.agent.step.*` spans, and the ones of `traceAgentStep`.
    if attributes["gen_ai.toad_eye.agent.step.type"] != nil
      || attributes["gen_ai.toad_eye.agent.step.number"] != nil
    {
      return .other
    }
    if let operation = attributes["gen_ai.operation.name"], let role = OperationName.role(operation) {
      return role
    }
    let isCall =
      attributes["gen_ai.toad_eye.prompt"] != nil || attributes["gen_ai.toad_eye.completion"] != nil
    return isCall ? .call : nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    if let text = attributes.text("gen_ai.toad_eye.prompt") {
      call.fill(input: [Message(role: .user, text: text)])
    }
    if let text = attributes.text("gen_ai.toad_eye.completion") {
      call.fill(output: [Choice(text: text)])
    }
    if let status = attributes["gen_ai.toad_eye.status"], status == "error" { call.failed = true }
  }
}
