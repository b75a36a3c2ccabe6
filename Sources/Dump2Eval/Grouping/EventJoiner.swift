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
