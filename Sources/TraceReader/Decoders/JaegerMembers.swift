/// The members of a Jaeger span or reference, by index, found in one walk: to ask for one after the other takes ten.
struct JaegerMembers {
  private(set) var traceID = Spellings()
  private(set) var spanID = Spellings()
  private(set) var operationName: UInt32?
  private(set) var references: UInt32?
  private(set) var refType: UInt32?
  private(set) var parentSpanID = Spellings()
  private(set) var startTime: UInt32?
  private(set) var duration: UInt32?
  private(set) var tags: UInt32?
  private(set) var tag: UInt32?
  private(set) var logs: UInt32?
  private(set) var process: UInt32?
  private(set) var processID = Spellings()

  /// Of a member that is repeated the last counts, as `JSON.parse` and jq have it; null is no value.
  init(of object: UInt32, in tree: JSONTree) {
    tree.forEachMember(of: object) { name, member in
      let value = tree.isNull(member) ? nil : member
      // A length leaves two or three names to compare. Protobuf's JSON mapping spells `Id`.
      switch tree.textCount(of: name) {
      case 3: if tree.isText(name, "tag") { tag = value }
      case 4:
        if tree.isText(name, "tags") { tags = value }
        if tree.isText(name, "logs") { logs = value }
      case 6:
        if tree.isText(name, "spanID") { spanID.first = value }
        if tree.isText(name, "spanId") { spanID.second = value }
      case 7:
        if tree.isText(name, "traceID") { traceID.first = value }
        if tree.isText(name, "traceId") { traceID.second = value }
        if tree.isText(name, "refType") { refType = value }
        if tree.isText(name, "process") { process = value }
      case 8: if tree.isText(name, "duration") { duration = value }
      case 9:
        if tree.isText(name, "startTime") { startTime = value }
        if tree.isText(name, "processID") { processID.first = value }
        if tree.isText(name, "processId") { processID.second = value }
      case 10: if tree.isText(name, "references") { references = value }
      case 12:
        if tree.isText(name, "parentSpanID") { parentSpanID.first = value }
        if tree.isText(name, "parentSpanId") { parentSpanID.second = value }
      case 13: if tree.isText(name, "operationName") { operationName = value }
      default: break
      }
    }
  }
}
