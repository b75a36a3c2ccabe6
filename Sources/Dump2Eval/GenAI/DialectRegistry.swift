internal import TraceReader

/// All conventions in the order in which they are asked: the specific before the general.
enum DialectRegistry {
  static let all: [any Dialect.Type] = [
    Logfire.self,
    Langfuse.self,
    LangSmith.self,
    MLflow.self,
    Laminar.self,
    VercelAI.self,
    Promptflow.self,
    Haystack.self,
    LiteLLMRaw.self,
    AnthropicSDK.self,
    EventsAttribute.self,
    AgentOps.self,
    Monocle.self,
    PromptEvents.self,
    GoogleADK.self,
  ]

  /// Reads a span into a call; nil when no convention takes it for one.
  static func read(_ span: TraceSpan) -> (call: LLMCall, role: SpanRole)? {
    for dialect in all {
      guard let role = dialect.role(of: span) else { continue }
      guard role != .other else { return nil }
      var call = LLMCall()
      call.dialect = dialect.name
      CallMetadata.read(span, into: &call)
      dialect.read(span, into: &call)
      for other in all where other != dialect && (call.messages.isEmpty || call.choices.isEmpty) {
        other.read(span, into: &call)
      }
      return (call, role)
    }
    return nil
  }
}
