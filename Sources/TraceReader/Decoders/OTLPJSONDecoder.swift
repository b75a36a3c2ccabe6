/// Spans and log records of OTLP JSON: opentelemetry-proto `docs/specification.md`, with the deviations that dumps have
/// (snake_case, enum names, base64 ids, attributes as a plain object, null in place of an empty list).
package enum OTLPJSONDecoder {
  /// Fills `span` from the span object at the root of its own tree. False when the object has no ids: not a span.
  package static func decode(_ node: JSONNode, into span: inout TraceSpan) -> Bool {
    guard let traceID = node.member("traceId", "trace_id", "traceID").flatMap({ Identifier($0, .trace) }),
      let spanID = node.member("spanId", "span_id", "spanID").flatMap({ Identifier($0, .span) })
    else { return false }
    span.traceID = traceID
    span.spanID = spanID
    let parent = node.member("parentSpanId", "parent_span_id").flatMap { Identifier($0, .span) }
    span.parentSpanID = parent.flatMap { $0.isRoot ? nil : $0.canonical }
    span.name = node["name"]?.text ?? ""
    span.startTime = node.member("startTimeUnixNano", "start_time_unix_nano").flatMap(\.long) ?? 0
    span.endTime = node.member("endTimeUnixNano", "end_time_unix_nano").flatMap(\.long) ?? 0
    span.droppedAttributesCount = count(node.member("droppedAttributesCount", "dropped_attributes_count"))
    span.droppedEventsCount = count(node.member("droppedEventsCount", "dropped_events_count"))
    if let status = node["status"] { decodeStatus(status, into: &span) }
    if let attributes = node["attributes"] { append(attributes, to: &span.attributes) }
    if let events = node["events"] {
      for event in events.elements { decodeEvent(event, into: span.appendEvent()) }
    }
    return true
  }

  private static func decodeEvent(_ node: JSONNode, into event: SpanEvent) {
    event.name = node["name"]?.text ?? ""
    event.time = node.member("timeUnixNano", "time_unix_nano").flatMap(\.long) ?? 0
    event.droppedAttributesCount = count(node.member("droppedAttributesCount", "dropped_attributes_count"))
    if let attributes = node["attributes"] { append(attributes, to: &event.attributes) }
  }

  private static func decodeStatus(_ node: JSONNode, into span: inout TraceSpan) {
    span.statusMessage = node["message"]?.text
    guard let code = node["code"] else { return }
    span.isError = code.int == 2 || code == "STATUS_CODE_ERROR" || code == "ERROR" || code == "Error"
  }

  /// Fills `record` from the log record object at the root of its own tree.
  package static func decode(_ node: JSONNode, into record: TraceLogRecord) {
    record.traceID = node.member("traceId", "trace_id").flatMap { Identifier($0, .trace) }
    record.spanID = node.member("spanId", "span_id").flatMap { Identifier($0, .span) }
    if record.traceID?.isRoot == true { record.traceID = nil }
    if record.spanID?.isRoot == true { record.spanID = nil }
    let time = node.member("timeUnixNano", "time_unix_nano").flatMap(\.long) ?? 0
    let observed = node.member("observedTimeUnixNano", "observed_time_unix_nano").flatMap(\.long) ?? 0
    record.time = time != 0 ? time : observed
    if let attributes = node["attributes"] { append(attributes, to: &record.attributes) }
    record.eventName =
      node.member("eventName", "event_name")?.text ?? record.attributes.text("event.name") ?? ""
    if let body = node["body"], !body.isNull { record.body = AnyValue.value(of: body) }
  }

  /// Attributes as a list of key and value, or as a plain object.
  static func append(_ node: JSONNode, to attributes: inout Attributes) {
    if node.isObject {
      for member in node.members {
        attributes.append(name: member.name, value: AnyValue.value(of: member.value))
      }
    } else {
      let tree = node.tree
      tree.forEachElement(of: node.index) { entry in
        guard let key = tree.valueOfMember("key", of: entry) ?? tree.valueOfMember("Key", of: entry),
          tree.isString(key),
          let value = tree.valueOfMember("value", of: entry) ?? tree.valueOfMember("Value", of: entry)
        else { return }
        attributes.append(name: key, value: AnyValue.value(at: value, in: tree), in: tree)
      }
    }
    attributes.index()
  }

  private static func count(_ node: JSONNode?) -> Int {
    Int(truncatingIfNeeded: max(0, node?.long ?? 0))
  }
}
