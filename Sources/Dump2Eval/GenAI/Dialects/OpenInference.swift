internal import TraceReader

/// OpenInference (Arize Phoenix): messages spread over attributes, and the raw request and response in
/// `input.value` and `output.value`.
enum OpenInference: Dialect {
  static let name = "openinference"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let kind = span.attributes["openinference.span.kind"], !kind.isBlank else { return nil }
    guard kind == "LLM" || kind == "llm" else { return .other }
    return isStep(span) ? .other : .call
  }

  /// LlamaIndex's steps around a call are of kind LLM too: methods of a model that make a request and send it by another one
  /// (llama-index-core 0.14, `llms/llm.py`).
  private static func isStep(_ span: borrowing TraceSpan) -> Bool {
    let name = span.name
    if name.hasSuffix("._prepare_chat_with_tools") || name.hasSuffix("predict_and_call") { return true }
    guard span.scopeName?.hasPrefix("openinference.instrumentation.llama_index") == true else { return false }
    return [".predict", ".apredict", ".stream", ".astream", "structured_predict"].contains {
      name.hasSuffix($0)
    }
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    if !call.hasMessages { readInput(span, into: &call) }
    if !call.hasOutput { readOutput(attributes, into: &call) }
    // Only the raw response knows its id, which tells a repeat of the call from another one.
    if call.responseID == nil, let value = attributes["output.value"], value.hasPrefix("{"),
      let response = value.decoded
    {
      call.responseID = response["id"]?.string
    }
  }

  private static func readInput(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    var input = IndexedMessages(attributes, prefixes: "llm.input_messages.")
    var messages = input.asInput()
    if input.isEmpty {
      // Prompts of one batch, of which each has an answer of its own: a call is the first.
      input = IndexedMessages(attributes, prefixes: "llm.prompts.")
      messages = Array(input.asInput().prefix(1))
      if input.isEmpty, let prompts = attributes["llm.prompts"], let list = prompts.decoded, list.isArray,
        let first = list.first
      {
        call.fill(input: MessageReader.messages(in: first))
        if call.hasMessages { return }
      }
    }
    if messages.contains(where: \.hasContent) {
      // Numbers alone prove nothing: the Responses API's messages count from 1 when there are no
      // instructions, and items without content have no attributes. But `input.value` comes first, so the SDK
      // drops it before any message.
      if input.hasHole, span.droppedAttributesCount > 0 || attributes["input.value"] == nil {
        call.truncation.insert(.input)
      }
      call.fill(input: messages)
      return
    }
    guard let value = attributes["input.value"] else { return }
    if isJSON(attributes["input.mime_type"]) {
      switch EncodedValue(value) {
      case .structured(let request):
        call.fill(input: MessageReader.messages(in: request))
        if call.hasMessages { return }
      case .cut: call.truncation.insert(.input)
      case .plain, .empty: break
      }
    }
    // Parameters of a request that holds no text, such as one for a transcription.
    if let request = value.decoded, request.isObject, request["model"]?.isString == true,
      MessageReader.messages(in: request).isEmpty
    {
      return
    }
    call.fill(input: MessageReader.messages(in: value))
  }

  private static func readOutput(_ attributes: Attributes, into call: inout LLMCall) {
    let output = IndexedMessages(attributes, prefixes: "llm.output_messages.", "llm.choices.")
    let choices = output.asChoices()
    if choices.contains(where: \.hasContent) {
      call.fill(output: choices)
      return
    }
    // An answer without content is one, though not for a case; the raw response has no more of it.
    guard output.isEmpty, let value = attributes["output.value"] else { return }
    if isJSON(attributes["output.mime_type"]) {
      switch EncodedValue(value) {
      case .structured(let response):
        call.fill(output: MessageReader.choices(in: response))
        if call.hasOutput || MessageShape.isAnswer(response) { return }
      case .cut: call.truncation.insert(.output)
      case .plain, .empty: break
      }
    }
    call.fill(output: MessageReader.choices(in: value))
  }

  private static func isJSON(_ mimeType: JSONNode?) -> Bool {
    mimeType.map { $0 == "application/json" } ?? false
  }
}
