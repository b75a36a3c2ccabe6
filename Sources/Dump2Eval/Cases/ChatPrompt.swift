/// What a call was sent, as compact JSON in the shape of OpenAI's chat API.
///
/// Kept as messages until it is written, and then written without making a string of it: a conversation of
/// an agent has a hundred kilobytes, which would be copied and checked once more.
struct ChatPrompt: Sendable {
  private enum Content {
    case json(String)
    case messages([Message])
  }

  private let content: Content

  init(json: String) { content = .json(json) }

  init(_ messages: [Message]) { content = .messages(messages) }

  /// `[{"role":…,"content":…},…]`.
  var json: String {
    if case .json(let text) = content { return text }
    var out = OutputBytes()
    append(to: &out)
    return out.text
  }

  func append(to out: inout OutputBytes) {
    switch content {
    case .json(let text): out.append(text: text)
    case .messages(let messages):
      // An eighth more for what is escaped.
      out.reserve(
        messages.reduce(64) { $0 + ($1.text?.utf8.count ?? 0) / 8 * 9 + 64 + 128 * $1.toolCalls.count })
      out.append(UInt8(ascii: "["))
      for (position, message) in messages.enumerated() {
        if position > 0 { out.append(UInt8(ascii: ",")) }
        message.appendChatJSON(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    }
  }
}

extension ChatPrompt: Hashable {
  static func == (one: ChatPrompt, other: ChatPrompt) -> Bool { one.json == other.json }

  func hash(into hasher: inout Hasher) { hasher.combine(json) }
}

extension Message {
  /// `{"role":…,"content":…}` with `name`, `tool_call_id` and `tool_calls` where they are known.
  fileprivate func appendChatJSON(to out: inout OutputBytes) {
    out.append(#"{"role":""#)
    out.append(text: role.rawValue)
    out.append(#"","content":"#)
    if let text {
      out.append(json: text)
    } else {
      out.append(toolCalls.isEmpty ? "\"\"" : "null")
    }
    if let name {
      out.append(#","name":"#)
      out.append(json: name)
    }
    if let toolCallID {
      out.append(#","tool_call_id":"#)
      out.append(json: toolCallID)
    }
    guard !toolCalls.isEmpty else { return out.append(UInt8(ascii: "}")) }
    out.append(#","tool_calls":["#)
    for (position, call) in toolCalls.enumerated() {
      if position > 0 { out.append(UInt8(ascii: ",")) }
      out.append(UInt8(ascii: "{"))
      if let id = call.id {
        out.append(#""id":"#)
        out.append(json: id)
        out.append(UInt8(ascii: ","))
      }
      out.append(#""type":"function","function":{"name":"#)
      out.append(json: call.name)
      out.append(#","arguments":"#)
      out.append(json: call.arguments)
      out.append("}}")
    }
    out.append("]}")
  }
}
