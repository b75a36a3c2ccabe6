internal import TraceReader

/// All conventions in the order in which they are asked: the specific before the general.
enum DialectRegistry {
  static let all: [any Dialect.Type] = [
    // Says which spans are placeholders and which halves, whatever else they hold.
    Logfire.self,
    // A key of their own that names the kind of span.
    OpenInference.self,
    Langfuse.self,
    LangSmith.self,
    MLflow.self,
    Laminar.self,
    VercelAI.self,
    Promptflow.self,
    Haystack.self,
    Monocle.self,
    AgentOps.self,
    LiteLLMRaw.self,
    ToadEye.self,
    GoogleADK.self,
    EventsAttribute.self,
    PromptEvents.self,
    // The open conventions, which many write in their own way.
    // The conventions' messages before indexed ones: on a span that LiteLLM writes to for every call below it the latter
    // can be left from a call before the last.
    SemanticConventions.self,
    OpenLLMetry.self,
    // Spans that do not say what they are: their content does.
    SpanEvents.self,
    ConventionContent.self,
    IndexedContent.self,
    PlainPrompt.self,
  ]

  /// At least one of these stands in every span that some dialect may take for a call: in the name or value by
  /// which it is recognised. A new dialect adds its own unless they contain one of these.
  static let markers = MarkerSet([
    "gen_ai", "llm", "LLM", "ai.operationId", "ai.model", "langfuse", "langsmith", "mlflow", "lmnr",
    "haystack",
    "logfire",
    "openinference", "monocle",
  ])

  /// Reads a span into a call that is empty so far; nil when no convention takes it for one.
  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) -> SpanRole? {
    for dialect in all {
      guard let role = dialect.role(of: span) else { continue }
      guard role != .other else { return nil }
      call.dialect = dialect.name
      CallMetadata.read(span, into: &call)
      dialect.read(span, into: &call)
      if !call.isWhole { complete(&call, of: span, readBy: dialect) }
      CallMetadata.readFinishReasons(span.attributes, into: &call)
      LimitEvidence.read(span, into: &call)
      return role
    }
    return nil
  }

  /// Lets the other conventions add what the one that took the span did not find.
  private static func complete(
    _ call: inout LLMCall, of span: borrowing TraceSpan, readBy dialect: any Dialect.Type
  ) {
    for other in all where other != dialect {
      other.read(span, into: &call)
      if call.isWhole { return }
    }
  }
}

extension LLMCall {
  fileprivate var isWhole: Bool { hasMessages && hasOutput }
}
