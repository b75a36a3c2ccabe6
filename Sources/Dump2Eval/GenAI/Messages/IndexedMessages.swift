internal import TraceReader

/// Messages that are spread over many attributes, one for each field: `gen_ai.prompt.0.role`,
/// `llm.input_messages.0.message.tool_calls.1.tool_call.function.name`.
///
/// OpenLLMetry before 0.53 and OpenInference differ in prefixes and in the words between them only.
struct IndexedMessages {
  /// Message and reason to stop, by number.
  private(set) var messages: [(shape: IndexedMessage, index: Int)] = []

  var isEmpty: Bool { messages.isEmpty }

  /// Whether messages are missing at the front or between others: a limit on attributes dropped them.
  var hasHole: Bool {
    messages.enumerated().contains { $0.offset != $0.element.index }
  }

  /// Reads under the first of these prefixes that the span has.
  init(_ attributes: Attributes, prefixes: StaticString...) {
    for prefix in prefixes {
      let entries = [IndexedAttribute](attributes, prefix: prefix)
      guard !entries.isEmpty else { continue }
      for group in entries.groups {
        messages.append((IndexedMessage(group), group[group.startIndex].index))
      }
      return
    }
  }

  func asInput() -> [Message] {
    messages.flatMap { $0.shape.asMessages() }
  }

  func asChoices() -> [Choice] {
    messages.map { Choice($0.shape.content, finishReason: $0.shape.finishReason) }
  }
}

/// One message gathered from its attributes.
struct IndexedMessage {
  private(set) var role: Message.Role?
  private(set) var content = MessageContent()
  private(set) var finishReason: String?
  private var name: String?
  private var toolCallID: String?

  init(_ attributes: ArraySlice<IndexedAttribute>) {
    var plain: JSONNode?
    var parts: [IndexedAttribute] = []
    var calls: [IndexedAttribute] = []
    var legacyCall = IndexedToolCall()
    let prefix: StaticString = "message."
    for attribute in attributes {
      let value = attribute.value
      if attribute.isNamed("content", skipping: prefix) || attribute.isNamed("prompt.text")
        || attribute.isNamed("completion.text") || attribute.isNamed("text")
      {
        plain = value
      } else if attribute.isNamed("role", skipping: prefix) {
        role = RoleName.role(value) ?? .user
      } else if attribute.isNamed("user") {
        // OpenLLMetry's completions API: the prompt is `gen_ai.prompt.0.user`.
        role = .user
        plain = value
      } else if let part = attribute.inner("contents.", skipping: prefix) {
        parts.append(part)
      } else if let call = attribute.inner("tool_calls.", skipping: prefix) {
        calls.append(call)
      } else if attribute.isNamed("tool_call_id", skipping: prefix) {
        toolCallID = value.text
      } else if attribute.isNamed("name", skipping: prefix) {
        name = value.text
      } else if attribute.isNamed("finish_reason", skipping: prefix) {
        finishReason = value.text
      } else if attribute.isNamed("refusal", skipping: prefix) {
        if !value.isBlank, let text = value.string { content.add(refusal: text) }
      } else if attribute.isNamed("function_call.name")
        || attribute.isNamed("function_call_name", skipping: prefix)
      {
        legacyCall.name = value.string
      } else if attribute.isNamed("function_call.arguments")
        || attribute.isNamed("function_call_arguments_json", skipping: prefix)
      {
        legacyCall.arguments = value
      }
    }
    // OpenInference's agents record both forms of one text.
    if let plain, !plain.isBlank || parts.isEmpty {
      if !Self.isEncodedNothing(plain, besideCalls: !calls.isEmpty) { content.add(encoded: plain) }
    } else {
      add(parts: parts)
    }
    add(toolCalls: calls)
    if content.toolCalls.isEmpty, let call = legacyCall.call { content.toolCalls.append(call) }
  }

  /// Whether a text is JSON of nothing: OpenLLMetry's LangChain instrumentation encodes the content of an answer that only calls
  /// tools. Beside no calls `null` and `[]` may be what a model has said.
  private static func isEncodedNothing(_ text: JSONNode, besideCalls: Bool) -> Bool {
    text == "\"\"" || besideCalls && (text == "null" || text == "[]")
  }

  /// OpenInference's parts: `contents.0.message_content.text`.
  private mutating func add(parts: [IndexedAttribute]) {
    var parts = parts
    parts.sortByIndex()
    for part in parts.groups {
      var text: JSONNode?
      var media: MediaKind?
      var isReasoning = false
      let prefix: StaticString = "message_content."
      for attribute in part {
        if attribute.isNamed("text", skipping: prefix) {
          text = attribute.value
        } else if attribute.isNamed("type", skipping: prefix) {
          isReasoning = attribute.value == "reasoning" || attribute.value == "thinking"
          if attribute.value == "image" || attribute.value == "input_image" { media = .image }
          if attribute.value == "audio" || attribute.value == "input_audio" { media = .audio }
          if attribute.value == "file" || attribute.value == "input_file" { media = .file }
        } else if attribute.isNamed("image.image.url", skipping: prefix) {
          media = .image
        } else if attribute.isNamed("audio.audio.url", skipping: prefix) {
          media = .audio
        }
      }
      if isReasoning { continue }
      if let media {
        content.add(text: media.placeholder)
      } else if let text {
        content.add(part: text)
      }
    }
  }

  private mutating func add(toolCalls calls: [IndexedAttribute]) {
    var calls = calls
    calls.sortByIndex()
    for group in calls.groups {
      var call = IndexedToolCall()
      let prefix: StaticString = "tool_call."
      for attribute in group {
        if attribute.isNamed("id", skipping: prefix) {
          call.id = attribute.value.text
        } else if attribute.isNamed("name") || attribute.isNamed("function.name", skipping: prefix) {
          call.name = attribute.value.string
        } else if attribute.isNamed("arguments") || attribute.isNamed("function.arguments", skipping: prefix)
        {
          call.arguments = attribute.value
        }
      }
      if let call = call.call { content.toolCalls.append(call) }
    }
  }

  func asMessages() -> [Message] {
    let role = content.role(role ?? .user)
    guard content.results.isEmpty else { return MessageReader.messages(of: content, role: role) }
    return [
      Message(
        role: role, text: content.text ?? content.refusal, toolCalls: content.toolCalls,
        toolCallID: role == .tool ? toolCallID : nil, name: name)
    ]
  }
}

/// A tool call gathered from its attributes.
private struct IndexedToolCall {
  var id: String?
  var name: String?
  var arguments: JSONNode?

  var call: ToolCall? {
    guard let name, !name.isEmpty else { return nil }
    return ToolCall(
      id: id.flatMap { $0.isEmpty ? nil : $0 }, name: name, arguments: ToolCall.arguments(arguments))
  }
}
