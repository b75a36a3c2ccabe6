/// Spans and log records of OTLP JSON: opentelemetry-proto `docs/specification.md`, with the deviations that dumps have
/// (snake_case, enum names, base64 ids, attributes as a plain object, null in place of an empty list).
package enum OTLPJSONDecoder {
  /// Fills `span` from the span object at the root of its own tree. False when the object has no ids: not a span.
  package static func decode(_ node: JSONNode, into span: inout TraceSpan) -> Bool {
    let tree = node.tree
    let members = OTLPMembers(of: node.index, in: tree)
    guard let traceID = tree.identifier(members.traceID.value, .trace),
      let spanID = tree.identifier(members.spanID.value, .span)
    else { return false }
    span.traceID = traceID
    span.spanID = spanID
    let parent = tree.identifier(members.parentSpanID.value, .span)
    span.parentSpanID = parent.flatMap { $0.isRoot ? nil : $0.canonical }
    span.name = tree.text(members.name) ?? ""
    span.startTime = tree.long(members.startTime.value) ?? 0
    span.endTime = tree.long(members.endTime.value) ?? 0
    span.droppedAttributesCount = count(members.droppedAttributesCount.value, tree)
    span.droppedEventsCount = count(members.droppedEventsCount.value, tree)
    if let status = tree.node(members.status) { decodeStatus(status, into: &span) }
    if let attributes = tree.node(members.attributes) { append(attributes, to: &span.attributes) }
    if let events = members.events {
      tree.forEachElement(of: events) { event in
        if let place = span.appendEvent() { decodeEvent(event, of: tree, into: place) }
      }
    }
    return true
  }

  private static func decodeEvent(_ index: UInt32, of tree: JSONTree, into event: SpanEvent) {
    let members = OTLPMembers(of: index, in: tree)
    event.name = tree.text(members.name) ?? ""
    event.time = tree.long(members.time.value) ?? 0
    event.droppedAttributesCount = count(members.droppedAttributesCount.value, tree)
    if let attributes = tree.node(members.attributes) { append(attributes, to: &event.attributes) }
  }

  private static func decodeStatus(_ node: JSONNode, into span: inout TraceSpan) {
    span.statusMessage = node["message"]?.text
    guard let code = node["code"] else { return }
    span.isError = code.int == 2 || code == "STATUS_CODE_ERROR" || code == "ERROR" || code == "Error"
  }

  /// Fills `record` from the log record object at the root of its own tree.
  package static func decode(_ node: JSONNode, into record: TraceLogRecord) {
    let tree = node.tree
    let members = OTLPMembers(of: node.index, in: tree)
    record.traceID = tree.identifier(members.traceID.value, .trace)
    record.spanID = tree.identifier(members.spanID.value, .span)
    if record.traceID?.isRoot == true { record.traceID = nil }
    if record.spanID?.isRoot == true { record.spanID = nil }
    let time = tree.long(members.time.value) ?? 0
    let observed = tree.long(members.observedTime.value) ?? 0
    record.time = time != 0 ? time : observed
    if let attributes = tree.node(members.attributes) { append(attributes, to: &record.attributes) }
    record.eventName = tree.text(members.eventName.value) ?? record.attributes.text("event.name") ?? ""
    if let body = tree.node(members.body) { record.body = AnyValue.value(of: body) }
  }

  /// Attributes as a list of key and value, or as a plain object.
  static func append(_ node: JSONNode, to attributes: inout Attributes) {
    if node.isObject {
      for member in node.members {
        if member.value.isObject, nestedNames.contains(where: { member.name == $0 }) {
          append(nested: member.value, named: member.name.string ?? "", to: &attributes, depth: 0)
        } else {
          attributes.append(name: member.name, value: AnyValue.value(of: member.value))
        }
      }
    } else {
      let tree = node.tree
      tree.forEachElement(of: node.index) { entry in
        var (keys, values) = (Spellings(), Spellings())
        tree.forEachMember(of: entry) { name, member in
          let value = tree.isNull(member) ? nil : member
          switch tree.textCount(of: name) {
          case 3:
            if tree.isText(name, "key") { keys.first = value }
            if tree.isText(name, "Key") { keys.second = value }
          case 5:
            if tree.isText(name, "value") { values.first = value }
            if tree.isText(name, "Value") { values.second = value }
          default: break
          }
        }
        guard let key = keys.value, tree.isString(key), let value = values.value else { return }
        attributes.append(name: key, value: AnyValue.value(at: value, in: tree))
      }
    }
    attributes.index()
  }

  /// First parts of names under which Phoenix nests attributes, lists too where they are OpenInference's.
  private static let nestedNames: [StaticString] = ["llm", "openinference", "gen_ai", "input", "output"]
  private static let deepestNesting = 16

  /// Adds what is inside an object or list under names that are joined by dots.
  private static func append(
    nested node: JSONNode, named name: String, to attributes: inout Attributes, depth: Int
  ) {
    if node.isObject, depth < deepestNesting {
      for member in node.members {
        append(
          nested: member.value, named: "\(name).\(member.name.string ?? "")", to: &attributes,
          depth: depth + 1)
      }
    } else if node.isArray, name.hasPrefix("llm."), node.first?.isObject == true, depth < deepestNesting {
      for (position, element) in node.elements.enumerated() {
        append(nested: element, named: "\(name).\(position)", to: &attributes, depth: depth + 1)
      }
    } else {
      attributes.append(name: node.tree.appendString(name), value: node)
    }
  }

  private static func count(_ index: UInt32?, _ tree: JSONTree) -> Int {
    Int(truncatingIfNeeded: max(0, tree.long(index) ?? 0))
  }
}
