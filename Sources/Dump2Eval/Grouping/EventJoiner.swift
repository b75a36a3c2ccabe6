/// Sorts a trace's log events by the span they belong to.
enum EventJoiner {
  struct SpanEvents {
    let spanID: String
    var records: [EventRecord]
  }

  /// The events of each span in their order. They come sorted by span, time and place in their batch.
  static func bySpan(_ events: [(spanID: String, record: EventRecord)]) -> [SpanEvents] {
    var groups: [SpanEvents] = []
    for event in events {
      if let last = groups.last, last.spanID == event.spanID {
        groups[groups.count - 1].records.append(event.record)
      } else {
        groups.append(SpanEvents(spanID: event.spanID, records: [event.record]))
      }
    }
    return groups
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
