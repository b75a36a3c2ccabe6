import TraceReader

@testable import Dump2Eval

/// Telemetry for tests, written as it stands in dumps.
enum TelemetryLiteral {
  /// A span from its attributes as plain JSON, and events alike: `[{"name": …, "timeUnixNano": …,
  /// "attributes": {…}}]`.
  static func span(
    _ attributes: String, events: String = "[]", name: String = "chat", scope: String? = nil,
    status: String = "{}", dropped: Int = 0
  ) throws -> TraceSpan {
    var span = TraceSpan()
    try span.tree.parse(
      #"""
      {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"\#(name)",
       "startTimeUnixNano":"1","endTimeUnixNano":"2","droppedAttributesCount":\#(dropped),
       "status":\#(status),"attributes":\#(attributes),"events":\#(events)}
      """#)
    guard OTLPJSONDecoder.decode(span.tree.root, into: &span) else { throw NotASpan() }
    span.scopeName = scope
    return span
  }

  /// The call that a span is; nil when it is none.
  static func call(
    _ attributes: String, events: String = "[]", name: String = "chat", scope: String? = nil,
    status: String = "{}", dropped: Int = 0
  ) throws -> LLMCall? {
    var call = LLMCall()
    let role = DialectRegistry.read(
      try span(attributes, events: events, name: name, scope: scope, status: status, dropped: dropped),
      into: &call)
    return role == nil ? nil : call
  }

  /// A log record's event from attributes as plain JSON and a body as OTLP writes it.
  static func event(_ name: String, attributes: String = "{}", body: String = "null") throws -> GenAIEvent? {
    let record = TraceLogRecord()
    try record.tree.parse(#"{"eventName":"\#(name)","attributes":\#(attributes),"body":\#(body)}"#)
    OTLPJSONDecoder.decode(record.tree.root, into: record)
    return GenAIEvent.read(name: record.eventName, attributes: record.attributes, body: record.body)
  }

  struct NotASpan: Error {}
}
