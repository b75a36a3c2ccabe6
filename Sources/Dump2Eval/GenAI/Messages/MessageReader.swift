internal import TraceReader

/// Reads messages of every provider's and library's shape into the one normal form.
///
/// The shape is told by the keys of the value, never by who wrote it: OpenAI chat and Responses items,
/// Anthropic blocks, Gemini `parts`, Bedrock blocks, the semantic conventions' parts, LangChain's, Haystack's
/// and Vercel's forms.
///
/// A string is taken for JSON only when what it holds has the shape of messages or of an answer beyond doubt
/// (see `MessageShape`): people send JSON to models, and models answer with it. For an attribute that a
/// convention defines as JSON, pass `node.decoded ?? node`: then looser shapes are understood too.
enum MessageReader {
  /// Lists in lists, encoded strings and wrappers are followed this far; no library is known to need more
  /// than three.
  static let maximumDepth = 5

  /// The messages in a value: a list of messages, one message, a request object that holds them, or plain
  /// text. System and developer instructions come as messages of these roles. A text becomes a message of
  /// `defaultRole`.
  static func messages(in node: JSONNode, defaultRole: Message.Role = .user) -> [Message] {
    var found: [Message] = []
    append(node, to: &found, role: defaultRole, depth: 0)
    return found
  }

  static func append(_ node: JSONNode, to found: inout [Message], role: Message.Role, depth: Int) {
    guard depth < maximumDepth else { return }
    switch node.kind {
    case .null: break
    case .string:
      if let inner = MessageShape.messages(encodedIn: node) {
        append(inner, to: &found, role: role, depth: depth + 1)
      } else if let text = MessageContent(node).text {
        found.append(Message(role: role, text: text))
      }
    case .array: append(list: node, to: &found, role: role, depth: depth)
    case .object: append(object: node, to: &found, role: role, depth: depth)
    case .number, .true, .false: found.append(Message(role: role, text: node.text))
    }
  }

  /// A list of messages. Parts without a role that follow each other are one message of the default role:
  /// Anthropic's `system`, Gemini's `parts`, the conventions' `gen_ai.system_instructions`.
  private static func append(list: JSONNode, to found: inout [Message], role: Message.Role, depth: Int) {
    // Ids of tokens are no text.
    if list.count > 0, list.elements.allSatisfy({ $0.kind == .number }) { return }
    var loose = MessageContent()
    func close() {
      guard !loose.isEmpty else { return }
      found.append(contentsOf: messages(of: loose, role: role))
      loose = MessageContent()
    }
    for element in list.elements {
      if element.isObject, !MessageShape.isItem(element), PartKind.isPart(element) {
        loose.add(part: element)
        continue
      }
      close()
      append(element, to: &found, role: role, depth: depth + 1)
    }
    close()
  }

  private static func append(object: JSONNode, to found: inout [Message], role: Message.Role, depth: Int) {
    if let message = MessageShape(object) {
      append(message, to: &found, defaultRole: role)
    } else if MessageShape.isItem(object) {
      append(item: object, to: &found)
    } else if PartKind.isPart(object) {
      found.append(contentsOf: messages(of: MessageContent(object), role: role))
    } else {
      append(request: object, to: &found, role: role, depth: depth)
    }
  }

  /// One message object; tools' answers among its parts become messages of their own before it, as OpenAI has
  /// them.
  private static func append(_ shape: MessageShape, to found: inout [Message], defaultRole: Message.Role) {
    let content = shape.content()
    let role = content.role(shape.role ?? defaultRole)
    guard content.results.isEmpty else {
      found.append(contentsOf: messages(of: content, role: role))
      return
    }
    var message = Message(role: role, text: content.text ?? content.refusal, toolCalls: content.toolCalls)
    let node = shape.node
    message.name = node["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    if role == .tool {
      // Events of the semantic conventions 1.27 name the call's id `id`; LangChain's tool messages have both.
      message.toolCallID = node.member("tool_call_id", "toolCallId", "call_id", "tool_use_id", "id")?.text
    }
    found.append(message)
  }

  /// The messages that the content of one message makes.
  static func messages(of content: MessageContent, role: Message.Role) -> [Message] {
    var made = content.results.map {
      Message(role: .tool, text: $0.text, toolCallID: $0.id, name: $0.name)
    }
    let text = content.text ?? content.refusal
    if text != nil || !content.toolCalls.isEmpty {
      made.append(Message(role: role, text: text, toolCalls: content.toolCalls))
    }
    return made
  }

  /// One item of OpenAI's Responses API that is not a message. Calls that follow each other are one turn.
  private static func append(item: JSONNode, to found: inout [Message]) {
    switch PartKind(item) {
    case .toolCall:
      guard let call = ToolCall(item) else { return }
      if let last = found.indices.last, found[last].role == .assistant {
        found[last].toolCalls.append(call)
      } else {
        found.append(Message(role: .assistant, toolCalls: [call]))
      }
    case .toolResult:
      found.append(contentsOf: messages(of: MessageContent(item), role: .tool))
    default: break
    }
  }

  /// A request object: instructions first, then the history, then what is asked.
  private static func append(request: JSONNode, to found: inout [Message], role: Message.Role, depth: Int) {
    guard depth < maximumDepth else { return }
    let start = found.count
    for instructions in [
      request.member("instructions", "system", "system_instruction", "systemInstruction", "preamble"),
      request["config"]?.member("system_instruction", "systemInstruction"),
    ] {
      if let instructions { append(instructions, to: &found, role: .system, depth: depth + 1) }
    }
    if let history = request.member("chat_history", "history") {
      append(history, to: &found, role: role, depth: depth + 1)
    }
    let asked = request.member(
      "messages", "contents", "input", "prompt", "inputs", "prompts", "message", "content")
    if let asked {
      append(asked, to: &found, role: role, depth: depth + 1)
    }
    guard found.count == start else { return }
    // Wrappers of a request: arguments of a client's method, an HTTP body.
    for wrapped in [
      request["kwargs"], request["request"], request["body"], request["payload"], request["json"],
    ] {
      if let wrapped, wrapped.isObject {
        append(request: wrapped, to: &found, role: role, depth: depth + 1)
        if found.count > start { return }
      }
    }
  }
}
