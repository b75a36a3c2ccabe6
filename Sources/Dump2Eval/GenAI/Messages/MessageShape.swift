internal import TraceReader

/// An object that is one message, unwrapped: where its members are and who speaks.
struct MessageShape {
  /// The object that holds content, name and tool calls.
  let node: JSONNode
  /// nil when the message does not say, or says something unknown.
  let role: Message.Role?

  /// nil when the object is no message.
  init?(_ object: JSONNode) {
    guard object.isObject else { return nil }
    if let role = object.member("role", "_role") {
      guard role.isString else { return nil }
      self.role = RoleName.role(role) ?? .user
      node = object
    } else if let kwargs = object["kwargs"], kwargs.isObject, object["lc"] != nil || kwargs["content"] != nil
    {
      // LangChain `dumpd`: {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages",
      // "AIMessage"], …}.
      guard let role = RoleName.role(kwargs["type"]) ?? RoleName.role(object["id"]?.elements.reversed().first)
      else { return nil }
      self.role = role
      node = kwargs
    } else if let type = object["type"], type == "message", object["content"]?.isArray == true {
      // The Responses API's output, of which the role can be missing.
      role = nil
      node = object
    } else if let type = object["type"], let role = RoleName.role(type) {
      // LangChain: {"type": "human", "content": …}, and `messages_to_dict`: {"type": "human", "data":
      // {"content": …}}.
      if let data = object["data"], data.isObject, data["content"] != nil {
        node = data
      } else if object["content"] != nil || object["tool_calls"] != nil {
        node = object
      } else {
        return nil
      }
      self.role = role
    } else if let inner = object["message"], inner.isObject, inner.member("role", "content") != nil {
      // OpenInference: {"message": {"role": …, "content": …}}.
      self.role = RoleName.role(inner["role"])
      node = inner
    } else if let inner = object["content"], inner.isObject, inner["parts"] != nil {
      // Gemini's candidates and ADK's responses: {"content": {"role": "model", "parts": […]}}.
      self.role = RoleName.role(inner["role"])
      node = inner
    } else if object["parts"]?.isArray == true {
      self.role = nil
      node = object
    } else {
      return nil
    }
  }

  /// What the message says, with the tool calls that APIs keep beside the content.
  func content() -> MessageContent {
    let said = node.member("content", "parts", "_content", "contents", "text", "message")
    var content = MessageContent(said)
    if content.toolCalls.isEmpty {
      ToolCall.append(node.member("tool_calls", "toolCalls"), to: &content.toolCalls)
    }
    let extra = node["additional_kwargs"]
    if content.toolCalls.isEmpty {
      ToolCall.append(extra?["tool_calls"], to: &content.toolCalls)
    }
    if content.toolCalls.isEmpty,
      let call = (node.member("function_call") ?? extra?.member("function_call")).flatMap(ToolCall.init)
    {
      content.toolCalls.append(call)
    }
    if content.refusal == nil, let refusal = node.member("refusal") ?? extra?["refusal"], refusal.isString,
      !refusal.isBlank, let text = refusal.string
    {
      content.add(refusal: text)
    }
    return content
  }

  // MARK: Telling shapes apart

  /// An item of OpenAI's Responses API that stands beside messages instead of inside them.
  static func isItem(_ object: JSONNode) -> Bool {
    guard let type = object["type"], type.isString, object["role"] == nil else { return false }
    return type == "function_call" || type == "function_call_output" || type == "reasoning"
      || type == "custom_tool_call" || type == "custom_tool_call_output" || type == "item_reference"
      || type == "web_search_call" || type == "file_search_call" || type == "computer_call"
      || type == "code_interpreter_call" || type == "mcp_call" || type == "image_generation_call"
  }

  /// The messages whose JSON is the text of a string, where that is beyond doubt.
  static func messages(encodedIn string: JSONNode) -> JSONNode? {
    encoded(in: string, where: isConversation)
  }

  /// The answer whose JSON is the text of a string, where that is beyond doubt.
  static func answer(encodedIn string: JSONNode) -> JSONNode? {
    encoded(in: string, where: isAnswer)
  }

  private static func encoded(in string: JSONNode, where isShape: (JSONNode) -> Bool) -> JSONNode? {
    guard string.textCount >= 8, string.hasPrefix("{") || string.hasPrefix("[") || string.hasPrefix("\"")
    else {
      return nil
    }
    guard let value = string.decoded else { return nil }
    let inner = value.isString ? value.decoded : value
    return inner.flatMap { isShape($0) ? $0 : nil }
  }

  /// Whether a value is messages or a request to a model for certain.
  static func isConversation(_ node: JSONNode) -> Bool {
    if node.isArray {
      guard var head = node.first else { return false }
      if head.isArray, let inner = head.first { head = inner }
      return head.isObject && (isMessage(head) || isItem(head) || isTypedPart(head))
    }
    guard node.isObject else { return false }
    if isMessage(node) { return true }
    if let list = node.member("messages", "contents"), list.isArray, let head = list.first {
      return isConversation(list) || (head.isString && node["model"] != nil)
    }
    return node["model"]?.isString == true && node.member("input", "prompt", "message") != nil
  }

  /// Whether a value is a model's answer for certain.
  static func isAnswer(_ node: JSONNode) -> Bool {
    if node.isArray {
      guard var head = node.first else { return false }
      if head.isArray, let inner = head.first { head = inner }
      return head.isObject
        && (isMessage(head) || isItem(head) || isTypedPart(head) || isChoice(head)
          || head["generation_info"] != nil)
    }
    guard node.isObject else { return false }
    if isMessage(node) || isItem(node) || isChoice(node) { return true }
    for name in [node["choices"], node["candidates"], node["output"], node["generations"], node["replies"]] {
      if let name, name.isArray, name.count > 0 {
        return isAnswer(name) || node["object"] != nil || node["model"] != nil
      }
    }
    if let output = node["output"], output.isObject { return isChoice(output) }
    return false
  }

  /// A message with both a speaker and something said.
  private static func isMessage(_ node: JSONNode) -> Bool {
    guard let shape = MessageShape(node) else { return false }
    return shape.node.member(
      "content", "parts", "_content", "tool_calls", "contents", "function_call", "refusal") != nil
      && shape.node.member("role", "_role", "type", "parts") != nil
  }

  private static func isTypedPart(_ node: JSONNode) -> Bool {
    node["type"] != nil && PartKind.isPart(node)
  }

  /// A choice of a chat completion and its kin.
  private static func isChoice(_ node: JSONNode) -> Bool {
    if let message = node["message"], message.isObject, message.member("role", "content", "parts") != nil {
      return true
    }
    if let content = node["content"], content.isObject, content["parts"] != nil { return true }
    return node.member("finish_reason", "finishReason") != nil
      && node.member("text", "delta", "message", "content") != nil
  }
}
