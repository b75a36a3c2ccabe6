internal import ExternalSort

/// Tells to which call a trace's log events belong.
enum EventJoiner {
  /// A log event whose content is in the joiner's spool.
  struct KeptEvent {
    let content: RecordSpool.Handle
    /// Of the bytes of its record.
    let hash: UInt64
  }

  /// The log events of one span, in the order of time and place in their batch.
  struct SpanEvents {
    let spanID: String
    var events: [KeptEvent]
  }

  /// A call made of nothing but its events; nil when they hold no content, as when recording is switched off.
  static func call(of records: [EventRecord]) -> LLMCall? {
    guard var call = records.first?.metadata else { return nil }
    for record in records {
      let said = record.metadata
      call.model = call.model ?? said.model
      call.provider = call.provider ?? said.provider
      call.operation = call.operation ?? said.operation
      call.responseID = call.responseID ?? said.responseID
      call.service = call.service ?? said.service
      call.inputTokens = call.inputTokens ?? said.inputTokens
      call.outputTokens = call.outputTokens ?? said.outputTokens
      call.totalTokens = call.totalTokens ?? said.totalTokens
      call.endTime = max(call.endTime, said.endTime)
    }
    EventContent.apply(events: records.map(\.event), to: &call)
    return call.hasMessages || call.hasOutput ? call : nil
  }
}
