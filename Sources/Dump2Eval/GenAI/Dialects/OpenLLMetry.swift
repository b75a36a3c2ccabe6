internal import TraceReader

/// OpenLLMetry (traceloop) before it adopted the conventions' message attributes in 0.53, and those who
/// follow it (AgentOps, Laminar): a set of attributes for each message. Two generations of prefixes.
enum OpenLLMetry: Dialect {
  static let name = "openllmetry"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    // Decorators and frameworks' steps: workflow, task, agent, tool.
    if let kind = attributes["traceloop.span.kind"], !kind.isBlank {
      return kind == "llm" ? .call : .other
    }
    guard let type = attributes["llm.request.type"] ?? attributes["gen_ai.request.type"], !type.isBlank else {
      return nil
    }
    return OperationName.role(type)
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    if !call.hasMessages {
      let input = IndexedMessages(span.attributes, prefixes: "gen_ai.prompt.", "llm.prompts.")
      if input.hasHole { call.truncation.insert(.input) }
      call.fill(input: input.asInput())
    }
    if !call.hasOutput {
      let output = IndexedMessages(span.attributes, prefixes: "gen_ai.completion.", "llm.completions.")
      if output.hasHole { call.truncation.insert(.output) }
      call.fill(output: output.asChoices())
    }
  }
}

/// Spans that lost the attributes which say what they are (the SDK drops the oldest first), but not all
/// messages.
enum IndexedContent: Dialect {
  static let name = "indexed"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    let prefixes: [StaticString] = [
      "gen_ai.completion.", "gen_ai.prompt.", "llm.completions.", "llm.prompts.", "llm.output_messages.",
      "llm.input_messages.", "llm.choices.",
    ]
    return prefixes.contains { attributes.containsName(prefix: $0) } ? .call : nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {}
}
