import Testing

@testable import TraceReader

@Suite("A span of more events than anybody has")
struct EventLimitTests {
  private static let attribute = #"{"key":"gen_ai.prompt","value":{"stringValue":"q"}}"#

  private static func list(_ count: Int) -> String {
    "[" + Array(repeating: "{}", count: count).joined(separator: ",") + "]"
  }

  private static func otlp(_ count: Int) -> [UInt8] {
    let spans = [count, 1].enumerated().map { number, count in
      #"{"traceId":"00000000000000000000000000000001","spanId":"000000000000000\#(number + 1)","name":"chat","#
        + #""events":\#(list(count)),"attributes":[\#(attribute)]}"#
    }
    return Array(
      (#"{"resourceSpans":[{"scopeSpans":[{"spans":["# + spans.joined(separator: ",") + "]}]}]}").utf8)
  }

  private static func jaeger(_ count: Int) -> [UInt8] {
    let spans = [count, 1].enumerated().map { number, count in
      #"{"traceID":"a1","spanID":"b\#(number + 1)","operationName":"chat","logs":\#(list(count)),"#
        + #""tags":[{"key":"gen_ai.prompt","type":"string","value":"q"}]}"#
    }
    return Array((#"{"data":[{"traceID":"a1","spans":["# + spans.joined(separator: ",") + "]}]}").utf8)
  }

  private static func flat(_ count: Int) -> [UInt8] {
    let spans = [count, 1].enumerated().map { number, count in
      #"{"name":"chat","context":{"trace_id":"0xa1","span_id":"0xb\#(number + 1)"},"#
        + #""attributes":{"gen_ai.prompt":"q"},"events":\#(list(count))}"#
    }
    return Array(("[" + spans.joined(separator: ",") + "]").utf8)
  }

  private static func protobuf(_ count: Int) -> [UInt8] {
    let events = WireWriter.message { for _ in 0..<count { $0.bytes(11, []) } }
    return ProtobufDump.request([ProtobufDump.span(0) + events, ProtobufDump.span(1)])
  }

  /// Numbers of events by span.
  private final class EventSink: TraceSink {
    var events: [Int] = []
    var problems: [String] = []

    func receive(_ span: inout TraceSpan) { events.append(span.events.count) }
    func receive(_ record: inout TraceLogRecord) {}
    func sawTrace(_ id: Identifier) {}
    func service(_ name: String, of resource: ResourceReference) {}
    func forgetReferences() {}
    func report(_ problem: InputError) { problems.append("\(problem.severity): \(problem.problem)") }
  }

  private static func read(_ bytes: [UInt8]) -> (sink: EventSink, reading: DumpReading) {
    let sink = EventSink()
    let reader = DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: 64 << 20)
    return (sink, reader.read(MemorySource(bytes, chunk: .max), name: "dump", number: 0, into: sink))
  }

  enum Form: CaseIterable {
    case otlp, jaeger, flat, protobuf

    func dump(_ count: Int) -> [UInt8] {
      switch self {
      case .otlp: EventLimitTests.otlp(count)
      case .jaeger: EventLimitTests.jaeger(count)
      case .flat: EventLimitTests.flat(count)
      case .protobuf: EventLimitTests.protobuf(count)
      }
    }
  }

  @Test("keeps the first, tells of the others once, and counts as any other", arguments: Form.allCases)
  func limit(form: Form) {
    let limit = TraceSpan.maximumEventCount
    let (whole, _) = Self.read(form.dump(limit))
    #expect(whole.events.first == limit)
    #expect(whole.problems.isEmpty)
    let (cut, reading) = Self.read(form.dump(limit + 10))
    #expect(cut.events.first == limit)
    // The next span has its own.
    #expect(cut.events == [limit, whole.events.last])
    #expect(reading.counts.spans == 2)
    #expect(
      cut.problems == [
        "damage: expected a span of at most 65536 events, found one of 65546; those behind are left out"
      ])
  }
}
