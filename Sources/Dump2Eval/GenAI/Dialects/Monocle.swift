internal import TraceReader

/// Monocle (`monocle_apptrace` 0.3 to 0.7): `span.type` names the kind, `entity.N.*` the model and its provider, and span
/// events `data.input`, `data.output` and `metadata` hold the content.
enum Monocle: Dialect {
  static let name = "monocle"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let type = span.attributes["span.type"] else { return nil }
    if type == "inference" || type.hasPrefix("inference.") { return .call }
    return span.attributes["monocle_apptrace.version"] == nil ? nil : .other
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    guard span.attributes["span.type"] != nil else { return }
    for event in span.events {
      switch event.name {
      case "data.input":
        if let input = event.attributes["input"] ?? event.attributes["question"] {
          call.fill(input: messages(in: input))
        }
      case "data.output":
        if let response = event.attributes["response"] ?? event.attributes["output"] {
          call.fill(output: choices(in: response, finishReason: event.attributes["finish_reason"]))
        }
      case "metadata":
        call.inputTokens = call.inputTokens ?? LLMCall.count(event.attributes["prompt_tokens"])
        call.outputTokens = call.outputTokens ?? LLMCall.count(event.attributes["completion_tokens"])
        call.totalTokens = call.totalTokens ?? LLMCall.count(event.attributes["total_tokens"])
      default: break
      }
    }
    let finishReason = span.events.first { $0.name == "metadata" }?.attributes["finish_reason"]?.string
    for position in call.choices.indices where call.choices[position].finishReason == nil {
      call.choices[position].finishReason = finishReason
    }
    readEntities(span.attributes, into: &call)
  }

  /// The provider is the first entity and the model the second: numbered attributes, in Okahu's export a list.
  private static func readEntities(_ attributes: Attributes, into call: inout LLMCall) {
    if let type = attributes["entity.2.type"], type.hasPrefix("model.") {
      call.fill(model: attributes["entity.2.name"])
    }
    call.fill(provider: attributes["entity.1.provider_name"])
    guard let entities = attributes["entity"]?.decoded else { return }
    for entity in entities.elements {
      call.fill(provider: entity["provider_name"])
      if let type = entity["type"], type.hasPrefix("model.") { call.fill(model: entity["name"]) }
    }
  }

  /// A list of texts, each the JSON of an object with the speaker for its only name: `{"human": "…"}`.
  private static func messages(in node: JSONNode) -> [Message] {
    let value = node.isArray ? node : node.decoded.flatMap { $0.isArray ? $0 : nil }
    guard let value else {
      return spoken(node).map { [message($0)] } ?? MessageReader.messages(in: node)
    }
    return value.elements.flatMap { element in
      spoken(element).map { [message($0)] } ?? MessageReader.messages(in: element)
    }
  }

  private static func message(_ spoken: (role: Message.Role, said: JSONNode)) -> Message {
    guard spoken.role == .assistant else { return Message(role: spoken.role, text: spoken.said.text) }
    let calls = toolCalls(in: spoken.said)
    return Message(role: .assistant, text: calls.isEmpty ? spoken.said.text : nil, toolCalls: calls)
  }

  private static func choices(in node: JSONNode, finishReason: JSONNode?) -> [Choice] {
    guard let spoken = spoken(node) else {
      let calls = toolCalls(in: node)
      if !calls.isEmpty { return [Choice(toolCalls: calls, finishReason: finishReason?.string)] }
      return node.isBlank ? [] : [Choice(text: node.text, finishReason: finishReason?.string)]
    }
    let message = message(spoken)
    return [Choice(text: message.text, toolCalls: message.toolCalls, finishReason: finishReason?.string)]
  }

  /// The speaker and what was said, of an object with one member that is named for a role.
  private static func spoken(_ node: JSONNode) -> (role: Message.Role, said: JSONNode)? {
    guard let object = node.decoded, object.isObject, object.count == 1 else { return nil }
    for member in object.members {
      if let role = RoleName.role(member.name) { return (role, member.value) }
    }
    return nil
  }

  /// An assistant's calls of tools: one object, or a list of them, as a value or as its JSON text.
  private static func toolCalls(in node: JSONNode) -> [ToolCall] {
    // Of Bedrock's calls what Python shows: `{'toolUseId': …, 'name': …, 'input': {…}}`.
    guard let value = node.decoded ?? (node.hasPrefix("{'") ? node.string.flatMap(PythonLiteral.value) : nil)
    else { return [] }
    var calls: [ToolCall] = []
    if value.isArray {
      ToolCall.append(value, to: &calls)
      return calls.count == value.count ? calls : []
    }
    guard value["name"] != nil, value.member("args", "arguments", "input") != nil else { return [] }
    return ToolCall(value).map { [$0] } ?? []
  }
}
