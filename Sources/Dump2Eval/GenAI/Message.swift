/// One message of a conversation with a model, in one normal form whatever library recorded it.
public struct Message: Sendable, Equatable {
  /// Who speaks, in OpenAI's words; what libraries call `model`, `ai` or `human` is translated.
  public enum Role: String, Sendable {
    case system, developer, user, assistant, tool
  }

  // In front of the others, so that the compiler makes an initialiser beside the public one: it takes texts as they are, where
  // one that is written out copies them (Swift 6.3, of more than four members).
  /// Calls that the assistant asks for.
  public var toolCalls: [ToolCall]
  public var role: Role
  /// The text parts joined by newline; parts that are not text stand as `[image]`, `[audio]` or `[file]`. nil when the
  /// message has no content at all, as an assistant's that only calls tools.
  public var text: String?
  /// Which call a tool's message answers.
  public var toolCallID: String?
  /// The name of the tool or participant where one was recorded.
  public var name: String?
}

extension Message {
  /// A message from its parts.
  public init(
    role: Role, text: String? = nil, toolCalls: [ToolCall] = [], toolCallID: String? = nil,
    name: String? = nil
  ) {
    self.init(toolCalls: toolCalls, role: role, text: text, toolCallID: toolCallID, name: name)
  }
}

/// A model's wish to call a tool.
public struct ToolCall: Sendable, Equatable {
  public var id: String?
  public var name: String
  /// The arguments as JSON text (`{}` when none were recorded); what was no JSON is kept as a JSON string.
  public var arguments: String

  public init(id: String? = nil, name: String, arguments: String) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

/// One of the answers of a model: there are several when a request asked for more than one choice.
public struct Choice: Sendable, Equatable {
  /// The text parts joined by newline; nil when there was no text.
  public var text: String?
  /// The model's refusal, where the API records it apart from the text.
  public var refusal: String?
  public var toolCalls: [ToolCall]
  /// The provider's or library's own word: `stop`, `length`, `tool_calls`, `end_turn`…
  public var finishReason: String?

  public init(
    text: String? = nil, refusal: String? = nil, toolCalls: [ToolCall] = [], finishReason: String? = nil
  ) {
    self.text = text
    self.refusal = refusal
    self.toolCalls = toolCalls
    self.finishReason = finishReason
  }
}
