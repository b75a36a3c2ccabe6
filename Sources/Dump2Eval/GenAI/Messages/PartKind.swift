internal import TraceReader

/// What one part of a message's content is, with the value that matters of it.
enum PartKind {
  case text(JSONNode?)
  case refusal(JSONNode)
  case toolCall(JSONNode)
  case toolResult(JSONNode)
  case media(MediaKind)
  /// Reasoning, cache marks, code that the provider ran: no part of what was said.
  case leftOut

  /// Reads an object by its `type`, or else by its members.
  init(_ part: JSONNode) {
    if let type = part["type"], type.isString, let kind = PartKind(part, type: type) {
      self = kind
    } else {
      self = PartKind(untyped: part) ?? .leftOut
    }
  }

  /// Whether an object is a part of some message rather than a message or anything else.
  static func isPart(_ node: JSONNode) -> Bool {
    guard node.isObject, node["role"] == nil else { return false }
    if let type = node["type"], type.isString { return PartKind(node, type: type) != nil }
    return node.count <= 4 && node["content"] == nil && PartKind(untyped: node) != nil
  }

  /// By name of the type: semantic conventions (`gen_ai.input.messages` schema), OpenAI chat and Responses,
  /// Anthropic, LangChain standard content blocks, Vercel AI SDK, pydantic-ai. nil when no API has such a
  /// part.
  private init?(_ part: JSONNode, type: JSONNode) {
    if type == "text" || type == "input_text" || type == "output_text" || type == "text-plain" {
      // Gemini marks its thoughts so.
      self = part["thought"]?.bool == true ? .leftOut : .text(part.member("text", "content", "value"))
    } else if type == "tool_call" || type == "tool_use" || type == "function_call" || type == "tool-call"
      || type == "toolCall" || type == "function" || type == "server_tool_use" || type == "custom_tool_call"
      || type == "toolUse"
    {
      self = .toolCall(part)
    } else if type == "tool_call_response" || type == "tool_result" || type == "function_call_output"
      || type == "tool-result" || type == "tool_response" || type == "custom_tool_call_output"
      || type == "function_response" || type == "tool-return" || type == "toolResult"
      || type == "tool_call_result" || type == "tool-call-response" || type == "tool_call_output"
    {
      self = .toolResult(part)
    } else if type == "refusal" {
      guard let refusal = part.member("refusal", "content", "text") else { return nil }
      self = .refusal(refusal)
    } else if type == "reasoning" || type == "thinking" || type == "redacted_thinking" || type == "thought"
      || type == "redacted-reasoning" || type == "reasoning_content" || type == "redacted_reasoning"
    {
      self = .leftOut
    } else if let media = MediaKind(part, type: type) {
      self = .media(media)
    } else {
      return nil
    }
  }

  /// By the member that holds it: Gemini `parts`, Bedrock content blocks, Haystack, Strands.
  private init?(untyped part: JSONNode) {
    if let text = part["text"], text.isString {
      self = part["thought"]?.bool == true ? .leftOut : .text(text)
    } else if let call = part.member("toolUse", "function_call", "functionCall", "tool_call", "tool_use") {
      self = .toolCall(call)
    } else if let result = part.member(
      "toolResult", "function_response", "functionResponse", "tool_call_result", "tool_result")
    {
      self = .toolResult(result)
    } else if let data = part.member("inline_data", "inlineData", "file_data", "fileData") {
      self = .media(MediaKind(mimeTypeOf: data) ?? .file)
    } else if part.member("image", "image_url", "imageUrl") != nil {
      self = .media(.image)
    } else if part.member("audio", "input_audio") != nil {
      self = .media(.audio)
    } else if part.member("document", "video", "file", "blob") != nil {
      self = .media(MediaKind(mimeTypeOf: part) ?? .file)
    } else if part.member("reasoningContent", "reasoning_content", "reasoning", "thinking", "cachePoint")
      != nil
    {
      self = .leftOut
    } else if let refusal = part["refusal"], refusal.isString {
      self = .refusal(refusal)
    } else if let guarded = part["guardContent"]?["text"]?["text"] {
      self = .text(guarded)
    } else if let content = part.member("content", "value"), content.isString,
      MediaKind(mimeTypeOf: part) == nil
    {
      self = .text(content)
    } else if let media = MediaKind(mimeTypeOf: part) {
      self = .media(media)
    } else {
      return nil
    }
  }
}
