import TestSupport
import Testing

@testable import TraceReader

@Suite("Spans and log records of OTLP protobuf")
struct OTLPProtobufDecoderTests {
  /// What `look` finds in the span; nil when the bytes are none.
  private func read<Result>(_ bytes: [UInt8], _ look: (borrowing TraceSpan) -> Result) throws -> Result? {
    var span = TraceSpan()
    var decoder = OTLPProtobufDecoder()
    let isSpan = try bytes.withUnsafeBytes { buffer in
      try decoder.decodeSpan(buffer, into: &span)
    }
    return isSpan ? look(span) : nil
  }

  private func summary(_ bytes: [UInt8]) throws -> [String]? { try read(bytes) { $0.summary } }

  private func record(_ bytes: [UInt8]) throws -> TraceLogRecord {
    let record = TraceLogRecord()
    var decoder = OTLPProtobufDecoder()
    try bytes.withUnsafeBytes { buffer in
      try decoder.decodeLogRecord(buffer, into: record)
    }
    return record
  }

  private func summary(ofJSON text: [UInt8]) throws -> [String] {
    var span = TraceSpan()
    try text.withUnsafeBytes { buffer in try span.tree.parse(buffer) }
    let isSpan = OTLPJSONDecoder.decode(span.tree.root, into: &span)
    #expect(isSpan)
    return span.summary
  }

  // MARK: Like JSON

  @Test("A span is the same from JSON and from protobuf", arguments: 0..<300)
  func sameAsJSON(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let sample = SampleSpan(random: &random)
    let expected = try summary(ofJSON: sample.json)
    expectSame(try summary(sample.wire), expected)
  }

  @Test("Fields may come in any order", arguments: 0..<100)
  func anyOrder(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    var sample = SampleSpan(random: &random)
    sample.attributes = Array(sample.attributes.prefix(1))
    sample.events = Array(sample.events.prefix(1))
    let expected = try summary(ofJSON: sample.json)
    expectSame(try summary(Array(sample.fields.shuffled(using: &random).joined())), expected)
  }

  @Test("A log record is the same from JSON and from protobuf", arguments: 0..<200)
  func recordSameAsJSON(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let body = SampleValue.random(&random)
    let attributes = (0..<3).map { _ in (key: SampleValue.text(&random), value: SampleValue.random(&random)) }
    let times = [UInt64(0), random.next() >> 2].shuffled(using: &random)
    let ids = [[UInt8](), [UInt8](repeating: 0, count: 16), (0..<16).map { UInt8($0) }]
    let id = ids.randomElement(using: &random)!
    let wire = WireWriter.message {
      $0.fixed64(1, times[0])
      $0.varint(2, 9)
      $0.bytes(5, body.wire)
      for attribute in attributes { $0.bytes(6, SampleValue.entry(attribute.key, attribute.value)) }
      $0.bytes(9, id)
      $0.bytes(10, Array(id.prefix(8)))
      $0.fixed64(11, times[1])
      if seed.isMultiple(of: 2) { $0.text(12, "gen_ai.choice") } else { $0.attribute(6, "event.name", "old") }
    }
    let old: (key: [UInt8], value: SampleValue) = (Array("event.name".utf8), .string(Array("old".utf8)))
    let json =
      Array(
        """
        {"timeUnixNano":"\(times[0])","observedTimeUnixNano":"\(times[1])","traceId":"\(Hex.encode(id))",
        "spanId":"\(Hex.encode(id.prefix(8)))",\(seed.isMultiple(of: 2) ? "\"eventName\":\"gen_ai.choice\"," : "")
        "body":
        """.utf8) + body.json + Array(",\"attributes\":".utf8)
      + SampleValue.list(attributes + (seed.isMultiple(of: 2) ? [] : [old])) + [0x7D]
    let expected = TraceLogRecord()
    try json.withUnsafeBytes { buffer in try expected.tree.parse(buffer) }
    OTLPJSONDecoder.decode(expected.tree.root, into: expected)
    expectSame(try record(wire).summary, expected.summary)
  }

  @Test(
    "Values become the JSON they mean",
    arguments: [
      (.null, "null"), (.string(Array("a\"b".utf8)), #""a\"b""#), (.string([0x61, 0xFF]), "\"a\u{FFFD}\""),
      (.bool(true), "true"), (.bool(false), "false"), (.int(.min), "-9223372036854775808"), (.int(0), "0"),
      (.double(0.1), "0.1"), (.double(-0.0), "0"), (.double(1e21), "1e+21"), (.double(42), "42"),
      (.double(.nan), "\"NaN\""), (.double(.infinity), "\"Infinity\""),
      (.double(-.infinity), "\"-Infinity\""),
      (.bytes([]), "\"\""), (.bytes([1]), "\"AQ==\""), (.bytes([1, 2]), "\"AQI=\""),
      (.bytes([255, 254, 253]), "\"//79\""),
      (.array([]), "[]"), (.map([]), "{}"),
      (.array([.null, .array([.int(1)]), .map([([0x6B], .null)])]), #"[null,[1],{"k":null}]"#),
    ] as [(SampleValue, String)])
  func values(value: SampleValue, json: String) throws {
    let record = try record(WireWriter.message { $0.bytes(5, value.wire) })
    #expect(record.body?.json == json)
  }

  // MARK: Protobuf's rules

  @Test("A span without trace id or span id is none")
  func withoutIDs() throws {
    let sample = SampleSpan()
    #expect(try summary([]) == nil)
    #expect(try summary(Array(sample.fields.dropFirst().joined())) == nil)
    #expect(try summary(sample.fields[0]) == nil)
    #expect(try read(sample.fields[0] + sample.fields[1]) { $0.spanID.canonical } == "b0b1b2b3b4b5b6b7")
  }

  @Test("The last of a repeated scalar counts and messages merge")
  func repeated() throws {
    let sample = SampleSpan()
    let bytes =
      sample.wire
      + WireWriter.message {
        $0.text(5, "renamed")
        $0.fixed64(7, 5)
        $0.message(15) { $0.text(2, "why") }
        $0.message(15) { $0.varint(3, 2) }
      }
    let merged = try read(bytes) {
      (name: $0.name, startTime: $0.startTime, isError: $0.isError, statusMessage: $0.statusMessage)
    }
    #expect(merged?.name == "renamed")
    #expect(merged?.startTime == 5)
    #expect(merged?.isError == true)
    #expect(merged?.statusMessage == "why")
  }

  @Test("The last member of a oneof counts; an empty value changes nothing")
  func oneOf() throws {
    let body = WireWriter.message {
      $0.bytes(5, SampleValue.int(1).wire + SampleValue.string([0x61]).wire)
      $0.bytes(5, [])
    }
    #expect(try record(body).body?.json == "\"a\"")
    #expect(try record([]).body == nil)
    #expect(try record([0x2A, 0x00]).body?.isNull == true)
  }

  @Test("Attributes without key or value are left out")
  func incompleteAttributes() throws {
    let bytes =
      SampleSpan().wire
      + WireWriter.message {
        $0.message(9) { $0.bytes(2, SampleValue.int(1).wire) }
        $0.message(9) { $0.text(1, "no value") }
        $0.message(9) { $0.bytes(1, Array("empty value".utf8)) }
        $0.attribute(9, "a", "b")
      }
    #expect(try read(bytes) { $0.attributes.summary } == ["\"a\": \"b\""])
  }

  @Test(
    "Ids of other lengths are understood as in JSON",
    arguments: [
      (Array("0af7651916cd43dd8448eb211c80319c".utf8), "0af7651916cd43dd8448eb211c80319c"),
      ([0xAB, 0xCD], "000000000000abcd"), ([1, 2, 3, 4, 5, 6, 7, 8], "0102030405060708"),
    ] as [([UInt8], String)])
  func oddIDs(id: [UInt8], canonical: String) throws {
    var sample = SampleSpan()
    sample.traceID = id
    #expect(try read(sample.wire) { $0.traceID.canonical } == canonical)
  }

  @Test("Times beyond 2262 are none")
  func farTimes() throws {
    var sample = SampleSpan()
    sample.start = .max
    sample.end = UInt64(Int64.max)
    #expect(try read(sample.wire) { $0.startTime } == 0)
    #expect(try read(sample.wire) { $0.endTime } == .max)
  }

  @Test(
    "A known field of another type is an error",
    arguments: [1, 2, 4, 5, 9, 11, 15])
  func wrongTypes(field: Int) {
    #expect(throws: WireError.self) { try summary(WireWriter.message { $0.varint(field, 1) }) }
  }

  @Test("More values than fit are refused, wherever they are", arguments: 0..<5)
  func tooMany(shape: Int) throws {
    func bytes(_ count: Int) -> [UInt8] {
      WireWriter.message { span in
        span.bytes(1, SampleSpan().traceID)
        span.bytes(2, SampleSpan().spanID)
        let list = WireWriter.message { for _ in 0..<count { $0.bytes(1, []) } }
        let map = WireWriter.message { for _ in 0..<count { $0.bytes(1, [0x0A, 0]) } }
        switch shape {
        case 0: for _ in 0..<count { span.attribute(9, "a", "b") }
        case 1:
          span.message(9) {
            $0.text(1, "a"); $0.message(2) { $0.bytes(5, list) }
          }
        case 2:
          span.message(9) {
            $0.text(1, "a"); $0.message(2) { $0.bytes(6, map) }
          }
        case 3: span.message(11) { for _ in 0..<count { $0.attribute(3, "a", "b") } }
        default: for _ in 0..<count { span.message(11) { $0.attribute(3, "a", "b") } }
        }
      }
    }
    func decode(_ count: Int) throws {
      var span = TraceSpan()
      var decoder = OTLPProtobufDecoder(maximumNodeCount: 100)
      _ = try bytes(count).withUnsafeBytes { try decoder.decodeSpan($0, into: &span) }
      #expect(span.tree.nodeCount <= 100)
    }
    try decode(40)
    let error = #expect(throws: WireError.self) { try decode(120) }
    #expect(error?.problem == "expected at most 16,777,216 values, found more")
  }

  @Test("Nesting beyond the limit becomes null and is told once")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      (1..<depth).reduce(SampleValue.array([]).wire) { inner, _ in
        WireWriter.message { $0.message(5) { $0.bytes(1, inner) } }
      }
    }
    let record = TraceLogRecord()
    var decoder = OTLPProtobufDecoder()
    func decode(_ depth: Int) throws -> (json: String?, error: WireError?) {
      let bytes = WireWriter.message { $0.bytes(5, nested(depth)) }
      try bytes.withUnsafeBytes { buffer in
        try decoder.decodeLogRecord(buffer, into: record)
      }
      return (record.body?.json, decoder.takeDepthError())
    }
    let deepest = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    #expect(try decode(1000).json == deepest)
    #expect(try decode(1000).error == nil)
    let deeper = try decode(1001)
    #expect(deeper.json == String(repeating: "[", count: 1000) + "null" + String(repeating: "]", count: 1000))
    #expect(deeper.error?.problem == "expected values nested at most 1000 deep, found deeper nesting")
    #expect(decoder.takeDepthError() == nil)
    #expect(try decode(20000).error != nil)
  }

  // MARK: Resources and scopes

  @Test("The service is the first service.name of a resource")
  func service() throws {
    func service(_ bytes: [UInt8]) throws -> String? {
      var decoder = OTLPProtobufDecoder()
      return try bytes.withUnsafeBytes { buffer in
        try decoder.serviceName(ofResource: buffer)
      }
    }
    let resource = WireWriter.message {
      $0.attribute(1, "service.nam_", "no")
      $0.attribute(1, "service.name", "shop")
      $0.attribute(1, "service.name", "other")
      $0.varint(2, 1)
    }
    #expect(try service(resource) == "shop")
    #expect(try service([]) == nil)
    let number = WireWriter.message {
      $0.bytes(1, SampleValue.entry(Array("service.name".utf8), .int(7)))
    }
    #expect(try service(number) == "7")
  }

  @Test("A scope's name and version are nil where they are not set")
  func scope() throws {
    func scope(_ bytes: [UInt8]) throws -> [String?] {
      try bytes.withUnsafeBytes { buffer in
        let scope = try OTLPProtobufDecoder().scope(buffer)
        return [scope.name, scope.version]
      }
    }
    #expect(try scope([]) == [nil, nil])
    let bytes = WireWriter.message {
      $0.text(1, "openai")
      $0.text(2, "1.0")
      $0.attribute(3, "a", "b")
    }
    #expect(try scope(bytes) == ["openai", "1.0"])
  }
}
