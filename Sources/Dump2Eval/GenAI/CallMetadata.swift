internal import TraceReader

/// What most conventions record under the same names: ids, times, model, provider, tokens, cost, status.
enum CallMetadata {
  static func read(_ span: TraceSpan, into call: inout LLMCall) {
    call.traceID = span.traceID.spelling
    call.spanID = span.spanID.canonical
    call.parentSpanID = span.parentSpanID
    call.name = span.name
    call.scope = span.scopeName
    call.service = span.serviceName
    call.startTime = span.startTime
    call.endTime = span.endTime
    call.failed = span.isError
  }
}
