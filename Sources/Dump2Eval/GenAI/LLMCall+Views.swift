extension LLMCall {
  /// What a case asks: the text of the last user message that has one. Where there is none it is the whole
  /// prompt: the texts of all messages joined by newline, without what tools answered unless there is nothing
  /// else. nil when nothing but blanks was recorded.
  public var inputText: String? {
    // By position: to take hold of a message and let go of it costs more than to look at it.
    for position in messages.indices.reversed() {
      if messages[position].role == .user, !messages[position].text.isBlank { return messages[position].text }
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
    guard let answer = answerPosition else { return nil }
    if let text = choices[answer].text, !text.isBlank { return text }
    if let refusal = choices[answer].refusal, !refusal.isBlank { return refusal }
    var out = OutputBytes()
    out.append(UInt8(ascii: "["))
    for (position, call) in choices[answer].toolCalls.enumerated() {
      if position > 0 { out.append(UInt8(ascii: ",")) }
      out.append(#"{"name":"#)
      out.append(json: call.name)
      out.append(#","arguments":"#)
      out.append(text: call.arguments)
      out.append(UInt8(ascii: "}"))
    }
    out.append(UInt8(ascii: "]"))
    return out.text
  }

  /// The choice that counts: the first with content.
  public var answer: Choice? { answerPosition.map { choices[$0] } }

  private var answerPosition: Int? { choices.indices.first { choices[$0].hasContent } }

  /// System and developer instructions joined by newline; nil when there are none.
  public var systemText: String? {
    guard !instructions.isEmpty else { return nil }
    let text = instructions.compactMap(\.text).filter { !$0.isBlank }.joined(separator: "\n")
    return text.isEmpty ? nil : text
  }

  /// Whether there is more to the conversation than one user message, besides instructions.
  public var isConversation: Bool {
    messages.count > 1 || messages.first.map { $0.role != .user } ?? false
  }

  /// All input messages as compact JSON in the shape of OpenAI's chat API, instructions first; nil when there
  /// is nothing but one user message besides them.
  public var conversationJSON: String? { prompt?.json }

  /// The same before it is written.
  var prompt: ChatPrompt? { isConversation ? ChatPrompt(instructions + messages) : nil }
}
