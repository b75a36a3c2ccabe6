internal import TraceReader

extension LLMCall {
  /// What a case asks: the text of the last user message that has one. Where there is none it is the whole
  /// prompt: the texts of all messages joined by newline, without what tools answered unless there is nothing
  /// else. nil when nothing but blanks was recorded.
  public var inputText: String? {
    if let asked = messages.last(where: { $0.role == .user && $0.text.map { !$0.isBlank } ?? false }) {
      return asked.text
    }
    let prompt = instructions + messages
    let said = Self.joined(prompt.filter { $0.role != .tool })
    let whole = said.isBlank ? Self.joined(prompt) : said
    return whole.isBlank ? nil : whole
  }

  private static func joined(_ messages: [Message]) -> String {
    messages.compactMap(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What production answered: the text of the first choice that says anything, else its refusal, else its
  /// tool calls as compact JSON `[{"name":…,"arguments":…}]`. nil when nothing but blanks was recorded.
  public var outputText: String? {
    guard let answer else { return nil }
    if let text = answer.text, !text.isBlank { return text }
    if let refusal = answer.refusal, !refusal.isBlank { return refusal }
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    for (position, call) in answer.toolCalls.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: #"{"name":"#.utf8)
      JSONWriter.append(string: call.name, to: &bytes)
      bytes.append(contentsOf: #","arguments":"#.utf8)
      bytes.append(contentsOf: call.arguments.utf8)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "]"))
    return String(utf8: bytes)
  }

  /// The choice that counts: the first with content.
  public var answer: Choice? {
    choices.first { $0.hasContent }
  }

  /// System and developer instructions joined by newline; nil when there are none.
  public var systemText: String? {
    let text = instructions.compactMap(\.text).filter { !$0.isBlank }.joined(separator: "\n")
    return text.isEmpty ? nil : text
  }

  /// Whether there is more to the conversation than one user message, besides instructions.
  public var isConversation: Bool {
    messages.count > 1 || messages.first.map { $0.role != .user } ?? false
  }

  /// All input messages as compact JSON in the shape of OpenAI's chat API, instructions first; nil when there
  /// is nothing but one user message besides them.
  public var conversationJSON: String? {
    guard isConversation else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      (instructions + messages).reduce(64) {
        // An eighth more for what is escaped.
        $0 + ($1.text?.utf8.count ?? 0) / 8 * 9 + 64 + 128 * $1.toolCalls.count
      }
    )
    bytes.append(UInt8(ascii: "["))
    for message in instructions + messages {
      if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
      message.appendChatJSON(to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
    return String(utf8: bytes)
  }
}

extension Message {
  /// `{"role":…,"content":…}` with `name`, `tool_call_id` and `tool_calls` where they are known.
  fileprivate func appendChatJSON(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: #"{"role":""#.utf8)
    bytes.append(contentsOf: role.rawValue.utf8)
    bytes.append(contentsOf: #"","content":"#.utf8)
    if let text {
      JSONWriter.append(string: text, to: &bytes)
    } else {
      bytes.append(contentsOf: (toolCalls.isEmpty ? "\"\"" : "null").utf8)
    }
    for (key, value) in [("name", name), ("tool_call_id", toolCallID)] {
      guard let value else { continue }
      bytes.append(contentsOf: ",\"\(key)\":".utf8)
      JSONWriter.append(string: value, to: &bytes)
    }
    if !toolCalls.isEmpty {
      bytes.append(contentsOf: #","tool_calls":["#.utf8)
      for (position, call) in toolCalls.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "{"))
        if let id = call.id {
          bytes.append(contentsOf: #""id":"#.utf8)
          JSONWriter.append(string: id, to: &bytes)
          bytes.append(UInt8(ascii: ","))
        }
        bytes.append(contentsOf: #""type":"function","function":{"name":"#.utf8)
        JSONWriter.append(string: call.name, to: &bytes)
        bytes.append(contentsOf: #","arguments":"#.utf8)
        JSONWriter.append(string: call.arguments, to: &bytes)
        bytes.append(contentsOf: "}}".utf8)
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
