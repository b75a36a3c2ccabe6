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

  /// The call that an answer belongs to which was recorded in its caller's span: a stream ends when the caller has read
  /// it, and by then the call's span may not be the current one any more (OpenLLMetry's OpenAI instrumentation 0.62). It is
  /// the caller's child that was open at that time and has no answer; of several the one that ended next.
  static func streamedCall(answeredBy record: EventRecord, among calls: [GroupedCall]) -> Int? {
    let time = record.metadata.startTime
    return calls.indices
      .filter { position in
        let call = calls[position]
        return call.call.parentSpanID == record.metadata.spanID && !call.digest.hasOutput
          && call.call.startTime <= time && time <= call.call.endTime
      }
      .min { calls[$0].call.endTime < calls[$1].call.endTime }
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
