internal import TraceReader

/// What most conventions record under the same names: ids, times, model, provider, tokens, cost, status.
enum CallMetadata {
  /// Reads what is known before the content; dialects overwrite what they know better.
  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    call.traceID = span.traceID.spelling
    call.spanID = span.spanID.canonical
    call.parentSpanID = span.parentSpanID
    call.name = span.name
    call.scope = span.scopeName
    call.service = span.serviceName
    call.startTime = span.startTime
    call.endTime = span.endTime
    let attributes = span.attributes
    // Semantic conventions, Registry "Error": `error.type` is set when the operation ended with an error, and
    // only then.
    call.failed = span.isError || attributes["error.type"].map { !$0.isBlank } ?? false
    read(attributes, into: &call)
  }

  /// What spans and log records have in common.
  static func read(_ attributes: Attributes, into call: inout LLMCall) {
    call.model = text(
      attributes, "gen_ai.request.model", "llm.request.model", "gen_ai.response.model", "llm.response.model",
      "llm.model_name")
    call.provider = text(
      attributes, "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.vendor", "llm.system")
    call.operation = text(attributes, "gen_ai.operation.name", "llm.request.type", "gen_ai.request.type")
    call.responseID = text(attributes, "gen_ai.response.id", "llm.response.id")
    call.inputTokens = count(
      attributes, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens",
      "llm.usage.input_tokens", "llm.token_count.prompt")
    call.outputTokens = count(
      attributes, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
      "llm.usage.completion_tokens",
      "llm.usage.output_tokens", "llm.token_count.completion")
    call.totalTokens = count(
      attributes, "gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total")
    for name: StaticString in [
      "gen_ai.usage.cost", "operation.cost", "gen_ai.cost.total_cost", "llm.response.cost",
      "gen_ai.toad_eye.cost",
      "llm.cost.total",
    ] where call.cost == nil {
      call.cost = attributes[name]?.double.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// Gives the choices the reasons to stop that were recorded beside them; to be called when the content is
  /// read.
  static func readFinishReasons(_ attributes: Attributes, into call: inout LLMCall) {
    guard call.choices.contains(where: { $0.finishReason == nil }) else { return }
    let said =
      attributes["gen_ai.response.finish_reasons"] ?? attributes["gen_ai.response.finish_reason"]
      ?? attributes["llm.finish_reason"]
    guard let said else { return }
    // Some write the list as JSON text (Logfire, LiteLLM), and every list is that in Jaeger's form.
    let list = said.decoded ?? said
    let reasons = list.isArray ? list.elements.map(\.text) : [said.text]
    for position in call.choices.indices
    where call.choices[position].finishReason == nil && position < reasons.count {
      call.choices[position].finishReason = reasons[position].flatMap { $0.isBlank ? nil : $0 }
    }
  }

  private static func text(_ attributes: Attributes, _ names: StaticString...) -> String? {
    for name in names {
      if let value = attributes[name], !value.isBlank { return value.text }
    }
    return nil
  }

  private static func count(_ attributes: Attributes, _ names: StaticString...) -> Int? {
    for name in names {
      if let value = attributes[name]?.int, value >= 0 { return Int(value) }
    }
    return nil
  }
}
