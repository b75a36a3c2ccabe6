internal import TraceReader

/// What a reader found, to be compared with what it finds in the same bytes otherwise divided.
final class FuzzSink: TraceSink {
  private(set) var found: [String] = []

  func receive(_ span: inout TraceSpan) {
    let attributes = span.attributes.all.map { "\($0.name.string ?? "-")=\($0.value.json)" }
    found.append(
      "span \(span.traceID) \(span.spanID) \(span.name) \(span.startTime) \(span.endTime) \(attributes)")
    for event in span.events { found.append("event \(event.name) \(event.time) \(event.attributes.count)") }
  }

  func receive(_ record: inout TraceLogRecord) {
    found.append("record \(record.traceID?.canonical ?? "-") \(record.eventName) \(record.time)")
  }

  func sawTrace(_ id: Identifier) {}
  func service(_ name: String, of resource: ResourceReference) { found.append("service \(name)") }

  func forgetReferences() {}
  func report(_ problem: InputError) {
    found.append(
      "\(problem.severity) \(problem.offset ?? -1) \(problem.compressedOffset ?? -1) \(problem.problem)")
    require(!problem.problem.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a problem that cannot be printed")
  }
}

enum DumpFuzzing {
  static func run(_ bytes: [UInt8]) {
    let whole = read(bytes, chunk: .max)
    let pieces = read(bytes, chunk: 61)
    require(whole == pieces, "the pieces in which a dump comes matter: \(whole) and \(pieces)")
  }

  private static func read(_ bytes: [UInt8], chunk: Int) -> [String] {
    let sink = FuzzSink()
    // Above the length of all inputs: what is too large depends on what is buffered.
    let reader = DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: 16 << 20)
    let reading = reader.read(MemorySource(bytes, chunk: chunk), name: "dump", number: 0, into: sink)
    return sink.found.sorted() + ["\(reading.counts)"]
  }
}

enum TreeFuzzing {
  static func run(_ bytes: [UInt8]) {
    guard let first = json(bytes) else { return }
    // What was not UTF-8 is repaired once.
    guard let second = json(first) else { fatalError("what was written cannot be read: \(first)") }
    require(first == second, "what was written is read as something else")
  }

  private static func json(_ bytes: [UInt8]) -> [UInt8]? {
    let tree = JSONTree()
    let isJSON = unsafe bytes.withUnsafeBytes { unsafe (try? tree.parse($0)) != nil }
    return isJSON ? Array(tree.root.json.utf8) : nil
  }
}

enum ProtobufFuzzing {
  /// A request with one resource, which has a service, and one span: what follows is more of the request.
  private static let request: [UInt8] = {
    var bytes: [UInt8] = [0x0A, 0x3C, 0x0A, 0x16, 0x0A, 0x14, 0x0A, 0x0C]
    bytes += Array("service.name".utf8)
    bytes += [0x12, 0x04, 0x0A, 0x02, 0x61, 0x62, 0x12, 0x22, 0x12, 0x20, 0x0A, 0x10]
    bytes += 1...16
    bytes += [0x12, 0x08]
    bytes += 1...8
    bytes += [0x2A, 0x02, 0x61, 0x62]
    return bytes
  }()

  /// Such a request in a file of them, and as much of another as is buffered to tell what the file is: what follows comes
  /// in pieces.
  private static let beginning: [UInt8] = {
    let count = 64 << 10
    // Field 15 of a request is unknown, and stepped over: a tag, a length of three bytes and so many zeros.
    let unknown = [0x7A, UInt8(count & 0x7F | 0x80), UInt8(count >> 7 & 0x7F | 0x80), UInt8(count >> 14)]
    let padding = unknown + [UInt8](repeating: 0, count: count)
    let length = withUnsafeBytes(of: UInt32(padding.count).bigEndian, Array.init)
    return [0, 0, 0, UInt8(request.count)] + request + length + padding
  }()

  static func run(_ bytes: [UInt8]) {
    DumpFuzzing.run(bytes)
    DumpFuzzing.run(request + bytes)
    DumpFuzzing.run([0, 0, 0, UInt8(request.count)] + request + bytes)
    DumpFuzzing.run(beginning + bytes)
  }
}

enum GzipFuzzing {
  static func run(_ bytes: [UInt8]) {
    let whole = read(bytes, chunk: .max)
    let pieces = read(bytes, chunk: 17)
    require(
      whole == pieces, "the pieces in which gzip comes matter: \(whole.problems) and \(pieces.problems)")
  }

  struct Result: Equatable {
    var hash: UInt64 = 0
    var count = 0
    var problems: [InputError] = []
  }

  private static func read(_ bytes: [UInt8], chunk: Int) -> Result {
    var result = Result()
    let source = GzipSource(MemorySource(bytes, chunk: chunk), name: "dump")
    let window = ByteWindow(source, name: "dump") { result.problems.append($0) }
    // Bombs would only take time.
    while result.count < 4 << 20, window.fill() {
      for byte in unsafe window.bytes { result.hash = (result.hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      result.count += window.count
      window.advance(by: window.count)
    }
    if result.count >= 4 << 20 { return Result() }
    return result
  }
}
