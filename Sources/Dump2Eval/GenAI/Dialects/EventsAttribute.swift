internal import TraceReader

/// Events of the semantic conventions (1.27 to 1.36) as one attribute, `events`, a JSON list of objects with `event.name`:
/// pydantic-ai 0.1 to 0.8, and Logfire 3 for OpenAI's Responses API.
enum EventsAttribute: Dialect {
  static let name = "events-attribute"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    // Spans of agents hold the conversation again under other names.
    let attributes = span.attributes
    if attributes["pydantic_ai.all_messages"] != nil || attributes["all_messages_events"] != nil {
      return .other
    }
    return nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    guard !call.hasMessages || !call.hasOutput, let events = span.attributes["events"]?.decoded,
      events.isArray
    else {
      return
    }
    var messages: [Message] = []
    var choices: [Choice] = []
    for element in events.elements {
      guard let name = element["event.name"]?.string,
        let event = GenAIEvent.read(name: name, attributes: Attributes(in: element.tree), body: element)
      else { continue }
      switch event.content {
      case .message(let message): messages.append(message)
      case .choice(let choice, _): choices.append(choice)
      case .details: break
      }
    }
    if choices.isEmpty, let answer = answer(endOf: &messages) { choices = [answer] }
    call.fill(input: messages)
    call.fill(output: choices)
  }

  /// Logfire has no event for the answer: it is what the assistant says last, an event for each item of the response.
  private static func answer(endOf messages: inout [Message]) -> Choice? {
    guard let start = messages.lastIndex(where: { $0.role != .assistant })?.advanced(by: 1),
      start < messages.count
    else { return nil }
    var answer = Choice()
    for message in messages[start...] {
      if let text = message.text { answer.text.appendLine(text) }
      answer.toolCalls += message.toolCalls
    }
    messages.removeSubrange(start...)
    return answer
  }
}
