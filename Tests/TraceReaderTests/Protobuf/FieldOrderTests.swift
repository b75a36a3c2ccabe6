import TestSupport
import Testing

@testable import TraceReader

@Suite("Fields of protobuf messages, in any order")
struct FieldOrderTests {
  /// What was read, with services where they were told later, and without offsets.
  private static func read(_ bytes: [UInt8], chunk: Int = .max) -> (spans: [[String]], records: [[String]]) {
    let (sink, _) = ProtobufSink.read(bytes, .init(chunk: chunk))
    #expect(sink.problems.isEmpty, "\(sink.problems)")
    let spans = zip(sink.spans, sink.references).map { lines, reference in
      let told = sink.services.last { $0.hasSuffix(" of \(reference?.offset ?? -1)") }
      let service = told.map { "service " + $0.split(separator: " ")[0] }
      return lines.dropLast().map { $0 == "service -" ? service ?? $0 : $0 }
    }
    // Of records, which service they have is not told again.
    let records = sink.records.map { lines in
      lines.dropLast().map { line in
        String(line[..<(line.firstRange(of: " service ")?.lowerBound ?? line.endIndex)])
      }
    }
    return (spans, records)
  }

  @Test("mean the same, at every level, and so do messages in parts and values that are repeated")
  func shuffled() {
    var random = SplitMix(seed: 161)
    for round in 0..<300 {
      let samples = (0..<Int.random(in: 1..<5, using: &random)).map { _ in SampleSpan(random: &random) }
      let request = ProtobufDump.request(samples.map(\.wire))
      let shuffled = MessageSchema.request(of: .span).shuffled(request, using: &random)
      let packaging = ProtobufPackaging.allCases.randomElement(using: &random)!
      let chunk = [Int.max, 1000, 7].randomElement(using: &random)!
      let found = Self.read(ProtobufDump.file(packaging, [shuffled, shuffled]), chunk: chunk).spans
      let expected = Self.read(ProtobufDump.file(packaging, [request, request])).spans
      #expect(found.count == expected.count, "round \(round)")
      for (one, other) in zip(found, expected) { expectSame(one, other) }
    }
  }

  @Test("mean the same in log records")
  func shuffledRecords() {
    var random = SplitMix(seed: 7)
    let request = ProtobufDump.request((0..<4).map { ProtobufDump.logRecord($0) })
    let expected = Self.read(request).records
    for _ in 0..<200 {
      let shuffled = MessageSchema.request(of: .logRecord).shuffled(request, using: &random)
      #expect(Self.read(shuffled).records == expected)
    }
  }

  @Test(
    "tell the scope of spans before it also when they are more than is buffered, and say so where it is too far away"
  )
  func distantScope() {
    let span = ProtobufDump.span(1, name: String(repeating: "x", count: 90_000))
    for (count, isKnown) in [(20, true), (200, false)] {
      let bytes = WireWriter.message {
        $0.message(1) {
          $0.message(2) {
            for _ in 0..<count { $0.bytes(2, span) }
            $0.message(1) { $0.text(1, "openai") }
          }
        }
      }
      let (sink, _) = ProtobufSink.read(bytes, .init(chunk: 64 << 10))
      #expect(sink.spans.count == count)
      #expect(sink.spans.allSatisfy { $0.contains(isKnown ? "scope openai -" : "scope - -") })
      #expect(sink.problems.count == (isKnown ? 0 : 1))
      #expect(sink.problems.allSatisfy { $0.problem.contains("their library is not known") })
    }
  }

  @Test("let a span be told that is larger than what is looked at, with its ids last")
  func largeSpan() {
    var sample = SampleSpan()
    sample.attributes = [(Array("gen_ai.prompt".utf8), .string(Array(repeating: 0x78, count: 200_000)))]
    let bytes = ProtobufDump.request([Array(sample.fields.reversed().joined())])
    #expect(Self.read(bytes).spans.count == 1)
  }

  // MARK: Messages with a line feed behind each

  private static let requests = [
    ProtobufDump.request((0..<3).map { ProtobufDump.span($0) }),
    ProtobufDump.request((0..<2).map { ProtobufDump.logRecord($0) }),
    // As long as a line feed's value, and a scope without spans.
    WireWriter.message { $0.message(1) { $0.text(3, "schema-u") } },
    WireWriter.message { $0.message(1) { $0.message(1) { $0.text(3, "future") } } },
    ProtobufDump.request(service: "pay", [ProtobufDump.span(3), ProtobufDump.span(4)]),
  ]

  private static func lines(_ requests: [[UInt8]]) -> [UInt8] {
    requests.reduce(into: []) { $0 += $1 + [0x0A] }
  }

  @Test("are read with a line feed behind each message, in any order and at every split", arguments: 0..<12)
  func lineFeeds(round: Int) {
    var random = SplitMix(seed: UInt64(round))
    let requests = Self.requests.shuffled(using: &random)
    let lines = Self.lines(requests)
    let found = Self.read(lines)
    let expected = Self.read(ProtobufDump.file(.lengthPrefixed, requests))
    #expect(found.spans == expected.spans)
    #expect(found.records == expected.records)
    #expect(lines.withUnsafeBytes { ProtobufPackaging.detect($0) } == .bare)
    for chunk in [1, 2, 3, 13, 64, 100] {
      #expect(Self.read(lines, chunk: chunk).spans == expected.spans)
      #expect(Self.read(lines.dropLast(), chunk: chunk).spans == expected.spans)
    }
  }

  @Test("count positions of log records anew behind a line feed")
  func positions() {
    let lines = Self.lines([Self.requests[1], Self.requests[1]])
    #expect(ProtobufSink.read(lines).sink.positions == [1, 2, 1, 2])
  }

  @Test("are found again behind a damaged message with a line feed")
  func damage() {
    var broken = Self.requests[0]
    broken[30] = 0xFF
    let lines = Self.lines([Self.requests[0], broken, Self.requests[4]])
    let (sink, _) = ProtobufSink.read(lines)
    #expect(sink.problems.count == 1)
    #expect(sink.spans.count >= 5)
  }
}
