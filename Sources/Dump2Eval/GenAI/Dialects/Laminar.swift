internal import TraceReader

/// Laminar (`lmnr`): the keys of the semantic conventions with the providers' own shapes in them, which the readers of
/// those keys understand. Decorated functions have `lmnr.span.input` and `.output`.
enum Laminar: Dialect {
  static let name = "laminar"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let type = span.attributes["lmnr.span.type"] else { return nil }
    guard type == "LLM" else { return .other }
    // Embeddings have the same type and no operation; what tells them is the API's name.
    let operation = span.attributes["gen_ai.operation.name"] ?? span.attributes["llm.request.type"]
    let isEmbedding = operation?.hasPrefix("embed") ?? span.name.lowercased().contains("embed")
    return isEmbedding ? .other : .call
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    guard span.attributes["lmnr.span.type"] != nil else { return }
    if let input = span.attributes["lmnr.span.input"] {
      call.fill(input: MessageReader.messages(in: input.decoded ?? input))
    }
    if let output = span.attributes["lmnr.span.output"] {
      call.fill(output: MessageReader.choices(in: output))
    }
  }
}
