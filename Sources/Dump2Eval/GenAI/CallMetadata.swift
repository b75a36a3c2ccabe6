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
    call.failed = span.isError || attributes.nonBlankText("error.type") != nil
    read(attributes, into: &call)
  }

  /// What spans and log records have in common. Most names are not there, which costs next to nothing where a literal asks.
  static func read(_ attributes: Attributes, into call: inout LLMCall) {
    call.model =
      attributes.model("gen_ai.request.model") ?? attributes.model("llm.request.model")
      ?? attributes.model("gen_ai.response.model") ?? attributes.model("llm.response.model")
      ?? attributes.model("llm.model_name")
      ?? attributes.model("traceloop.association.properties.ls_model_name")
    call.provider =
      attributes.nonBlankText("gen_ai.provider.name") ?? attributes.nonBlankText("gen_ai.system")
      ?? attributes.nonBlankText("llm.provider") ?? attributes.nonBlankText("llm.vendor")
      ?? attributes.nonBlankText("llm.system")
    call.operation =
      attributes.nonBlankText("gen_ai.operation.name") ?? attributes.nonBlankText("llm.request.type")
      ?? attributes.nonBlankText("gen_ai.request.type")
    call.responseID =
      attributes.nonBlankText("gen_ai.response.id") ?? attributes.nonBlankText("llm.response.id")
    call.inputTokens =
      attributes.tokens("gen_ai.usage.input_tokens") ?? attributes.tokens("gen_ai.usage.prompt_tokens")
      ?? attributes.tokens("llm.usage.prompt_tokens") ?? attributes.tokens("llm.usage.input_tokens")
      ?? attributes.tokens("llm.token_count.prompt")
    call.outputTokens =
      attributes.tokens("gen_ai.usage.output_tokens") ?? attributes.tokens("gen_ai.usage.completion_tokens")
      ?? attributes.tokens("llm.usage.completion_tokens") ?? attributes.tokens("llm.usage.output_tokens")
      ?? attributes.tokens("llm.token_count.completion")
    call.totalTokens =
      attributes.tokens("gen_ai.usage.total_tokens") ?? attributes.tokens("llm.usage.total_tokens")
      ?? attributes.tokens("llm.token_count.total")
    call.cost =
      attributes.amount("gen_ai.usage.cost") ?? attributes.amount("operation.cost")
      ?? attributes.amount("gen_ai.cost.total_cost") ?? attributes.amount("llm.response.cost")
      ?? attributes.amount("gen_ai.toad_eye.cost") ?? attributes.amount("llm.cost.total")
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
}

extension Attributes {
  /// A model's name; nil for `unknown`, which OpenLLMetry's LangChain instrumentation writes where it does not find the name.
  @inline(__always)
  fileprivate func model(_ name: StaticString) -> String? {
    guard let model = nonBlankText(name), model != "unknown" else { return nil }
    return model
  }

  /// A count of tokens; nil when it is none.
  @inline(__always)
  fileprivate func tokens(_ name: StaticString) -> Int? { int(name).flatMap(LLMCall.count) }

  /// An amount of money; nil when it is none.
  @inline(__always)
  fileprivate func amount(_ name: StaticString) -> Double? {
    guard let amount = double(name), amount.isFinite else { return nil }
    return amount
  }
}
