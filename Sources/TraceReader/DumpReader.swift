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
    read(source, name: name, number: number, part: nil, into: sink)
  }

  private func read(
    _ source: some ByteSource, name: String, number: UInt32, part: DumpPart?, into sink: any TraceSink
  ) -> DumpReading {
    var reading = DumpReading()
    var source: any ByteSource = source
    for layer in 0...Self.maximumLayers {
      let peekable = PeekableSource(source)
      source = peekable
      let container = Container(head: peekable.peek(Container.headCount))
      if container == .gzip, layer < Self.maximumLayers {
        source = GzipSource(peekable, name: name)
        reading.containers.append("gzip")
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
    // What takes time to read is read ahead. The system has plain files at hand, and to take them from another thread's
    // hand costs more time of the processor than it saves by the clock.
    let isCompressed = !reading.containers.isEmpty
    let window = ByteWindow(
      source, name: name, number: number, beginning: isCompressed ? ByteWindow.beginning : .max
    ) { sink.report($0) }
    window.skipByteOrderMark()
    let kind = DumpKind(of: window)
    // Where the parts were made of something else, as of a file that is just being replaced, there are none.
    let borders = Borders(!isCompressed && part?.parts.kind == kind ? part : nil)
    read(window, kind, borders, isSeekable: !isCompressed, into: sink, &reading)
    reading.counts.bytes = window.offset + Int64(window.count)
    return reading
  }

  /// Reads what begins at a border that `DumpParts` has found. Only what `DumpReading.nextPart` of the part before says of
  /// it makes what is told worth anything.
  package func read(
    _ part: DumpPart, _ source: some ByteSource, name: String, number: UInt32, into sink: any TraceSink
  ) -> DumpReading {
    guard part.index > 0 else { return read(source, name: name, number: number, part: part, into: sink) }
    var reading = DumpReading()
    let window = ByteWindow(
      source, name: name, number: number, offset: part.start, beginning: .max
    ) { sink.report($0) }
    read(window, part.parts.kind, Borders(part), into: sink, &reading)
    reading.counts.bytes = window.offset + Int64(window.count)
    return reading
  }

  /// Reads an object once more that `TraceSink.endTrace` told of: `offset` is where it begins in the input, and the source
  /// gives its bytes and no others.
  package func read(
    traceAt offset: Int64, _ source: some ByteSource, name: String, number: UInt32, into sink: any TraceSink
  ) {
    var reading = DumpReading()
    let window = ByteWindow(
      source, name: name, number: number, offset: offset, beginning: .max
    ) { sink.report($0) }
    read(window, .json, Borders(), into: sink, &reading)
  }

  private func read(
    _ window: ByteWindow, _ kind: DumpKind, _ borders: Borders, isSeekable: Bool = true,
    into sink: any TraceSink, _ reading: inout DumpReading
  ) {
    var borders = borders
    var next: DumpKind? = kind
    while let kind = next {
      switch kind {
      case .protobuf(let packaging):
        if !reading.containers.contains("OTLP protobuf") { reading.containers.append("OTLP protobuf") }
        var reader = ProtobufDumpReader(
          window, markers: markers, maximumSpanSize: maximumSpanSize, sink: sink)
        reader.borders = borders
        reader.read(packaging)
        reading.counts += reader.counts
        borders = reader.borders
        next = reader.next
      case .unknown:
        sink.report(
          InputError(
            .unreadable, input: window.name, offset: 0,
            problem: "expected a dump of traces, found data that is neither JSON nor OTLP protobuf"))
        next = nil
      case .json:
        var reader = JSONDumpReader(
          window, markers: markers, limit: maximumSpanSize, borders: borders, isSeekable: isSeekable,
          sink: sink
        )
        reading.counts += reader.read()
        reading.families = reading.families?.followed(by: reader.families) ?? reader.families
        borders = reader.borders
        next = reader.next
      }
    }
    reading.nextPart = borders.reached
    reading.isGivenUp = borders.isGivenUp
  }
}

/// What an input was, and how much was in it.
package struct DumpReading: Sendable {
  var containers: [String] = []
  /// nil for what is no JSON.
  var families: JSONFamily?
  package var counts = ReadingCounts()
  /// Of a dump in parts: the one at whose beginning the reader stopped, since all is well there; nil for the end of the
  /// input.
  package var nextPart: Int?
  /// The part could not be read without knowing what stands before it, and it was not read to its end.
  package var isGivenUp = false

  package init() {}

  /// The input's own bytes are text.
  package var isPlainText: Bool { containers.isEmpty }

  /// From the outside in: `gzip`, `OTLP JSON`.
  package var format: [String] { containers + (families?.names ?? []) }

  /// Adds the part at whose beginning this reading has stopped.
  package mutating func append(_ next: DumpReading) {
    containers += next.containers.filter { !containers.contains($0) }
    families = families.map { $0.followed(by: next.families ?? []) } ?? next.families
    counts += next.counts
    counts.bytes = next.counts.bytes
    nextPart = next.nextPart
    isGivenUp = next.isGivenUp
  }
}
