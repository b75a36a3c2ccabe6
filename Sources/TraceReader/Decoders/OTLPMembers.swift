/// The members of an OTLP span, event or log record, by index, found in one walk: to ask for one after the other takes a
/// dozen.
struct OTLPMembers {
  private(set) var traceID: UInt32?
  private(set) var spanID: UInt32?
  private(set) var parentSpanID: UInt32?
  private(set) var name: UInt32?
  private(set) var startTime: UInt32?
  private(set) var endTime: UInt32?
  private(set) var time: UInt32?
  private(set) var observedTime: UInt32?
  private(set) var status: UInt32?
  private(set) var attributes: UInt32?
  private(set) var events: UInt32?
  private(set) var eventName: UInt32?
  private(set) var body: UInt32?
  private(set) var droppedAttributesCount: UInt32?
  private(set) var droppedEventsCount: UInt32?

  /// Null values are left out; of a member that is repeated the last counts.
  init(of object: JSONNode) {
    let tree = object.tree
    tree.forEachMember(of: object.index) { name, value in
      guard !tree.isNull(value) else { return }
      // A length leaves a few names to compare. Beside the lowerCamelCase of protobuf's JSON mapping the names of the
      // `.proto` are met; where both stand, the former count.
      switch tree.textCount(of: name) {
      case 4:
        if tree.isText(name, "name") { self.name = value }
        if tree.isText(name, "body") { body = value }
      case 6:
        if tree.isText(name, "spanId") { spanID = value }
        if spanID == nil, tree.isText(name, "spanID") { spanID = value }
        if tree.isText(name, "status") { status = value }
        if tree.isText(name, "events") { events = value }
      case 7:
        if tree.isText(name, "traceId") { traceID = value }
        if traceID == nil, tree.isText(name, "traceID") { traceID = value }
        if spanID == nil, tree.isText(name, "span_id") { spanID = value }
      case 8: if traceID == nil, tree.isText(name, "trace_id") { traceID = value }
      case 9: if tree.isText(name, "eventName") { eventName = value }
      case 10:
        if tree.isText(name, "attributes") { attributes = value }
        if eventName == nil, tree.isText(name, "event_name") { eventName = value }
      case 12:
        if tree.isText(name, "parentSpanId") { parentSpanID = value }
        if tree.isText(name, "timeUnixNano") { time = value }
      case 14:
        if parentSpanID == nil, tree.isText(name, "parent_span_id") { parentSpanID = value }
        if time == nil, tree.isText(name, "time_unix_nano") { time = value }
      case 15: if tree.isText(name, "endTimeUnixNano") { endTime = value }
      case 17:
        if tree.isText(name, "startTimeUnixNano") { startTime = value }
      case 18:
        if endTime == nil, tree.isText(name, "end_time_unix_nano") { endTime = value }
        if tree.isText(name, "droppedEventsCount") { droppedEventsCount = value }
      case 20:
        if startTime == nil, tree.isText(name, "start_time_unix_nano") { startTime = value }
        if droppedEventsCount == nil, tree.isText(name, "dropped_events_count") { droppedEventsCount = value }
        if tree.isText(name, "observedTimeUnixNano") { observedTime = value }
      case 22: if tree.isText(name, "droppedAttributesCount") { droppedAttributesCount = value }
      case 23:
        if observedTime == nil, tree.isText(name, "observed_time_unix_nano") { observedTime = value }
      case 24:
        if droppedAttributesCount == nil, tree.isText(name, "dropped_attributes_count") {
          droppedAttributesCount = value
        }
      default: break
      }
    }
  }
}
