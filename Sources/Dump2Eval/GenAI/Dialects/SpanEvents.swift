internal import TraceReader

/// Content as events of the span: one for each message (Azure AI Inference, Strands), one for all (Strands'
/// opt-in), or whole prompts (`gen_ai.content.prompt`: OpenLIT, Langtrace). What the events hold is
/// `GenAIEvent`'s to know.
enum SpanEvents: Dialect {
  static let name = "otel-genai-events"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard span.events.contains(where: { EventKind($0.name) != nil }) else { return nil }
    return isStep(span) ? .other : .call
  }

  /// Strands 0.2 says of its cycles, which hold the events of their call again, no more than that they are cycles: by the id, or
  /// by what the tools said among the answer's fields.
  private static func isStep(_ span: borrowing TraceSpan) -> Bool {
    span.attributes["event_loop.cycle_id"] != nil
      || span.events.contains { $0.name == "gen_ai.choice" && $0.attributes["tool.result"] != nil }
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    guard !span.events.isEmpty, !call.hasMessages || !call.hasOutput else { return }
    var events: [(event: SpanEvent, rank: Int)] = []
    for event in span.events {
      if let kind = EventKind(event.name) { events.append((event, kind.rank)) }
    }
    guard !events.isEmpty else { return }
    // Jaeger sorts events by name and has microseconds only, so several can fall together.
    events.sort { ($0.event.time, $0.rank) < ($1.event.time, $1.rank) }
    EventContent.apply(
      events: events.compactMap {
        GenAIEvent.read(name: $0.event.name, attributes: $0.event.attributes, body: nil)
      },
      to: &call)
  }
}
