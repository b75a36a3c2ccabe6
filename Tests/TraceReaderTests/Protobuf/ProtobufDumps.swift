@testable import TraceReader

/// Keeps what a reader hands out, as text.
final class ProtobufSink: TraceSink {
  var spans: [[String]] = []
  var references: [ResourceReference?] = []
  var records: [[String]] = []
  var positions: [Int] = []
  var traces: [String] = []
  var services: [String] = []
  var problems: [InputError] = []

  func receive(_ span: inout TraceSpan) {
    spans.append(span.summary + ["offset \(span.offset)"])
    references.append(span.resource)
  }

  func receive(_ record: inout TraceLogRecord) {
    records.append(record.summary + ["offset \(record.offset)"])
    positions.append(record.position)
  }

  func sawTrace(_ id: Identifier) { traces.append(id.canonical) }

  func service(_ name: String, of resource: ResourceReference) {
    services.append("\(name) of \(resource.offset)")
  }

  func forgetReferences() {}
  func report(_ problem: InputError) { problems.append(problem) }
}

extension ProtobufSink {
  struct Options {
    var chunk = Int.max
    var markers: [String] = []
    var limit = 1 << 20
    var packaging: ProtobufPackaging?
  }

  /// Reads a dump to its end; one whose packaging is neither given nor known by its beginning is a problem.
  static func read(
    _ bytes: [UInt8], _ options: Options = Options()
  ) -> (sink: ProtobufSink, counts: ReadingCounts) {
    let sink = ProtobufSink()
    let window = ByteWindow(MemorySource(bytes, chunk: options.chunk), name: "dump.pb")
    var reader = ProtobufDumpReader(
      window, markers: MarkerSet(options.markers), maximumSpanSize: options.limit, sink: sink)
    if let packaging = options.packaging ?? packaging(of: window) {
      reader.read(packaging)
    } else if window.count > 0 {
      sink.report(InputError(.unreadable, input: window.name, problem: "expected OTLP protobuf"))
    }
    return (sink, reader.counts)
  }

  private static func packaging(of window: ByteWindow) -> ProtobufPackaging? {
    _ = window.require(ProtobufPackaging.lookAhead)
    return ProtobufPackaging.detect(window.bytes)
  }
}

/// Requests of each kind, and files of them in each packaging.
enum ProtobufDump {
  /// A request with one resource and one scope around these entries.
  static func request(
    service: String = "shop", scope: String = "openai", _ entries: [[UInt8]]
  ) -> [UInt8] {
    WireWriter.message {
      $0.message(1) {
        $0.message(1) { $0.attribute(1, "service.name", service) }
        $0.message(2) {
          $0.message(1) { $0.text(1, scope) }
          for entry in entries { $0.bytes(2, entry) }
          $0.text(3, "https://example.com/schema")
        }
      }
    }
  }

  static func span(_ number: UInt8, name: String = "chat") -> [UInt8] {
    var sample = SampleSpan()
    sample.traceID[15] = number / 4
    sample.spanID[7] = number
    sample.name = Array(name.utf8)
    sample.attributes = [
      (Array("gen_ai.prompt".utf8), .string(Array("What is \(number)?".utf8))),
      (Array("list".utf8), .array([.int(Int64(number)), .map([([0x6B], .double(0.5))])])),
    ]
    return sample.wire
  }

  static func logRecord(_ number: UInt64) -> [UInt8] {
    WireWriter.message {
      $0.fixed64(1, 1000 + number)
      $0.message(5) { $0.text(1, "body \(number)") }
      $0.bytes(9, SampleSpan().traceID)
      $0.bytes(10, SampleSpan().spanID)
      $0.text(12, "gen_ai.user.message")
    }
  }

  static func metric(_ name: String) -> [UInt8] {
    WireWriter.message {
      $0.text(1, name)
      $0.text(2, "how much")
      $0.text(3, "1")
      $0.message(7) { $0.message(1) { $0.fixed64(3, 7) } }
    }
  }

  /// A file of these requests.
  static func file(_ packaging: ProtobufPackaging, _ requests: [[UInt8]]) -> [UInt8] {
    var writer = WireWriter()
    for request in requests {
      let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: request.count >> $0) }
      switch packaging {
      case .bare: break
      case .lengthPrefixed: writer.bytes += length
      case .framed: writer.bytes += [0] + length
      case .delimited: writer.rawVarint(UInt64(request.count))
      }
      writer.bytes += request
    }
    return writer.bytes
  }
}
