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

  /// What spans and log records have in common. Most names are not there, which costs next to nothing where a literal asks.
  static func read(_ attributes: Attributes, into call: inout LLMCall) {
    call.model =
      text(attributes["gen_ai.request.model"]) ?? text(attributes["llm.request.model"])
      ?? text(attributes["gen_ai.response.model"]) ?? text(attributes["llm.response.model"])
      ?? text(attributes["llm.model_name"])
    call.provider =
      text(attributes["gen_ai.provider.name"]) ?? text(attributes["gen_ai.system"])
      ?? text(attributes["llm.provider"]) ?? text(attributes["llm.vendor"]) ?? text(attributes["llm.system"])
    call.operation =
      text(attributes["gen_ai.operation.name"]) ?? text(attributes["llm.request.type"])
      ?? text(attributes["gen_ai.request.type"])
    call.responseID = text(attributes["gen_ai.response.id"]) ?? text(attributes["llm.response.id"])
    call.inputTokens =
      count(attributes["gen_ai.usage.input_tokens"]) ?? count(attributes["gen_ai.usage.prompt_tokens"])
      ?? count(attributes["llm.usage.prompt_tokens"]) ?? count(attributes["llm.usage.input_tokens"])
      ?? count(attributes["llm.token_count.prompt"])
    call.outputTokens =
      count(attributes["gen_ai.usage.output_tokens"]) ?? count(attributes["gen_ai.usage.completion_tokens"])
      ?? count(attributes["llm.usage.completion_tokens"]) ?? count(attributes["llm.usage.output_tokens"])
      ?? count(attributes["llm.token_count.completion"])
    call.totalTokens =
      count(attributes["gen_ai.usage.total_tokens"]) ?? count(attributes["llm.usage.total_tokens"])
      ?? count(attributes["llm.token_count.total"])
    call.cost =
      amount(attributes["gen_ai.usage.cost"]) ?? amount(attributes["operation.cost"])
      ?? amount(attributes["gen_ai.cost.total_cost"]) ?? amount(attributes["llm.response.cost"])
      ?? amount(attributes["gen_ai.toad_eye.cost"]) ?? amount(attributes["llm.cost.total"])
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

  @inline(__always)
  private static func text(_ value: JSONNode?) -> String? {
    guard let value, !value.isBlank else { return nil }
    return value.text
  }

  @inline(__always)
  private static func count(_ value: JSONNode?) -> Int? {
    guard let value else { return nil }
    return LLMCall.count(value)
  }

  @inline(__always)
  private static func amount(_ value: JSONNode?) -> Double? {
    guard let amount = value?.double, amount.isFinite else { return nil }
    return amount
  }
}
