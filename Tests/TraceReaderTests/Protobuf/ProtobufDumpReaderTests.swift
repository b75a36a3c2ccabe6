import Testing

@testable import TraceReader

@Suite("A dump of OTLP protobuf")
struct ProtobufDumpReaderTests {
  private static let requests = [
    ProtobufDump.request((0..<3).map { ProtobufDump.span($0) }),
    ProtobufDump.request(service: "pay", [ProtobufDump.span(3), ProtobufDump.span(4)]),
    ProtobufDump.request((0..<2).map { ProtobufDump.logRecord($0) }),
  ]

  // MARK: Packagings

  @Test("is told apart by content and read whole", arguments: ProtobufPackaging.allCases)
  func packagings(packaging: ProtobufPackaging) {
    let bytes = ProtobufDump.file(packaging, Self.requests)
    #expect(bytes.withUnsafeBytes { ProtobufPackaging.detect($0) } == packaging)
    let (sink, counts) = ProtobufSink.read(bytes)
    #expect(sink.problems.isEmpty)
    #expect(sink.spans.count == 5)
    #expect(sink.records.count == 2)
    #expect(sink.positions == [1, 2])
    #expect(counts.spans == 5)
    #expect(counts.logRecords == 2)
    #expect(sink.traces.count == 5)
    #expect(sink.spans[0].contains("scope openai -"))
    #expect(sink.spans[0].contains("service shop"))
    #expect(sink.spans[4].contains("service pay"))
    #expect(sink.references.allSatisfy { $0 == nil })
  }

  @Test("gives the same at every split of its bytes", arguments: ProtobufPackaging.allCases)
  func splits(packaging: ProtobufPackaging) {
    let bytes = ProtobufDump.file(packaging, Self.requests)
    let whole = ProtobufSink.read(bytes)
    for chunk in 1...bytes.count {
      let (sink, counts) = ProtobufSink.read(bytes, .init(chunk: chunk))
      #expect(sink.spans == whole.sink.spans)
      #expect(sink.records == whole.sink.records)
      #expect(counts == whole.counts)
      #expect(sink.problems.isEmpty)
    }
  }

  @Test("keeps offsets that name the entries", arguments: ProtobufPackaging.allCases)
  func offsets(packaging: ProtobufPackaging) throws {
    let bytes = ProtobufDump.file(packaging, Self.requests)
    for (number, summary) in ProtobufSink.read(bytes).sink.spans.enumerated() {
      let offset = try #require(summary.last.flatMap { Int($0.split(separator: " ")[1]) })
      let span = ProtobufDump.span(UInt8(number))
      #expect(Array(bytes[offset..<offset + span.count]) == span)
    }
  }

  @Test(
    "that is something else is not read",
    arguments: [
      "\nHello world, this is a log file", "0123456789", "\n\n", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
      "PK\u{3}\u{4}",
      "\n\u{5}hello", "\u{0}\u{0}\u{0}\u{5}hello", "\u{12}\u{4}\n\u{2}ab",
    ])
  func foreign(text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { ProtobufPackaging.detect($0) } == nil)
  }

  @Test("may be empty")
  func empty() {
    #expect(ProtobufSink.read([]).sink.problems.isEmpty)
    for packaging in ProtobufPackaging.allCases {
      #expect(ProtobufSink.read([], .init(packaging: packaging)).sink.problems.isEmpty)
    }
  }

  @Test("may have empty records", arguments: [ProtobufPackaging.lengthPrefixed, .framed, .delimited])
  func emptyRecords(packaging: ProtobufPackaging) {
    let bytes = ProtobufDump.file(packaging, [[]] + Self.requests + [[]])
    #expect(bytes.withUnsafeBytes { ProtobufPackaging.detect($0) } == packaging)
    #expect(ProtobufSink.read(bytes).counts.spans == 5)
  }

  @Test("may be larger than what is looked at, with any first record")
  func large() {
    let requests = [
      ProtobufDump.request((0..<200).map { ProtobufDump.span($0, name: String(repeating: "n", count: 900)) })
    ]
    for packaging in ProtobufPackaging.allCases {
      let bytes = ProtobufDump.file(packaging, requests + Self.requests)
      #expect(bytes.count > 2 * ProtobufPackaging.lookAhead)
      let (sink, counts) = ProtobufSink.read(bytes, .init(chunk: 4096))
      #expect(counts.spans == 205)
      #expect(sink.problems.isEmpty)
    }
  }

  @Test("skips compressed gRPC messages and says so")
  func compressed() {
    var bytes = ProtobufDump.file(.framed, [Self.requests[0]])
    bytes += [1, 0, 0, 0, 3, 0x1F, 0x8B, 0x08]
    bytes += ProtobufDump.file(.framed, [Self.requests[1]])
    let (sink, counts) = ProtobufSink.read(bytes)
    #expect(counts.spans == 5)
    #expect(sink.problems.map(\.problem) == ["expected a plain gRPC message, found a compressed one"])
  }

  // MARK: Shapes

  @Test("may hold all signals; metrics are counted as lists")
  func signals() {
    let metrics = ["http.server.duration", "0123456789abcdef", "a"].map { ProtobufDump.metric($0) }
    let requests = [
      Self.requests[2], ProtobufDump.request(metrics), Self.requests[0], ProtobufDump.request(metrics),
    ]
    let (sink, counts) = ProtobufSink.read(ProtobufDump.file(.lengthPrefixed, requests))
    #expect(counts.spans == 3)
    #expect(counts.logRecords == 2)
    #expect(counts.metricLists == 2)
    #expect(counts.unknownValues == 0)
    #expect(sink.problems.isEmpty)
  }

  @Test("tells spans, log records and metrics by their fields")
  func kinds() {
    func kind(_ bytes: [UInt8]) -> String {
      let item = bytes.withUnsafeBytes { ProtobufItem($0, isWhole: true) }
      return String("\(item)".prefix { $0 != "(" })
    }
    var textID = SampleSpan()
    textID.traceID = Array("0123456789abcdef".utf8)
    #expect(kind(textID.wire) == "span")
    #expect(kind(textID.fields.reversed().flatMap { $0 }) == "span")
    textID.traceID = Array("0af7651916cd43dd8448eb211c80319c".utf8)
    #expect(kind(textID.wire) == "span")
    #expect(kind(SampleSpan().fields[0] + SampleSpan().fields[1]) == "span")
    #expect(kind(ProtobufDump.logRecord(1)) == "logRecord")
    #expect(kind(WireWriter.message { $0.bytes(5, []) }) == "logRecord")
    #expect(kind(ProtobufDump.metric("0123456789abcdef")) == "metric")
    #expect(kind(WireWriter.message { $0.text(1, "a.metric.without.data") }) == "metric")
    #expect(kind([]) == "unknown")
    #expect(kind([0xFF]) == "unknown")
  }

  @Test("does not judge a kind by half of the fields")
  func halves() {
    func kind(_ fields: some Sequence<[UInt8]>, isWhole: Bool) -> String {
      let item = Array(fields.joined()).withUnsafeBytes { ProtobufItem($0, isWhole: isWhole) }
      return String("\(item)".prefix { $0 != "(" })
    }
    let record = [
      WireWriter.message { $0.message(5) { $0.text(1, "body") } },
      WireWriter.message { $0.bytes(9, SampleSpan().traceID) },
      WireWriter.message { $0.bytes(10, SampleSpan().spanID) },
    ]
    let metric = [
      WireWriter.message { $0.text(1, "http.server.duration") },
      WireWriter.message { $0.text(2, "how much") },
      WireWriter.message { $0.text(3, "1") },
      WireWriter.message { $0.message(7) { $0.message(1) { $0.fixed64(3, 7) } } },
    ]
    for fields in [SampleSpan().fields, SampleSpan().fields.reversed(), record, record.reversed(), metric] {
      let whole = kind(fields, isWhole: true)
      for count in 0...fields.count {
        let half = kind(fields.prefix(count), isWhole: false)
        #expect(half == whole || half == "undecided", "\(count) of \(fields.count) fields")
      }
    }
  }

  @Test("is a span also if a look at it ends between two fields")
  func lookThatEndsBetweenFields() {
    let rest = SampleSpan().fields.joined()
    let name = WireWriter.message { $0.text(5, String(repeating: "x", count: 65_532)) }
    #expect(name.count == ProtobufPackaging.lookAhead)
    let (_, counts) = ProtobufSink.read(
      ProtobufDump.file(.lengthPrefixed, [Self.requests[0], ProtobufDump.request([name + rest])]))
    let (_, before) = ProtobufSink.read(ProtobufDump.file(.lengthPrefixed, [Self.requests[0]]))
    #expect(counts.spans == before.spans + 1)
    #expect(counts.logRecords == before.logRecords)
  }

  @Test("may be Tempo's answer, one level deeper")
  func tempo() {
    let answer = WireWriter.message {
      $0.bytes(1, Self.requests[0] + Self.requests[1])
      $0.message(2) { $0.varint(1, 12) }
      $0.varint(3, 1)
      $0.text(4, "partial")
    }
    let (sink, counts) = ProtobufSink.read(answer)
    #expect(counts.spans == 5)
    #expect(sink.problems.isEmpty)
    #expect(sink.spans[4].contains("service pay"))
  }

  @Test("may have scope spans under their old number and resources without scopes")
  func oldNumbers() {
    let bytes = WireWriter.message {
      $0.message(1) { $0.message(1) { $0.attribute(1, "service.name", "idle") } }
      $0.message(1) {
        $0.message(1) { $0.attribute(1, "service.name", "old") }
        $0.message(1000) { $0.bytes(2, ProtobufDump.span(1)) }
      }
      $0.message(1) { $0.message(2) { $0.bytes(2, ProtobufDump.span(2)) } }
    }
    let (sink, _) = ProtobufSink.read(bytes)
    #expect(sink.problems.isEmpty)
    #expect(sink.spans.map { $0.contains("service old") } == [true, false])
    #expect(sink.references.map { $0 == nil } == [true, false])
    #expect(sink.services.isEmpty)
  }

  @Test("may tell the resource after its spans")
  func lateResource() {
    let bytes = WireWriter.message {
      $0.message(1) {
        $0.message(2) { $0.bytes(2, ProtobufDump.span(1)) }
        $0.message(1) { $0.attribute(1, "service.name", "late") }
        $0.message(2) { $0.bytes(2, ProtobufDump.span(2)) }
      }
    }
    let (sink, _) = ProtobufSink.read(bytes)
    let reference = sink.references[0]
    #expect(reference != nil)
    #expect(sink.services == ["late of \(reference?.offset ?? -1)"])
    #expect(sink.references[1] == nil)
    #expect(sink.spans[1].contains("service late"))
  }

  // MARK: Choosing

  @Test("counts entries without a marker and hands out the others")
  func markers() {
    var plain = SampleSpan()
    plain.traceID[0] = 0xFF
    let bytes = ProtobufDump.request([plain.wire, ProtobufDump.span(1), plain.wire, plain.wire])
    let (sink, counts) = ProtobufSink.read(bytes, .init(markers: ["llm.", "gen_ai."]))
    #expect(counts.spans == 4)
    #expect(sink.spans.count == 1)
    #expect(Set(sink.traces).count == 2)
    // A trace is announced again only for spans that are handed out.
    #expect(sink.traces.count == 2)
    #expect(ProtobufSink.read(Self.requests[2], .init(markers: ["llm."])).sink.records.isEmpty)
  }

  @Test("steps over spans that are too large", arguments: [1, 1000, 70_000, .max])
  func oversized(chunk: Int) {
    let large = ProtobufDump.span(1, name: String(repeating: "x", count: 200_000))
    let bytes = ProtobufDump.request([ProtobufDump.span(0), large, ProtobufDump.span(2)])
    let (sink, counts) = ProtobufSink.read(bytes, .init(chunk: chunk, limit: 100_000))
    #expect(sink.spans.count == 2)
    #expect(counts.spans == 3)
    #expect(counts.oversized == 1)
    #expect(sink.traces.count == 3)
    #expect(
      sink.problems.map(\.problem) == [
        "expected a span of at most 100000 bytes, found one of \(large.count); --max-call-size raises the limit"
      ])
  }
}
