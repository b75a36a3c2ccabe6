import Testing

@testable import TraceReader

@Suite("Members under one of their names")
struct SpellingTests {
  private static func tree(_ json: String) throws -> JSONTree {
    let tree = JSONTree()
    try unsafe Array(json.utf8).withUnsafeBytes { try unsafe tree.parse($0) }
    return tree
  }

  private static func text(_ index: UInt32?, in tree: JSONTree) -> String? { tree.node(index)?.text }

  private static func text(_ spellings: Spellings, in tree: JSONTree) -> String? {
    tree.node(spellings)?.text
  }

  @Test("of a Jaeger span: protobuf's spelling counts where the usual one is missing or null")
  func jaeger() throws {
    for (json, traceID) in [
      (#"{"traceId":"b"}"#, "b"), (#"{"traceId":"b","traceID":"a"}"#, "a"),
      (#"{"traceID":"a","traceId":"b"}"#, "a"), (#"{"traceID":null,"traceId":"b"}"#, "b"),
      (#"{"traceId":"a","traceId":"b"}"#, "b"), (#"{"traceID":"a","traceId":"b","traceID":null}"#, "b"),
    ] {
      let tree = try Self.tree(json)
      #expect(Self.text(JaegerMembers(of: tree.root.index, in: tree).traceID, in: tree) == traceID)
    }
    let tree = try Self.tree(
      #"{"spanId":1,"parentSpanId":2,"processId":3,"operationName":4,"startTime":5,"duration":6,"tags":7,"tag":8,"logs":9,"process":10,"references":11,"refType":12,"flags":13}"#
    )
    let members = JaegerMembers(of: tree.root.index, in: tree)
    let found = [
      members.spanID.value, members.parentSpanID.value, members.processID.value, members.operationName,
      members.startTime,
      members.duration, members.tags, members.tag, members.logs, members.process, members.references,
      members.refType,
    ]
    #expect(found.map { Self.text($0, in: tree) } == (1...12).map { String($0) })
  }

  @Test(
    "of an OTLP span, event or log record: as the mapping spells them, or as the .proto does",
    arguments: [
      #"{"traceId":1,"spanId":2,"parentSpanId":3,"name":4,"startTimeUnixNano":5,"endTimeUnixNano":6,"timeUnixNano":7,"observedTimeUnixNano":8,"status":9,"attributes":10,"events":11,"eventName":12,"body":13,"droppedAttributesCount":14,"droppedEventsCount":15,"kind":16}"#,
      #"{"trace_id":1,"span_id":2,"parent_span_id":3,"name":4,"start_time_unix_nano":5,"end_time_unix_nano":6,"time_unix_nano":7,"observed_time_unix_nano":8,"status":9,"attributes":10,"events":11,"event_name":12,"body":13,"dropped_attributes_count":14,"dropped_events_count":15}"#,
      #"{"trace_id":0,"traceId":1,"spanID":2,"parent_span_id":0,"parentSpanId":3,"name":4,"start_time_unix_nano":0,"startTimeUnixNano":5,"endTimeUnixNano":6,"end_time_unix_nano":0,"timeUnixNano":7,"time_unix_nano":0,"observed_time_unix_nano":0,"observedTimeUnixNano":8,"status":9,"attributes":10,"events":11,"event_name":0,"eventName":12,"body":13,"dropped_attributes_count":0,"droppedAttributesCount":14,"dropped_events_count":0,"droppedEventsCount":15}"#,
    ])
  func otlp(json: String) throws {
    let tree = try Self.tree(json)
    let members = OTLPMembers(of: tree.root.index, in: tree)
    let found = [
      members.traceID.value, members.spanID.value, members.parentSpanID.value, members.name,
      members.startTime.value, members.endTime.value, members.time.value, members.observedTime.value,
      members.status, members.attributes, members.events, members.eventName.value, members.body,
      members.droppedAttributesCount.value, members.droppedEventsCount.value,
    ]
    #expect(found.map { Self.text($0, in: tree) } == (1...15).map { String($0) })
  }
}
