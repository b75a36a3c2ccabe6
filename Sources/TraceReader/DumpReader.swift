// Unsafe code: looks at the window's first bytes, within their count, before anything moves them.

/// Reads a dump of any format from a source: finds out what it is and hands what is in it to a sink.
package struct DumpReader: Sendable {
  private let markers: MarkerSet
  private let maximumSpanSize: Int

  /// - Parameters:
  ///   - markers: spans without any of these texts are counted and stepped over.
  ///   - maximumSpanSize: larger spans are reported and stepped over; bytes.
  package init(markers: MarkerSet, maximumSpanSize: Int) {
    self.markers = markers
    self.maximumSpanSize = maximumSpanSize
  }

  /// Gzip inside gzip happens when a compressing exporter's output is compressed again; more layers are nobody's.
  private static let maximumLayers = 3

  /// Reads a source to its end. Problems go to the sink, each with its place; what can be read is read. The name is for
  /// error messages, the number tells the inputs of a run apart.
  package func read(
    _ source: some ByteSource, name: String, number: UInt32, into sink: any TraceSink
  ) -> DumpReading {
    var reading = DumpReading()
    var source: any ByteSource = source
    for layer in 0...Self.maximumLayers {
      let peekable = PeekableSource(source)
      source = peekable
      let container = Container(head: peekable.peek(Container.headCount))
      if container == .gzip, layer < Self.maximumLayers {
        source = GzipSource(peekable, name: name)
        reading.format.append("gzip")
        continue
      }
      if container == .gzip {
        sink.report(
          InputError(
            .unreadable, input: name, offset: 0,
            problem: "expected at most \(Self.maximumLayers) layers of gzip, found another"))
        return reading
      }
      if container == .dataset {
        sink.report(
          InputError(
            .notice, input: name,
            problem: "expected a dump of traces, found a dataset that dump2eval has written; stepped over"))
        return reading
      }
      if case .unsupported(let what) = container {
        sink.report(
          InputError(.unreadable, input: name, offset: 0, problem: "expected a dump of traces, found \(what)")
        )
        return reading
      }
      break
    }
    let window = ByteWindow(source, name: name, number: number) { sink.report($0) }
    read(window, into: sink, &reading)
    reading.counts.bytes = window.offset + Int64(window.count)
    return reading
  }

  private func read(_ window: ByteWindow, into sink: any TraceSink, _ reading: inout DumpReading) {
    if window.require(3), unsafe window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { window.advance(by: 3) }
    _ = window.require(ProtobufPackaging.lookAhead)
    if !looksLikeJSON(window), let packaging = unsafe ProtobufPackaging.detect(window.bytes) {
      reading.format.append("OTLP protobuf")
      var reader = ProtobufDumpReader(window, markers: markers, maximumSpanSize: maximumSpanSize, sink: sink)
      reader.read(packaging)
      reading.counts = reader.counts
    } else if isBinary(window) {
      sink.report(
        InputError(
          .unreadable, input: window.name, offset: 0,
          problem: "expected a dump of traces, found data that is neither JSON nor OTLP protobuf"))
    } else {
      var reader = JSONDumpReader(window, markers: markers, limit: maximumSpanSize, sink: sink)
      reading.counts = reader.read()
      reading.format += reader.families.names
    }
  }

  /// A bracket, and behind it what JSON allows there: a message of 123 bytes has the same first byte.
  private func looksLikeJSON(_ window: ByteWindow) -> Bool {
    guard let first = unsafe window.bytes.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return false }
    let next = unsafe window.bytes.dropFirst().first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    switch next {
    case nil, UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"):
      return true
    default:
      return first == UInt8(ascii: "[")
    }
  }

  /// Many control characters that no text has, other than the NULs that pad files. One or two may be damage.
  private func isBinary(_ window: ByteWindow) -> Bool {
    guard !looksLikeJSON(window) else { return false }
    let head = unsafe window.bytes.prefix(1024)
    let controls = unsafe head.count { $0 != 0 && $0 < 0x09 || $0 > 0x0D && $0 < 0x1B }
    return unsafe controls * 16 > head.count
  }
}

/// What an input was, and how much was in it.
package struct DumpReading: Sendable {
  /// From the outside in: `gzip`, `OTLP JSON`.
  package var format: [String] = []
  package var counts = ReadingCounts()

  package init() {}
}
