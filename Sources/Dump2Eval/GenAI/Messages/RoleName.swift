internal import TraceReader

/// Who speaks, in the words of all providers and libraries.
enum RoleName {
  /// The role that a name stands for; nil when nobody is known to use it.
  ///
  /// Besides OpenAI's: Gemini `model`, LangChain `human`, `ai` and class names, Cohere `CHATBOT`, smolagents
  /// `tool-call` and `tool-response`, Python enums as text (`MessageRole.USER`, `AuthorRole.TOOL`).
  static func role(_ node: JSONNode?) -> Message.Role? {
    guard let node, node.isString else { return nil }
    if node == "user" { return .user }
    if node == "assistant" { return .assistant }
    if node == "system" { return .system }
    if node == "tool" { return .tool }
    // Names are short; a text that is long is no role, and not worth a String.
    guard node.textCount > 0, node.textCount <= 40, let text = node.string else { return nil }
    return role(text)
  }

  static func role(_ text: String) -> Message.Role? {
    var name = text.lowercased()
    if let dot = name.lastIndex(of: ".") { name = String(name[name.index(after: dot)...]) }
    switch name {
    case "user", "human", "humanmessage", "humanmessagechunk", "customer": return .user
    case "assistant", "ai", "model", "bot", "chatbot", "aimessage", "aimessagechunk", "tool-call",
      "tool_call", "assistantmessage":
      return .assistant
    case "system", "systemmessage", "system_instruction", "systeminstruction": return .system
    case "developer": return .developer
    case "tool", "function", "tool-response", "tool_response", "tool-result", "tool_result", "toolmessage",
      "functionmessage", "function_response", "toolmessagechunk", "observation", "ipython":
      return .tool
    default: return nil
    }
  }
}
