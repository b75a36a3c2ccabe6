internal import TraceReader

extension LLMCall {
  /// Takes the model's name when none is known yet.
  mutating func fill(model node: JSONNode?) {
    guard model == nil, let node, node.isString, !node.isBlank else { return }
    model = node.string
  }

  /// Takes the provider's name when none is known yet.
  mutating func fill(provider node: JSONNode?) {
    guard provider == nil, let node, node.isString, !node.isBlank else { return }
    provider = node.string
  }

  /// Takes the response's id when none is known yet.
  mutating func fill(responseID node: JSONNode?) {
    guard responseID == nil, let node, node.isString, !node.isBlank else { return }
    responseID = node.string
  }

  /// Takes token counts that are not known yet from a usage object in any API's words: OpenAI, Anthropic, Gemini (both
  /// spellings), Bedrock, Langfuse, Vercel AI SDK.
  mutating func fill(usage node: JSONNode?) {
    guard let node, node.isObject else { return }
    if inputTokens == nil {
      inputTokens = Self.count(
        node.member(
          "input_tokens", "prompt_tokens", "prompt_token_count", "promptTokenCount", "inputTokens",
          "promptTokens",
          "input"))
    }
    if outputTokens == nil {
      outputTokens = Self.count(
        node.member(
          "output_tokens", "completion_tokens", "candidates_token_count", "candidatesTokenCount",
          "outputTokens",
          "completionTokens", "output"))
    }
    if totalTokens == nil {
      totalTokens = Self.count(
        node.member("total_tokens", "total_token_count", "totalTokenCount", "totalTokens", "total"))
    }
  }

  /// A count of tokens; nil when it is none.
  static func count(_ node: JSONNode?) -> Int? { node?.int.flatMap(count) }

  /// The same of a number.
  static func count(_ number: Int64) -> Int? { number >= 0 ? Int(exactly: number) : nil }
}
