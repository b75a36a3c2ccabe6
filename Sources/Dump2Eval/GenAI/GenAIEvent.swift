internal import TraceReader

/// Content of a call that was recorded as an event: a log record, or an event on the span itself.
///
/// The same conventions exist in both places (semantic conventions for generative AI events, versions 1.27 to
/// 1.37), so one reader serves both.
struct GenAIEvent: Equatable {
  /// What the event tells.
  enum Content: Equatable {
    /// One input message: `gen_ai.user.message` and its siblings.
    case message(Message)
    /// One answer: `gen_ai.choice`.
    case choice(Choice, index: Int)
    /// Everything at once: `gen_ai.client.inference.operation.details`. Also the several answers of tools
    /// that one message holds, as Strands records them.
    case details(instructions: [Message], messages: [Message], choices: [Choice])
  }

  var content: Content
  /// The message's place where the library numbers them.
  var index: Int?

  /// Reads an event; nil when its name is not one of the conventions'. What was not recorded is nil in the
  /// content.
  static func read(name: String, attributes: Attributes, body: JSONNode?) -> GenAIEvent? {
    guard let kind = EventKind(name) else { return nil }
    let payload = EventPayload(attributes: attributes, body: body)
    // Semantic Kernel and pydantic-ai number messages.
    let index = (attributes["gen_ai.message.index"] ?? attributes["CHAT_MESSAGE_INDEX"])?.int.map(Int.init)
    switch kind {
    case .message(let role): return GenAIEvent(content: payload.message(role), index: index)
    case .choice: return GenAIEvent(content: payload.choice(), index: index)
    case .details: return GenAIEvent(content: payload.details(), index: index)
    case .attribute(let name): return GenAIEvent(content: payload.details(only: name), index: index)
    case .prompt:
      let messages = attributes["gen_ai.prompt"].map { PromptEvents.messages(in: $0) } ?? []
      return GenAIEvent(content: split(messages), index: index)
    case .completion(let number):
      let choices = attributes["gen_ai.completion"].map { PromptEvents.choices(in: $0) } ?? []
      if let number {
        return GenAIEvent(content: .choice(choices.first ?? Choice(), index: number), index: index)
      }
      return GenAIEvent(content: .details(instructions: [], messages: [], choices: choices), index: index)
    }
  }

  fileprivate static func split(_ messages: [Message], choices: [Choice] = []) -> Content {
    var call = LLMCall()
    call.append(messages)
    return .details(instructions: call.instructions, messages: call.messages, choices: choices)
  }
}

/// The events of the conventions by name.
enum EventKind: Equatable {
  case message(Message.Role)
  case choice
  case details
  /// What is an attribute elsewhere, with this name (Azure AI projects).
  case attribute(AttributeName)
  /// OpenLIT before 1.31 and Langtrace: the whole prompt, and the answer with or without a number.
  case prompt
  case completion(Int?)

  /// The conventions' attributes that hold messages.
  enum AttributeName: String {
    case instructions = "gen_ai.system_instructions"
    case input = "gen_ai.input.messages"
    case output = "gen_ai.output.messages"

    /// Whether an attribute has this name.
    func isNamed(_ name: StaticString) -> Bool { name.description == rawValue }
  }

  init?(_ name: String) {
    guard name.hasPrefix("gen_ai.") else { return nil }
    if let attribute = AttributeName(rawValue: name) {
      self = .attribute(attribute)
      return
    }
    switch name {
    case "gen_ai.system.message": self = .message(.system)
    case "gen_ai.developer.message": self = .message(.developer)
    // Semantic Kernel's text completions.
    case "gen_ai.user.message", "gen_ai.prompt": self = .message(.user)
    case "gen_ai.assistant.message": self = .message(.assistant)
    case "gen_ai.tool.message": self = .message(.tool)
    case "gen_ai.choice": self = .choice
    case "gen_ai.client.inference.operation.details": self = .details
    case "gen_ai.system.instructions": self = .attribute(.instructions)
    case "gen_ai.content.prompt": self = .prompt
    case "gen_ai.content.completion": self = .completion(nil)
    default:
      guard name.hasPrefix("gen_ai.content.completion."), let number = Int(name.dropFirst(26)) else {
        return nil
      }
      self = .completion(number)
    }
  }

  /// Instructions come before messages and answers after them, whatever order a dump has at one point in
  /// time.
  var rank: Int {
    switch self {
    case .message(.system), .message(.developer), .attribute(.instructions): 0
    case .message, .details, .prompt, .attribute(.input): 1
    case .choice, .completion, .attribute(.output): 2
    }
  }
}

/// Where an event's members are: in the body of a log record, in JSON text, or in attributes.
private struct EventPayload {
  let attributes: Attributes
  /// nil when the members are attributes.
  private let object: JSONNode?
  /// A body that is nothing but the text.
  private let plain: JSONNode?
  /// The body, or what is in its place.
  private let value: JSONNode?

  init(attributes: Attributes, body: JSONNode?) {
    self.attributes = attributes
    // Semantic Kernel sends the body as JSON text; Azure's clients and Koog put that text into an attribute.
    value = [body, attributes["gen_ai.event.content"], attributes["body"]].compactMap(\.self).first {
      !$0.isBlank
    }
    let decoded = value.flatMap { $0.decoded ?? $0 }
    object = decoded.flatMap { $0.isObject ? $0 : nil }
    plain = object == nil ? decoded.flatMap { $0.isNull ? nil : $0 } : nil
  }

  private subscript(name: StaticString) -> JSONNode? {
    guard let object else { return attributes[name] }
    return object.member(name)
  }

  private func content(_ names: StaticString...) -> MessageContent {
    var content = MessageContent()
    for name in names {
      guard let said = self[name] else { continue }
      content.add(encoded: said)
      break
    }
    if content.isEmpty { content.add(encoded: plain) }
    if content.toolCalls.isEmpty, let calls = self["tool_calls"] {
      ToolCall.append(calls.decoded, to: &content.toolCalls)
    }
    if content.toolCalls.isEmpty, let call = self["function_call"]?.decoded.flatMap(ToolCall.init) {
      content.toolCalls.append(call)
    }
    if content.refusal == nil, let refusal = self["refusal"]?.string, !refusal.isBlank {
      content.add(refusal: refusal)
    }
    return content
  }

  /// The role is in the event's name; where the body has one too, or its content, that is the one that was sent (OpenLLMetry
  /// puts a developer's message into a user's event, google-genai 0.3 the whole history).
  func message(_ role: Message.Role) -> GenAIEvent.Content {
    let said = self["content"]
    let role = RoleName.role(self["role"]) ?? said.flatMap { RoleName.role($0["role"]) } ?? role
    var content = content("content", "parts")
    if content.isEmpty, role == .tool, let said, let text = MessageContent.ToolResult.text(said) {
      content.add(text: text)
    }
    let made = MessageReader.messages(of: content, role: role)
    if !content.results.isEmpty {
      return made.count == 1 ? .message(made[0]) : .details(instructions: [], messages: made, choices: [])
    }
    var message = made.first ?? Message(role: role)
    message.name = self["name"]?.text
    if role == .tool { message.toolCallID = (self["id"] ?? self["tool_call_id"])?.text }
    return .message(message)
  }

  func choice() -> GenAIEvent.Content {
    var said = content("message", "content", "parts")
    if let message = self["message"]?.decoded, message.isObject, let shape = MessageShape(loose: message) {
      let toolCalls = said.toolCalls
      said = shape.content()
      if said.toolCalls.isEmpty { said.toolCalls = toolCalls }
    }
    let finishReason = self["finish_reason"]?.text.flatMap { $0.isBlank ? nil : $0 }
    return .choice(Choice(said, finishReason: finishReason), index: self["index"]?.int.map(Int.init) ?? 0)
  }

  /// The event's payload as the attribute of this name.
  func details(only name: EventKind.AttributeName) -> GenAIEvent.Content {
    var call = LLMCall()
    let value = value
    ConventionMessages.read({ name.isNamed($0) ? value : nil }, into: &call)
    return .details(instructions: call.instructions, messages: call.messages, choices: call.choices)
  }

  func details() -> GenAIEvent.Content {
    var call = LLMCall()
    ConventionMessages.read({ attributes[$0] ?? object?.member($0) }, into: &call)
    return .details(instructions: call.instructions, messages: call.messages, choices: call.choices)
  }
}
