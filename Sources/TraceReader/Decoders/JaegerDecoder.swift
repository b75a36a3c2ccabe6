// Unsafe code: reads the text of a name inside `withText` and copies it.

/// Spans of Jaeger JSON: the UI's and query API's form, Elasticsearch documents, the anonymizer's, and the protobuf-JSON
/// of the old domain model (jaegertracing/jaeger `internal/uimodel/model.go`, `…/elasticsearch/…/dbmodel/model.go`,
/// jaeger-idl `model.proto`).
enum JaegerDecoder {
  /// Fills `span` from the span object at the root of its own tree. False when the object has no ids. The input's number is
  /// for a reference to the span's process.
  static func decode(_ node: JSONNode, into span: inout TraceSpan, context: SpanContext, input: UInt32)
    -> Bool
  {
    let tree = node.tree
    let members = JaegerMembers(of: node.index, in: tree)
    guard let traceID = tree.identifier(members.traceID.value, .trace),
      let spanID = tree.identifier(members.spanID.value, .span)
    else { return false }
    span.traceID = traceID
    span.spanID = spanID
    span.name = tree.text(members.operationName) ?? ""
    span.parentSpanID = parent(members, tree, traceID: traceID)
    span.startTime = time(members.startTime, tree)
    span.endTime = end(of: span.startTime, lasting: duration(members.duration, tree))
    if let tags = members.tags { append(tags, of: tree, to: &span.attributes) }
    if let tag = tree.node(members.tag), tag.isObject { append(map: tag, to: &span.attributes) }
    span.attributes.index()
    takeStandardTags(of: &span)
    if let logs = members.logs {
      tree.forEachElement(of: logs) { log in
        if let place = span.appendEvent() { decodeLog(log, of: tree, into: place) }
      }
    }
    if let process = members.process, let service = tree.text(tree.member("serviceName", of: process)) {
      span.serviceName = service
    } else if let id = tree.text(members.processID.value) {
      if let service = context.processes?[id] {
        span.serviceName = service
      } else if let offset = context.resourceOffset {
        span.resource = ResourceReference(input: input, offset: offset, process: id)
      }
    } else {
      span.serviceName = context.processes?.only
    }
    return true
  }

  /// CHILD_OF in the same trace, else FOLLOWS_FROM in the same trace, else the old field. References into other traces
  /// are span links.
  private static func parent(_ members: JaegerMembers, _ tree: JSONTree, traceID: Identifier) -> String? {
    var follows: String?
    var child: String?
    if let references = members.references {
      tree.forEachElement(of: references) { reference in
        guard child == nil else { return }
        let reference = JaegerMembers(of: reference, in: tree)
        if let other = reference.traceID.value, !tree.areSameStrings(other, members.traceID.value),
          let id = tree.identifier(other, .trace), id.canonical != traceID.canonical
        {
          return
        }
        guard let id = tree.identifier(reference.spanID.value, .span), !id.isRoot else { return }
        if !isFollowing(reference.refType, tree) {
          child = id.canonical
        } else {
          follows = follows ?? id.canonical
        }
      }
    }
    if let parent = child ?? follows { return parent }
    let id = tree.identifier(members.parentSpanID.value, .span)
    return id.flatMap { $0.isRoot ? nil : $0.canonical }
  }

  /// Whether a reference's type, by name or number, is FOLLOWS_FROM.
  private static func isFollowing(_ type: UInt32?, _ tree: JSONTree) -> Bool {
    guard let type, !tree.isText(type, "CHILD_OF") else { return false }
    return tree.isText(type, "FOLLOWS_FROM") || tree.int(type) == 1
  }

  private static func end(of start: Int64, lasting duration: Int64) -> Int64 {
    let (end, overflows) = start.addingReportingOverflow(duration)
    return start == 0 || overflows ? 0 : end
  }

  /// Microseconds since 1970, or RFC 3339 in protobuf-JSON.
  private static func time(_ index: UInt32?, _ tree: JSONTree) -> Int64 {
    if let microseconds = tree.long(index) { return Timestamp.nanoseconds(microseconds, of: 1_000) ?? 0 }
    return tree.string(index).flatMap { Timestamp.nanoseconds(rfc3339: $0) } ?? 0
  }

  /// Microseconds, or seconds as `0.000005s` in protobuf-JSON.
  private static func duration(_ index: UInt32?, _ tree: JSONTree) -> Int64 {
    if let microseconds = tree.long(index) { return Timestamp.nanoseconds(microseconds, of: 1_000) ?? 0 }
    guard let text = tree.string(index), text.hasSuffix("s"), let seconds = Double(text.dropLast()),
      abs(seconds) < 9e9
    else { return 0 }
    return Int64(seconds * 1e9)
  }

  private static func append(_ tags: UInt32, of tree: JSONTree, to attributes: inout Attributes) {
    tree.forEachElement(of: tags) { tag in
      // One walk for the three that nearly all tags have and nothing else.
      var (key, value, type): (UInt32?, UInt32?, UInt32?)
      tree.forEachMember(of: tag) { name, member in
        if tree.isNull(member) { return }
        if tree.isText(name, "key") {
          key = member
        } else if tree.isText(name, "value") {
          value = member
        } else if tree.isText(name, "type") {
          type = member
        }
      }
      guard let key, tree.isString(key) else { return }
      if let value, let type, tree.isString(value), !tree.isText(type, "string") {
        let typed = typed(JSONNode(tree: tree, index: value), type: JSONNode(tree: tree, index: type))
        attributes.append(name: key, value: typed.index)
      } else if let value = value ?? valueByType(of: JSONNode(tree: tree, index: tag)) {
        attributes.append(name: key, value: value)
      }
    }
  }

  /// Protobuf-JSON has a member for each type.
  private static func valueByType(of tag: JSONNode) -> UInt32? {
    tag.member("vStr", "vBool", "vInt64", "vFloat64", "vBinary").map { value in
      typed(value, type: tag.member("vType")).index
    }
  }

  /// Elasticsearch documents and the anonymizer write every value as text; the type says what it was.
  private static func typed(_ value: JSONNode, type: JSONNode?) -> JSONNode {
    guard let type, value.isString else { return value }
    if type == "int64" || type == "INT64" || type == "float64" || type == "FLOAT64" {
      return value.double == nil ? value : value.tree.appendAlias(of: value, as: .number)
    }
    if type == "bool" || type == "BOOL", let flag = value.bool {
      return value.tree.appendLiteral(flag ? .true : .false)
    }
    return value
  }

  /// "Tags as fields" of Elasticsearch: names have `@` where they had dots (the default of `es.tags-as-fields.dot-replacement`).
  private static func append(map: JSONNode, to attributes: inout Attributes) {
    for member in map.members {
      let name = unsafe member.name.withText { bytes in
        unsafe bytes.map { $0 == UInt8(ascii: "@") ? UInt8(ascii: ".") : $0 }
      }
      let renamed = unsafe name.withUnsafeBytes { unsafe map.tree.appendString($0) }
      attributes.append(name: renamed, value: member.value)
    }
  }

  /// Undoes what Jaeger's translation of OpenTelemetry data put into tags.
  private static func takeStandardTags(of span: inout TraceSpan) {
    let tags = span.attributes
    span.scopeName = tags.text("otel.scope.name") ?? tags.text("otel.library.name")
    span.scopeVersion = tags.text("otel.scope.version") ?? tags.text("otel.library.version")
    span.statusMessage = tags.text("otel.status_description")
    span.isError = tags["error"]?.bool == true || tags["otel.status_code"].map { $0 == "ERROR" } == true
  }

  /// An OpenTelemetry event: its name is the field `event`, or `message` in older translations.
  private static func decodeLog(_ log: UInt32, of tree: JSONTree, into event: SpanEvent) {
    event.time = time(tree.member("timestamp", of: log), tree)
    if let fields = tree.member("fields", of: log) { append(fields, of: tree, to: &event.attributes) }
    event.attributes.index()
    event.name = event.attributes.text("event") ?? event.attributes.text("message") ?? ""
  }
}
