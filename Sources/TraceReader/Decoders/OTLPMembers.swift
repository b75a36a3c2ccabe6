/// The members of an OTLP span, event or log record, by index, found in one walk: to ask for one after the other takes a
/// dozen.
struct OTLPMembers {
  private(set) var traceID = Spellings()
  private(set) var spanID = Spellings()
  private(set) var parentSpanID = Spellings()
  private(set) var name: UInt32?
  private(set) var startTime = Spellings()
  private(set) var endTime = Spellings()
  private(set) var time = Spellings()
  private(set) var observedTime = Spellings()
  private(set) var status: UInt32?
  private(set) var attributes: UInt32?
  private(set) var events: UInt32?
  private(set) var eventName = Spellings()
  private(set) var body: UInt32?
  private(set) var droppedAttributesCount = Spellings()
  private(set) var droppedEventsCount = Spellings()

  /// Of a member that is repeated the last counts, as `JSON.parse` and jq have it; null is no value.
  init(of object: UInt32, in tree: JSONTree) {
    tree.forEachMember(of: object) { name, member in
      let value = tree.isNull(member) ? nil : member
      // A length leaves a few names to compare. Beside the lowerCamelCase of protobuf's JSON mapping the names of the
      // `.proto` are met, and `ID`.
      switch tree.textCount(of: name) {
      case 4:
        if tree.isText(name, "name") { self.name = value }
        if tree.isText(name, "body") { body = value }
      case 6:
        if tree.isText(name, "spanId") { spanID.first = value }
        if tree.isText(name, "spanID") { spanID.third = value }
        if tree.isText(name, "status") { status = value }
        if tree.isText(name, "events") { events = value }
      case 7:
        if tree.isText(name, "traceId") { traceID.first = value }
        if tree.isText(name, "traceID") { traceID.third = value }
        if tree.isText(name, "span_id") { spanID.second = value }
      case 8: if tree.isText(name, "trace_id") { traceID.second = value }
      case 9: if tree.isText(name, "eventName") { eventName.first = value }
      case 10:
        if tree.isText(name, "attributes") { attributes = value }
        if tree.isText(name, "event_name") { eventName.second = value }
      case 12:
        if tree.isText(name, "parentSpanId") { parentSpanID.first = value }
        if tree.isText(name, "timeUnixNano") { time.first = value }
      case 14:
        if tree.isText(name, "parent_span_id") { parentSpanID.second = value }
        if tree.isText(name, "time_unix_nano") { time.second = value }
      case 15: if tree.isText(name, "endTimeUnixNano") { endTime.first = value }
      case 17:
        if tree.isText(name, "startTimeUnixNano") { startTime.first = value }
      case 18:
        if tree.isText(name, "end_time_unix_nano") { endTime.second = value }
        if tree.isText(name, "droppedEventsCount") { droppedEventsCount.first = value }
      case 20:
        if tree.isText(name, "start_time_unix_nano") { startTime.second = value }
        if tree.isText(name, "dropped_events_count") { droppedEventsCount.second = value }
        if tree.isText(name, "observedTimeUnixNano") { observedTime.first = value }
      case 22: if tree.isText(name, "droppedAttributesCount") { droppedAttributesCount.first = value }
      case 23:
        if tree.isText(name, "observed_time_unix_nano") { observedTime.second = value }
      case 24:
        if tree.isText(name, "dropped_attributes_count") { droppedAttributesCount.second = value }
      default: break
      }
    }
  }
}
