import Foundation
import TestSupport
import Testing

@testable import TraceReader

/// Keeps what belongs to which object.
private final class ObjectSink: TraceSink {
  var spans: [String] = []
  var objects: [(range: Range<Int64>, spans: [String], services: [String])] = []
  var unseekable = 0
  /// Objects that have ended without telling all that spans wait for, or after it.
  var awaited: [Int64] = []
  private var services: [String] = []
  private var isOpen = false

  func receive(_ span: inout TraceSpan) { spans.append(span.spanID.spelling) }
  func receive(_ record: inout TraceLogRecord) {}
  func sawTrace(_ id: Identifier) {}
  func service(_ name: String, of resource: ResourceReference) { services.append(name) }
  func forgetReferences() { isOpen = false }
  func forgetReferences(into object: Int64) { awaited.append(object) }
  func report(_ problem: InputError) {}

  func beginTrace() {
    isOpen = true
    (spans, services) = ([], [])
  }

  func endTrace(at range: Range<Int64>?) {
    if range == nil { unseekable += 1 }
    if isOpen, let range { objects.append((range, spans, services)) }
    isOpen = false
  }

  static func reading(_ bytes: [UInt8], chunk: Int = .max) -> ObjectSink {
    let sink = ObjectSink()
    let reader = DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: 1 << 20)
    _ = reader.read(MemorySource(bytes, chunk: chunk), name: "dump", number: 3, into: sink)
    return sink
  }
}

@Suite("Objects that tell a trace in one piece")
struct TraceObjectTests {
  @Test func `are told with their range at every split, and can be read again`() throws {
    let dump = Array(("\n " + Dump.jaeger(1...4) + "\n" + Dump.jaeger(5...5)).utf8)
    for chunk in Array(1...64) + [dump.count] {
      let objects = ObjectSink.reading(dump, chunk: chunk).objects
      #expect(objects.count == 5)
      for (number, object) in objects.enumerated() {
        #expect(object.spans == ["bb\(number + 1)1", "bb\(number + 1)2"] && object.services == ["shop"])
        let bytes = Array(dump[Int(object.range.lowerBound)..<Int(object.range.upperBound)])
        #expect(bytes.first == UInt8(ascii: "{") && bytes.last == UInt8(ascii: "}"))
        let again = ObjectSink()
        DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: 1 << 20).read(
          traceAt: object.range.lowerBound, MemorySource(bytes, chunk: chunk), name: "dump", number: 3,
          into: again)
        let found = try #require(again.objects.first)
        #expect(again.objects.count == 1 && found.range == object.range && found.spans == object.spans)
        #expect(found.services == object.services)
      }
    }
  }

  @Test func `end what spans wait for, each its own`() {
    let span = Dump.jaegerSpan(1, trace: 1)
    let untold = #"{"traceID":"aa1","spans":[\#(span)],"processes":{}}"#
    let told = Dump.jaeger(1...1)
    let before = #"{"traceID":"aa1","processes":{"p1":{"serviceName":"shop"}},"spans":[\#(span)]}"#
    let lines = [untold, before, told, #"{"data":[\#(untold),\#(before)]}"#, Dump.line(1...1)]
    let sink = ObjectSink.reading(Array(lines.joined(separator: "\n").utf8))
    let starts = lines.indices.map { lines[..<$0].reduce(0) { $0 + Int64($1.utf8.count) + 1 } }
    let data = Int64(#"{"data":["#.utf8.count)
    #expect(sink.awaited == [starts[0], starts[2] + data, starts[3] + data])
  }

  @Test
  func `are not those that something around them tells more of, that are broken, or that were compressed`()
    throws
  {
    #expect(ObjectSink.reading(Array(Dump.line(1...3).utf8)).objects.isEmpty)
    let span = Dump.jaegerSpan(1, trace: 1)
    let inner = #"{"traceID":"aa1","spans":[\#(span)]}"#
    #expect(ObjectSink.reading(Array(inner.utf8)).objects.count == 1)
    let outer = #"{"processes":{"p1":{"serviceName":"shop"}},"data":[\#(inner)]}"#
    #expect(ObjectSink.reading(Array(outer.utf8)).objects.isEmpty)
    let cut = String(Dump.jaeger(1...2).prefix(Dump.jaeger(1...1).utf8.count + 200))
    #expect(ObjectSink.reading(Array(cut.utf8)).objects.count == 1)
    let compressed = ObjectSink.reading(Array(Gzip.compress(Data(Dump.jaeger(1...2).utf8))))
    #expect(compressed.objects.isEmpty && compressed.unseekable == 2)
  }
}
