/// Spans that are neither OTLP nor Jaeger: the Python SDK's `to_json`, objects of the JavaScript SDK, and flat lists of
/// many tools. They differ in spelling only, so one decoder knows all spellings.
enum FlatSpanDecoder {
  /// Fills `span` from the span object at the root of its own tree. False when the object has no ids or no name.
  static func decode(_ node: JSONNode, into span: inout TraceSpan) -> Bool {
    let context = node.member("context", "_spanContext", "spanContext", "span_context") ?? node
    guard let name = node["name"], !name.isObject, !name.isArray,
      let traceID = (context.member("trace_id", "traceId", "traceID") ?? node.member("trace_id", "traceId"))
        .flatMap({ Identifier($0, .trace) }),
      let spanID = (context.member("span_id", "spanId", "spanID") ?? javaScriptID(of: node))
        .flatMap({ Identifier($0, .span) })
    else { return false }
    span.traceID = traceID
    span.spanID = spanID
    span.name = name.text ?? ""
    let parent =
      node.member("parent_id", "parent_span_id", "parentSpanId", "parentId", "parent")
      ?? node["parentSpanContext"]?.member("spanId")
    let parentID = parent.flatMap {
      Identifier($0.isObject ? $0.member("span_id", "spanId") ?? $0 : $0, .span)
    }
    span.parentSpanID = parentID.flatMap { $0.isRoot ? nil : $0.canonical }
    span.startTime = time(
      node.member(
        "start_time", "startTime", "start_ns", "start_time_unix_nano", "startTimeUnixNano", "timestamp"))
    span.endTime = time(node.member("end_time", "endTime", "end_ns", "end_time_unix_nano", "endTimeUnixNano"))
    decodeStatus(of: node, into: &span)
    if let attributes = node["attributes"] { OTLPJSONDecoder.append(attributes, to: &span.attributes) }
    appendKind(of: node, to: &span.attributes)
    span.droppedAttributesCount =
      node.member("droppedAttributesCount", "dropped_attributes")?.int.map(Int.init) ?? 0
    for event in node.member("events", "span_events")?.elements ?? .none(of: node.tree) {
      if let place = span.appendEvent() { decodeEvent(event, into: place) }
    }
    let scope = node.member(
      "scope", "instrumentation_scope", "instrumentationScope", "instrumentationLibrary")
    span.scopeName = scope?["name"]?.text
    span.scopeVersion = scope?["version"]?.text
    span.serviceName = serviceName(of: node)
    return true
  }

  /// The JavaScript SDK's console exporter calls the span id `id`. Formats of their own (OpenAI Agents, Etolith) do so
  /// too, but have other names for the trace id.
  private static func javaScriptID(of node: JSONNode) -> JSONNode? {
    node["traceId"] == nil ? nil : node["id"]
  }

  /// OpenInference's kind of a span, which Phoenix's REST API (`/v1/projects/…/spans`, Phoenix 20) tells beside the attributes
  /// only.
  private static func appendKind(of node: JSONNode, to attributes: inout Attributes) {
    guard attributes["openinference.span.kind"] == nil,
      let kind = node["span_kind"], openInferenceKinds.contains(where: { kind == $0 })
    else { return }
    let name = node.tree.appendString("openinference.span.kind")
    attributes.append(name: name, value: kind)
    attributes.index()
  }

  /// OpenInference specification, "Span Kinds". Other formats have OpenTelemetry's kinds under the same name.
  private static let openInferenceKinds: [StaticString] = [
    "LLM", "EMBEDDING", "CHAIN", "RETRIEVER", "RERANKER", "TOOL", "AGENT", "GUARDRAIL", "EVALUATOR", "PROMPT",
  ]

  /// Fills `record` from a console log record of the Python SDK or a log object of the JavaScript SDK.
  static func decode(_ node: JSONNode, into record: TraceLogRecord) {
    OTLPJSONDecoder.decode(node, into: record)
    let context = node.member("spanContext", "_spanContext")
    record.traceID = record.traceID ?? context?.member("traceId").flatMap { Identifier($0, .trace) }
    record.spanID = record.spanID ?? context?.member("spanId").flatMap { Identifier($0, .span) }
    if record.time == 0 {
      record.time = time(node.member("timestamp", "observed_timestamp", "hrTime", "hrTimeObserved"))
    }
    if record.body == nil { record.body = node["_body"] }
    record.serviceName = serviceName(of: node)
  }

  private static func serviceName(of node: JSONNode) -> String? {
    if let attributes = node["resource"]?.member("attributes", "_attributes"),
      let name = ResourceDecoder.serviceName(attributes: attributes)
    {
      return name
    }
    return node.member("service_name", "serviceName")?.string
  }

  private static func decodeStatus(of node: JSONNode, into span: inout TraceSpan) {
    guard let status = node.member("status", "status_code") else { return }
    let code = status.isObject ? status.member("status_code", "code") : status
    span.statusMessage = (status.member("description", "message") ?? node["status_message"])?.text
    guard let code else { return }
    // OTLP's and the JavaScript SDK's enum has 2; words may have a prefix: "StatusCode.ERROR", "STATUS_CODE_ERROR".
    span.isError = code.int == 2 || code.string.map { $0.uppercased().hasSuffix("ERROR") } == true
  }

  private static func decodeEvent(_ node: JSONNode, into event: SpanEvent) {
    event.name = node.member("name", "event_name")?.text ?? ""
    event.time = time(node.member("timestamp", "time", "timeUnixNano", "time_unix_nano", "time_ns"))
    if let attributes = node["attributes"] { OTLPJSONDecoder.append(attributes, to: &event.attributes) }
    if let body = node["body"] { event.body = AnyValue.value(of: body) }
  }

  /// RFC 3339 text, `[seconds, nanoseconds]`, or a number whose size tells its unit.
  private static func time(_ node: JSONNode?) -> Int64 {
    guard let node else { return 0 }
    if node.isArray {
      guard let seconds = node[0]?.int, let nanoseconds = node[1]?.int else { return 0 }
      return Timestamp.nanoseconds(seconds, of: 1_000_000_000, plus: nanoseconds) ?? 0
    }
    if let number = node.long { return nanoseconds(ofUnknownUnit: number) }
    if let seconds = node.double, seconds.isFinite, abs(seconds) < 9e9 { return Int64(seconds * 1e9) }
    return node.string.flatMap { Timestamp.nanoseconds(rfc3339: $0) } ?? 0
  }

  /// Seconds, milli-, micro- or nanoseconds since 1970: for any time between 1973 and 2286 the size is unambiguous.
  private static func nanoseconds(ofUnknownUnit number: Int64) -> Int64 {
    let unit: Int64 =
      switch number.magnitude {
      case ..<10_000_000_000: 1_000_000_000
      case ..<10_000_000_000_000: 1_000_000
      case ..<10_000_000_000_000_000: 1_000
      default: 1
      }
    return Timestamp.nanoseconds(number, of: unit) ?? 0
  }
}

/// What is kept of a resource: its service.
enum ResourceDecoder {
  /// The service of a resource object `{"attributes": […]}`.
  static func serviceName(_ resource: JSONNode) -> String? {
    resource["attributes"].flatMap { serviceName(attributes: $0) }
  }

  static func serviceName(attributes: JSONNode) -> String? {
    if attributes.isObject { return attributes["service.name"].flatMap { AnyValue.value(of: $0).text } }
    for entry in attributes.elements {
      guard let key = entry.member("key", "Key"), key == "service.name" else { continue }
      return entry.member("value", "Value").flatMap { AnyValue.value(of: $0).text }
    }
    return nil
  }
}
