internal import TraceReader

/// `gen_ai.operation.name`: what a span did.
enum OperationName {
  /// Semantic conventions 1.27 to 1.38 and the words that libraries use beside them. nil for words that
  /// nobody is known to use: then the content decides.
  static func role(_ operation: JSONNode) -> SpanRole? {
    // What nearly all calls are needs no copy of the word.
    if operation == "chat" { return .call }
    guard operation.isString, operation.textCount <= 60, let text = operation.string else { return nil }
    switch text.lowercased() {
    case "chat", "text_completion", "generate_content", "completion", "responses", "response",
      "openai.responses.create", "chat_completion", "chat.completions", "chat.completion", "text.completion",
      "text.completions", "text_completions", "chat.streaming_completions", "text.streaming_completions",
      "completions", "messages", "generate", "generate_text", "inference", "llm", "stream":
      return .call
    case "chain", "unknown", "retrieval", "rerank", "image_generation", "transcription", "speech",
      "moderation",
      "plan", "handoff", "guardrail", "workflow", "task", "parser", "prompt", "retriever":
      return .other
    case let name:
      let isOther =
        ["embed", "invoke_", "create_", "execute_", "run_", "search_", "update_", "delete_"]
        .contains { name.hasPrefix($0) } || name.contains("agent") || name.contains("tool")
      return isOther ? .other : nil
    }
  }
}
