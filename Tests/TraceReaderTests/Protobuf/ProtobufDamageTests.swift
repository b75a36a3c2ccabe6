import TestSupport
import Testing

@testable import TraceReader

@Suite("A damaged dump of OTLP protobuf")
struct ProtobufDamageTests {
  private static let requests = [
    ProtobufDump.request((0..<2).map { ProtobufDump.span($0) }),
    ProtobufDump.request([ProtobufDump.span(2)] + (0..<2).map { ProtobufDump.logRecord($0) }),
  ]

  /// Where each span ends in a file.
  private func ends(of spans: [[String]]) -> [Int] {
    spans.enumerated().compactMap { number, summary in
      summary.last.flatMap { Int($0.split(separator: " ")[1]) }.map {
        $0 + ProtobufDump.span(UInt8(number)).count
      }
    }
  }

  @Test("gives every span before a cut, and one problem", arguments: ProtobufPackaging.allCases)
  func cuts(packaging: ProtobufPackaging) {
    let bytes = ProtobufDump.file(packaging, Self.requests)
    let whole = ProtobufSink.read(bytes).sink.spans
    let ends = ends(of: whole)
    #expect(ends.count == 3)
    let records = [0, ProtobufDump.file(packaging, [Self.requests[0]]).count, bytes.count]
    // The tag of the next bare request alone is also a line feed behind the one before.
    let wholes = packaging == .bare ? records + records.map { $0 + 1 } : records
    for count in 0...bytes.count where packaging != .bare || count != 1 {
      let (sink, _) = ProtobufSink.read(Array(bytes[..<count]), .init(packaging: packaging))
      #expect(sink.spans == Array(whole.prefix(ends.count { $0 <= count })))
      #expect(sink.problems.count == (wholes.contains(count) ? 0 : 1), "cut after \(count)")
      #expect(
        sink.problems.allSatisfy {
          $0.problem.hasPrefix("ends in the middle of ") && $0.offset == Int64(count)
        })
      // As long as enough is left to tell what it is.
      let detected = ProtobufSink.read(Array(bytes[..<count])).sink
      #expect(detected.problems.count == sink.problems.count)
      #expect(detected.spans.isEmpty || detected.spans == sink.spans)
      if count > records[1] / 2 { #expect(detected.spans == sink.spans) }
    }
  }

  @Test("survives any wrong byte", arguments: ProtobufPackaging.allCases)
  func flips(packaging: ProtobufPackaging) {
    let bytes = ProtobufDump.file(packaging, Self.requests)
    for position in bytes.indices {
      for mask in [0x01, 0x04, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[position] ^= mask
        let (sink, counts) = ProtobufSink.read(damaged, .init(packaging: packaging))
        #expect(sink.spans.count <= 5)
        #expect(counts.spans >= sink.spans.count)
        _ = ProtobufSink.read(damaged, .init(markers: ["gen_ai."]))
      }
    }
  }

  @Test("survives any bytes", arguments: ProtobufPackaging.allCases)
  func noise(packaging: ProtobufPackaging) {
    var random = SplitMix(seed: 7)
    for length in 0..<400 {
      // Small numbers make tags and lengths that lead somewhere.
      let bytes = (0..<length).map { _ in
        UInt8.random(in: 0...255, using: &random) & (length.isMultiple(of: 2) ? 0x1F : 0xFF)
      }
      _ = ProtobufSink.read(bytes, .init(packaging: packaging))
      _ = ProtobufSink.read(bytes)
    }
  }

  @Test("loses only the span that is broken inside", arguments: ProtobufPackaging.allCases)
  func brokenSpan(packaging: ProtobufPackaging) {
    var broken = ProtobufDump.span(1)
    broken[38] = 0xFF
    let spans = [ProtobufDump.span(0), broken, ProtobufDump.span(2)]
    let bytes = ProtobufDump.file(packaging, [ProtobufDump.request(spans), Self.requests[1]])
    let (sink, counts) = ProtobufSink.read(bytes)
    #expect(sink.spans.count == 3)
    #expect(counts.spans == 4)
    #expect(counts.logRecords == 2)
    #expect(sink.problems.count == 1)
  }

  @Test("loses the rest of the smallest message around a wrong length, and says where")
  func brokenScope() throws {
    var scope = WireWriter.message {
      $0.message(1) { $0.text(1, "s") }
      $0.bytes(2, ProtobufDump.span(0))
    }
    let place = scope.count
    scope += [0x12, 0x7F, 0x00]
    let bytes = WireWriter.message {
      $0.message(1) {
        $0.bytes(2, scope)
        $0.message(2) { $0.bytes(2, ProtobufDump.span(1)) }
      }
      $0.message(1) { $0.message(2) { $0.bytes(2, ProtobufDump.span(2)) } }
    }
    let (sink, _) = ProtobufSink.read(bytes)
    #expect(sink.spans.count == 3)
    let start = try #require(bytes.firstRange(of: scope)).lowerBound
    #expect(
      sink.problems == [
        InputError(
          .damage, input: "dump.pb", offset: Int64(start + place + 1),
          problem: "expected a length within the message around it, found a length of 127")
      ])
  }

  @Test(
    "goes on with the next record where lengths are known",
    arguments: [ProtobufPackaging.lengthPrefixed, .framed, .delimited])
  func brokenRecord(packaging: ProtobufPackaging) {
    let broken: [UInt8] = [0x0A, 0x02, 0x12, 0x00, 0x0B, 0x01, 0x02]
    let bytes = ProtobufDump.file(packaging, [Self.requests[0], broken, Self.requests[1]])
    let (sink, _) = ProtobufSink.read(bytes)
    #expect(sink.spans.count == 3)
    #expect(
      sink.problems.map(\.problem) == ["expected a field of wire type 0, 1, 2 or 5, found wire type 3"])
  }

  @Test(
    "finds the next record behind what is none",
    arguments: [ProtobufPackaging.lengthPrefixed, .framed, .delimited])
  func noRecord(packaging: ProtobufPackaging) {
    let bytes = ProtobufDump.file(packaging, [Self.requests[0], Array("no request".utf8), Self.requests[1]])
    let (sink, _) = ProtobufSink.read(bytes)
    #expect(sink.spans.count == 3)
    #expect(sink.problems.map(\.problem) == ["expected field 1 of a request, found 'n'"])
  }

  @Test("finds the next record behind a wrong length", arguments: ProtobufPackaging.allCases)
  func wrongLength(packaging: ProtobufPackaging) {
    let requests = (0..<5 as Range<UInt8>).map {
      ProtobufDump.request([ProtobufDump.span(2 * $0), ProtobufDump.span(2 * $0 + 1)])
    }
    let start = ProtobufDump.file(packaging, Array(requests[..<2])).count
    let prefix = ProtobufDump.file(packaging, [[]]).count
    let bytes = ProtobufDump.file(packaging, requests)
    // The bytes of the record's length, and of that of the resource in it.
    for place in start..<start + prefix + 3 {
      for value in [0x00, 0x10, 0x7F, 0xFF] as [UInt8] where value != bytes[place] {
        var damaged = bytes
        damaged[place] = value
        let (sink, _) = ProtobufSink.read(damaged, .init(packaging: packaging))
        // A bare resource that seems longer swallows the next one.
        #expect(
          sink.spans.count >= (packaging == .bare ? 6 : 8), "byte \(place) is \(value): \(sink.problems)")
        // Spans between what is found missing and what is found broken make two of it.
        #expect((0...2).contains(sink.problems.count), "byte \(place) is \(value): \(sink.problems)")
      }
    }
  }

  @Test("may have wrong wire types in its envelopes")
  func wrongTypes() {
    let bytes =
      WireWriter.message {
        $0.message(1) {
          $0.message(2) { $0.bytes(2, ProtobufDump.span(0)) }
          $0.varint(1, 5)
        }
      } + Self.requests[1]
    let (sink, _) = ProtobufSink.read(bytes)
    #expect(sink.spans.count == 2)
    #expect(sink.problems.map(\.problem) == ["expected a message in field 1 or 2, found wire type 0"])
  }

  @Test("tells of nesting that is too deep and keeps the span")
  func depth() {
    var sample = SampleSpan()
    let deep = (0..<2000).reduce(SampleValue.int(1)) { inner, _ in .array([inner]) }
    sample.attributes = [(Array("gen_ai.prompt".utf8), deep)]
    let (sink, _) = ProtobufSink.read(ProtobufDump.request([sample.wire, ProtobufDump.span(2)]))
    #expect(sink.spans.count == 2)
    #expect(
      sink.problems.map(\.problem) == ["expected values nested at most 1000 deep, found deeper nesting"])
  }
}
