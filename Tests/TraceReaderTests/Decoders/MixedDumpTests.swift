import TestSupport
import Testing

@testable import TraceReader

@Suite("An input that changes its form")
struct MixedDumpTests {
  private static let requests = [
    ProtobufDump.request((0..<3).map { ProtobufDump.span($0) }),
    ProtobufDump.request(service: "pay", [ProtobufDump.span(3), ProtobufDump.span(4)]),
  ]

  /// Five spans in each form.
  static let forms: [(name: String, bytes: [UInt8])] =
    ProtobufPackaging.allCases.map { ("protobuf, \($0)", ProtobufDump.file($0, requests)) }
    + [
      ("protobuf, line feeds", requests.reduce(into: []) { $0 += $1 + [0x0A] }),
      ("JSON lines", Array((0..<5).map { json($0) + "\n" }.joined().utf8)),
      ("JSON without a line end", Array((0..<5).map { json($0) }.joined(separator: "\n").utf8)),
      ("JSON, pretty", Array("[\n  \((0..<5).map { json($0) }.joined(separator: ",\n  "))\n]\n".utf8)),
      ("JSON, Windows", Array((0..<5).map { json($0) + "\r\n" }.joined().utf8)),
    ]

  private static func json(_ number: Int) -> String {
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a0a1a2a3a4a5a6a7a8a9aaabacadae0\#(number)","#
      + #""spanId":"b0b1b2b3b4b5b60\#(number)","name":"chat","#
      + #""attributes":[{"key":"gen_ai.prompt","value":{"stringValue":"{[\n"}}]}]}]}]}"#
  }

  @Test("is read whole: two gzip members, files that were put together")
  func pairs() {
    for (first, one) in Self.forms {
      for (second, other) in Self.forms {
        // What is behind another packaging of protobuf is told as damage: no byte says where it begins.
        guard !first.hasPrefix("protobuf") || !second.hasPrefix("protobuf") else { continue }
        for chunk in [Int.max, 50, 1] {
          let (recording, reading) = Recording.read(one + other, chunk: chunk)
          #expect(reading.counts.spans == 10, "\(first), then \(second)")
          #expect(recording.problems.isEmpty, "\(first), then \(second): \(recording.problems)")
        }
      }
    }
  }

  @Test(
    "also where its records are larger than what is looked at first", arguments: ProtobufPackaging.allCases)
  func largeRecords(packaging: ProtobufPackaging) {
    let text = String(repeating: "x", count: 40_000)
    let requests = (0..<4).map { number in
      ProtobufDump.request((0..<3).map { ProtobufDump.span(UInt8(number * 3 + $0), name: text) })
    }
    for chunk in [Int.max, 5_000] {
      let (recording, reading) = Recording.read(
        Self.forms[5].bytes + ProtobufDump.file(packaging, requests), chunk: chunk)
      #expect(reading.counts.spans == 17)
      #expect(recording.problems.isEmpty, "\(recording.problems)")
    }
  }

  @Test("three times")
  func threeTimes() {
    let bytes = Self.forms[5].bytes + Self.forms[0].bytes + Self.forms[6].bytes + Self.forms[1].bytes
    let (recording, reading) = Recording.read(bytes)
    #expect(reading.counts.spans == 20)
    #expect(recording.problems.isEmpty, "\(recording.problems)")
    #expect(reading.format == ["OTLP protobuf", "OTLP JSON"])
  }

  @Test("with lines of a log between its parts")
  func logLines() {
    let log = Array("2026-03-15 INFO exporting 5 spans\n".utf8)
    for protobuf in Self.forms.prefix(5) {
      let (_, reading) = Recording.read(log + Self.forms[5].bytes + log + protobuf.bytes)
      #expect(reading.counts.spans == 10, "\(protobuf.name)")
    }
  }
}
