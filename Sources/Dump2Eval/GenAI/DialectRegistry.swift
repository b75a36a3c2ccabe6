internal import TraceReader

/// All conventions in the order in which they are asked: the specific before the general.
enum DialectRegistry {
  static let all: [any Dialect.Type] = [
    OpenInference.self,
    ToadEye.self,
    OpenLLMetry.self,
    SemanticConventions.self,
    // Spans that do not say what they are: their content does.
    SpanEvents.self,
    ConventionContent.self,
    IndexedContent.self,
    PlainPrompt.self,
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
      for other in all where other != dialect && !(call.hasMessages && call.hasOutput) {
        other.read(span, into: &call)
      }
      CallMetadata.readFinishReasons(span.attributes, into: &call)
      LimitEvidence.read(span, into: &call)
      return (call, role)
    }
    return nil
  }
}
