internal import TraceReader

/// What the parts of one message add up to.
struct MessageContent {
  /// A tool's answer among the parts, as Anthropic, Gemini, Bedrock, Vercel and the semantic conventions put
  /// it there.
  struct ToolResult {
    var id: String?
    var name: String?
    var text: String?
  }

  /// The text parts joined by newline; nil when there was none.
  private(set) var text: String?
  private(set) var refusal: String?
  var toolCalls: [ToolCall] = []
  private(set) var results: [ToolResult] = []

  var isEmpty: Bool { text == nil && refusal == nil && toolCalls.isEmpty && results.isEmpty }

  /// Who says this, where it is told who seems to: only a model calls tools, also where the message is a tool's (Koog).
  func role(_ said: Message.Role) -> Message.Role {
    said == .tool && !toolCalls.isEmpty && results.isEmpty ? .assistant : said
  }

  init() {}

  init(_ node: JSONNode?) {
    add(node)
  }

  mutating func add(text piece: String) {
    text.appendLine(piece)
  }

  mutating func add(refusal piece: String) {
    refusal.appendLine(piece)
  }

  /// Adds a message's content: text, one part, a list of parts, or an object around such a list.
  mutating func add(_ node: JSONNode?) {
    guard let node else { return }
    switch node.kind {
    case .null: break
    case .array:
      for part in node.elements { add(part: part) }
    case .object:
      // Gemini's Content, MCP's results.
      if let parts = node.member("parts", "content"), parts.isArray, node["type"] == nil {
        for part in parts.elements { add(part: part) }
      } else {
        add(part: node)
      }
    default: add(part: node)
    }
  }

  /// Adds a text, or the parts whose JSON the text is: attributes cannot hold lists of parts, so libraries
  /// encode them (OpenLLMetry's multimodal `gen_ai.prompt.N.content`, Strands' `content` of events).
  mutating func add(encoded node: JSONNode?) {
    guard let node else { return }
    if node.isString, node.hasPrefix("[{"), let list = node.decoded, list.isArray, list.count > 0,
      list.elements.allSatisfy({ PartKind.isPart($0) })
    {
      add(list)
    } else {
      add(node)
    }
  }

  /// Adds one part. Its kind is told by `type`, and where there is none by the name of the member that holds
  /// it.
  mutating func add(part: JSONNode) {
    guard part.isObject else {
      if part.isString, let media = MediaKind(dataURL: part) {
        add(text: media.placeholder)
      } else if !part.isArray, let text = part.text {
        add(text: text)
      }
      return
    }
    switch PartKind(part) {
    case .text(let value):
      // Assistants API: {"value": …, "annotations": …}.
      add(text: value.flatMap { $0.isObject ? $0["value"] : $0 })
    case .refusal(let value):
      if let text = value.string, !value.isBlank { add(refusal: text) }
    case .toolCall(let value):
      if let call = ToolCall(value) { toolCalls.append(call) }
    case .toolResult(let value):
      results.append(ToolResult(value))
    case .media(let kind):
      add(text: kind.placeholder)
    case .leftOut: break
    }
  }

  private mutating func add(text node: JSONNode?) {
    guard let node, !node.isNull else { return }
    if let media = MediaKind(dataURL: node) {
      add(text: media.placeholder)
    } else if let text = node.text {
      add(text: text)
    }
  }
}

extension MessageContent.ToolResult {
  /// Reads the result part's id, name and what the tool said.
  init(_ node: JSONNode) {
    let origin = node["origin"]  // Haystack keeps the call that it answers.
    id =
      node.member("tool_call_id", "tool_use_id", "toolUseId", "toolCallId", "call_id", "id")?.text
      ?? origin?["id"]?.text
    name = node.member("name", "toolName", "tool_name")?.text ?? origin?["tool_name"]?.text
    let said = node.member("content", "response", "result", "output", "responses")
    text = said.flatMap(Self.text)
  }

  /// A tool's answer as text: text itself, the texts of content blocks, else compact JSON.
  static func text(_ node: JSONNode) -> String? {
    var node = node
    // Vercel 5: {"type": "json" | "text" | "error-text" | "content", "value": …}.
    if node.isObject, node.count == 2, node["type"]?.isString == true, let value = node["value"] {
      node = value
    }
    // Model Context Protocol: {"content": […]}.
    if node.isObject, let blocks = node["content"], blocks.isArray { node = blocks }
    guard node.isArray else { return node.text }
    var content = MessageContent()
    for block in node.elements {
      // Bedrock: {"json": …}.
      if block.isObject, block.count == 1, let value = block["json"] {
        content.add(text: value.json)
        continue
      }
      guard block.isObject, PartKind.isPart(block) else { return node.json }
      switch PartKind(block) {
      case .text, .media, .leftOut: content.add(part: block)
      // Answers inside answers are nobody's, and would nest without end.
      case .refusal, .toolCall, .toolResult: return node.json
      }
    }
    return content.text ?? (node.count == 0 ? nil : node.json)
  }
}

extension String? {
  /// Adds a line, in place: a million parts of a message must not be copied a million times.
  mutating func appendLine(_ line: String) {
    guard self != nil else {
      self = line
      return
    }
    self?.append("\n")
    self?.append(line)
  }
}
