internal import TraceReader

/// The whole prompt and the whole answer as two events on the span, `gen_ai.content.prompt` and `gen_ai.content.completion`
/// (semantic conventions 1.25 and 1.26): openlit 1, Langtrace, .NET Semantic Kernel.
///
/// openlit writes plain text, a line `role: text` for each message, and `….completion.N` where there are several answers;
/// the others write JSON.
enum PromptEvents: Dialect {
  static let name = "prompt-events"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard !span.events.isEmpty, span.events.contains(where: { $0.name == promptName }) else { return nil }
    let operation = span.attributes["gen_ai.operation.name"] ?? span.attributes["gen_ai.type"]
    guard let operation else { return .call }
    return operation.hasPrefix("embed") || operation.hasPrefix("image") || operation.hasPrefix("audio")
      ? .other : nil
  }

  private static let promptName = "gen_ai.content.prompt"
  private static let completionName = "gen_ai.content.completion"

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    var answers: [Choice] = []
    for event in span.events where event.name.hasPrefix("gen_ai.content.") {
      if event.name == promptName, let prompt = event.attributes["gen_ai.prompt"] {
        // Langtrace keeps a Responses call's instructions apart.
        if call.messages.isEmpty, let instructions = span.attributes["instructions"], instructions.isString {
          call.append(MessageReader.messages(in: instructions, defaultRole: .system))
        }
        call.fill(input: messages(in: prompt))
      } else if event.name.hasPrefix(completionName), let completion = event.attributes["gen_ai.completion"] {
        answers += choices(in: completion)
      }
    }
    call.fill(output: answers)
  }

  /// The messages of `gen_ai.prompt`: JSON, lines with roles, LangChain's messages as Python shows them, or one text.
  static func messages(in prompt: JSONNode) -> [Message] {
    if let value = prompt.decoded, value.isArray || value.isObject {
      let found = MessageReader.messages(in: value)
      if !found.isEmpty { return found }
    }
    guard let text = prompt.text else { return [] }
    if text.hasPrefix("messages=["), let value = PythonLiteral.value(text) {
      return MessageReader.messages(in: value)
    }
    return messages(inLines: text)
  }

  /// A message begins where a line begins with a role and a colon; without one at the beginning the text is one prompt.
  static func messages(inLines text: String) -> [Message] {
    var found: [Message] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let colon = line.prefix(12).firstIndex(of: ":"), let role = role(line[..<colon]) {
        let rest = line[line.index(after: colon)...]
        found.append(Message(role: role, text: String(rest.first == " " ? rest.dropFirst() : rest)))
      } else if found.isEmpty {
        return [Message(role: .user, text: text)]
      } else {
        found[found.count - 1].text?.append("\n" + line)
      }
    }
    return found
  }

  private static func role(_ word: Substring) -> Message.Role? {
    switch word {
    case "system": .system
    case "developer": .developer
    case "user", "human": .user
    case "assistant", "ai": .assistant
    case "tool", "function": .tool
    default: nil
    }
  }

  /// The answers of `gen_ai.completion`: JSON or text.
  static func choices(in completion: JSONNode) -> [Choice] {
    // What openlit writes in place of an answer when tools were offered, sometimes followed by the calls.
    let marker: StaticString = "Function called with tools"
    guard completion.hasPrefix(marker) else { return MessageReader.choices(in: completion) }
    guard let text = completion.string, let start = text.firstIndex(of: "[") else { return [] }
    guard let calls = PythonLiteral.value(String(text[start...])) else { return [] }
    var choice = Choice()
    ToolCall.append(calls, to: &choice.toolCalls)
    return choice.toolCalls.isEmpty ? [] : [choice]
  }
}
