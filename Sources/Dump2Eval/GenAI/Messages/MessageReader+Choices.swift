internal import TraceReader

extension MessageReader {
  /// The answers in a value: a list of choices or messages, a response object that holds them, one message,
  /// or text.
  static func choices(in node: JSONNode) -> [Choice] {
    var found: [Choice] = []
    append(answer: node, to: &found, depth: 0)
    if found.count > 1 { found.removeAll(where: isReasoning) }
    return found
  }

  /// An item of a Responses output that says nothing, taken for an answer of its own and encoded as its text: MLflow 3.17.
  private static func isReasoning(_ choice: Choice) -> Bool {
    guard choice.toolCalls.isEmpty, let text = choice.text, text.hasPrefix("{\"") else { return false }
    let tree = JSONTree()
    guard (try? tree.parse(text)) != nil, let type = tree.root["type"] else { return false }
    return type == "reasoning" && tree.root["summary"]?.isArray == true
  }

  private static func append(answer node: JSONNode, to found: inout [Choice], depth: Int) {
    guard depth < maximumDepth else { return }
    switch node.kind {
    case .null: break
    case .string:
      if let inner = MessageShape.answer(encodedIn: node) {
        append(answer: inner, to: &found, depth: depth + 1)
      } else if let text = MessageContent(node).text {
        found.append(Choice(text: text))
      }
    case .array: append(answers: node, mayBePieces: true, to: &found, depth: depth)
    case .object: append(response: node, to: &found, depth: depth)
    case .number, .true, .false: found.append(Choice(text: node.text))
    }
  }

  /// A list of choices or messages; or the items or parts of one answer, where the list may be that. A list
  /// of lists has one list for each prompt of a batch (LangChain's `generations`): the first counts.
  private static func append(
    answers list: JSONNode, mayBePieces: Bool, to found: inout [Choice], depth: Int
  ) {
    guard depth < maximumDepth else { return }
    if let head = list.first, head.isArray {
      append(answers: head, mayBePieces: mayBePieces, to: &found, depth: depth + 1)
    } else if mayBePieces, list.elements.contains(where: { isPieceOfAnswer($0) }) {
      append(pieces: list, to: &found)
    } else {
      for element in list.elements {
        // A choice of its own, even without any content: choices are told apart by their places.
        append(answer: element, to: &found, depth: depth + 1)
      }
      if found.count > 1, let first = found.first, isEncodedReasoning(first) { found.removeFirst() }
    }
  }

  /// A reasoning item of the Responses API that was recorded as the text of a message (MLflow 3).
  private static func isEncodedReasoning(_ choice: Choice) -> Bool {
    guard let text = choice.text, text.hasPrefix("{"), choice.toolCalls.isEmpty else { return false }
    let tree = JSONTree()
    guard (try? tree.parse(text)) != nil, let type = tree.root["type"] else { return false }
    return type == "reasoning" && tree.root["summary"] != nil
  }

  /// An item of a Responses output, or a part of a message: several make one answer.
  private static func isPieceOfAnswer(_ node: JSONNode) -> Bool {
    guard node.isObject, node.member("finish_reason", "finishReason", "generation_info") == nil else {
      return false
    }
    if let type = node["type"], type == "message" { return true }
    return MessageShape.isItem(node) || PartKind.isPart(node)
  }

  private static func append(pieces list: JSONNode, to found: inout [Choice]) {
    var content = MessageContent()
    var finishReason: String?
    for element in list.elements {
      if element.isObject, let message = MessageShape(element) {
        finishReason = finishReason ?? self.finishReason(element)
        let said = message.content()
        if let text = said.text { content.add(text: text) }
        if let refusal = said.refusal { content.add(refusal: refusal) }
        content.toolCalls += said.toolCalls
      } else if element.isObject || element.isString {
        content.add(part: element)
      }
    }
    found.append(Choice(content, finishReason: finishReason))
  }

  private static func append(response node: JSONNode, to found: inout [Choice], depth: Int) {
    let lists = [node["choices"], node["candidates"], node["generations"], node["replies"], node["results"]]
    for list in lists {
      if let list, list.isArray {
        append(answers: list, mayBePieces: false, to: &found, depth: depth + 1)
        if !found.isEmpty { return }
      }
    }
    if let output = node.member("output", "outputs"), output.isArray || output.isObject {
      append(answer: output, to: &found, depth: depth + 1)
      if let last = found.indices.first, found[last].finishReason == nil {
        found[last].finishReason = finishReason(node)
      }
      if !found.isEmpty { return }
    }
    if let choice = choice(in: node) {
      found.append(choice)
    } else if let inner = node.member("response", "result", "data", "body", "message"), inner.isObject {
      append(answer: inner, to: &found, depth: depth + 1)
    }
  }

  /// One choice, message, candidate or generation; also response objects that have the answer's text at the
  /// top.
  private static func choice(in node: JSONNode) -> Choice? {
    let finishReason = finishReason(node)
    for inner in [node["message"], node["delta"]] {
      // LangChain's generations have the text twice, beside the message and in it.
      guard let inner, inner.isObject, let shape = MessageShape(inner) ?? MessageShape(loose: inner) else {
        continue
      }
      return Choice(shape.content(), finishReason: finishReason ?? self.finishReason(shape.node))
    }
    if let shape = MessageShape(node) {
      return Choice(shape.content(), finishReason: finishReason ?? self.finishReason(shape.node))
    }
    if PartKind.isPart(node) || MessageShape.isItem(node) {
      return Choice(MessageContent(node), finishReason: finishReason)
    }
    // Completions API and LangChain; Ollama; Anthropic's, Meta's and Amazon's older forms on Bedrock; Hugging
    // Face.
    let text = node.member(
      "text", "output_text", "content", "completion", "generation", "generated_text", "outputText",
      "response",
      "message", "output")
    if let text, text.isString || text.isArray {
      var content = MessageContent(text)
      ToolCall.append(node.member("tool_calls", "toolCalls"), to: &content.toolCalls)
      return Choice(content, finishReason: finishReason)
    }
    let calls = MessageShape(loose: node)?.content()
    if let calls, !calls.isEmpty { return Choice(calls, finishReason: finishReason) }
    return finishReason.map { Choice(finishReason: $0) }
  }

  /// Why the model stopped, in any API's word for it.
  private static func finishReason(_ node: JSONNode) -> String? {
    let said =
      node.member(
        "finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason", "completionReason")
      ?? node.member("generation_info", "response_metadata", "meta", "_meta")?
      .member("finish_reason", "finishReason", "stop_reason", "done_reason")
    guard let said, said.isString, !said.isBlank else { return nil }
    return said.string
  }
}

extension Choice {
  init(_ content: MessageContent, finishReason: String?) {
    self.init(
      text: content.text, refusal: content.refusal, toolCalls: content.toolCalls, finishReason: finishReason)
  }
}

extension MessageShape {
  /// A message that does not name its speaker: an answer's, where there is only one who can.
  init?(loose object: JSONNode) {
    guard object.isObject else { return nil }
    node = object
    role = nil
  }
}
