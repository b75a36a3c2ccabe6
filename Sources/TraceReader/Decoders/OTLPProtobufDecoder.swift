// Unsafe code: passes the caller's bytes on and reads slices that `WireReader` has checked while those bytes live.

/// Spans, log records, resources and scopes of OTLP protobuf, with the results that `OTLPJSONDecoder` has for the same
/// data. Field numbers are of opentelemetry-proto 1.9, `trace/v1`, `logs/v1`, `resource/v1` and `common/v1`.
///
/// Fields come in any order, the last of a repeated scalar counts, repeated messages merge, unknown fields are stepped
/// over; a known field with another wire type is an error. Keeps memory between calls; nothing refers to the bytes
/// after a call.
struct OTLPProtobufDecoder {
  private var values = OTLPProtobufValueWriter()
  private let scratch = JSONTree()

  /// A tree addresses 4 GiB of text, and numbers become longer as text: 11 bytes of a list can become 24.
  static let maximumMessageSize = 1 << 30

  init(maximumNodeCount: Int = JSONTree.maximumNodeCount) { values.maximumNodeCount = maximumNodeCount }

  /// The first value since the last call that was nested too deep and became null.
  mutating func takeDepthError() -> WireError? {
    defer { values.tooDeep = nil }
    return values.tooDeep
  }

  // MARK: Spans

  /// Replaces `span` by the one in these bytes. False when there are no ids: not a span.
  mutating func decodeSpan(
    _ bytes: UnsafeRawBufferPointer, into span: inout TraceSpan
  ) throws(WireError) -> Bool {
    span.removeAll()
    var reader = try unsafe reader(of: bytes)
    span.tree.reserveText(bytes.count)
    var traceID = 0..<0
    var spanID = 0..<0
    var parent = 0..<0
    var name = 0..<0
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 1: traceID = try reader.range(tag)
      case 2: spanID = try reader.range(tag)
      case 4: parent = try reader.range(tag)
      case 5: name = try reader.range(tag)
      case 7: span.startTime = try time(&reader, tag)
      case 8: span.endTime = try time(&reader, tag)
      case 9: try appendAttribute(reader.message(reader.range(tag)), to: &span.attributes, in: span.tree)
      case 10: span.droppedAttributesCount = try count(&reader, tag)
      case 11:
        let message = try reader.message(reader.range(tag))
        if let event = span.appendEvent() { try decodeEvent(message, into: event, in: span.tree) }
      case 12: span.droppedEventsCount = try count(&reader, tag)
      case 15: try decodeStatus(reader.message(reader.range(tag)), into: &span)
      default: try reader.skip(tag)
      }
    }
    guard let trace = unsafe Identifier(protobuf: reader.slice(traceID), .trace),
      let id = unsafe Identifier(protobuf: reader.slice(spanID), .span)
    else { return false }
    span.traceID = trace
    span.spanID = id
    let parentID = unsafe Identifier(protobuf: reader.slice(parent), .span)
    span.parentSpanID = parentID.flatMap { $0.isRoot ? nil : $0.canonical }
    span.name = text(name, of: reader)
    span.attributes.index()
    return true
  }

  /// Event: time_unix_nano = 1, name = 2, attributes = 3, dropped_attributes_count = 4.
  private mutating func decodeEvent(
    _ reader: WireReader, into event: SpanEvent, in tree: JSONTree
  ) throws(WireError) {
    var reader = reader
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 1: event.time = try time(&reader, tag)
      case 2: event.name = text(try reader.range(tag), of: reader)
      case 3: try appendAttribute(reader.message(reader.range(tag)), to: &event.attributes, in: tree)
      case 4: event.droppedAttributesCount = try count(&reader, tag)
      default: try reader.skip(tag)
      }
    }
    event.attributes.index()
  }

  /// Status: message = 2, code = 3. Field 1 was a gRPC code once and says nothing here.
  private func decodeStatus(_ reader: WireReader, into span: inout TraceSpan) throws(WireError) {
    var reader = reader
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 2: span.statusMessage = text(try reader.range(tag), of: reader)
      case 3: span.isError = try reader.varint(tag) == 2
      default: try reader.skip(tag)
      }
    }
  }

  // MARK: Log records

  /// Replaces `record` by the one in these bytes.
  mutating func decodeLogRecord(
    _ bytes: UnsafeRawBufferPointer, into record: TraceLogRecord
  ) throws(WireError) {
    record.removeAll()
    var reader = try unsafe reader(of: bytes)
    record.tree.reserveText(bytes.count)
    var body: OTLPProtobufValue?
    var eventName: Range<Int>?
    var observedTime: Int64 = 0
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 1: record.time = try time(&reader, tag)
      case 5:
        let another = try OTLPProtobufValue(reader.message(reader.range(tag)))
        if case .null = another, body != nil { continue }
        body = another
      case 6: try appendAttribute(reader.message(reader.range(tag)), to: &record.attributes, in: record.tree)
      case 9: record.traceID = unsafe Identifier(protobuf: reader.slice(try reader.range(tag)), .trace)
      case 10: record.spanID = unsafe Identifier(protobuf: reader.slice(try reader.range(tag)), .span)
      case 11: observedTime = try time(&reader, tag)
      case 12: eventName = try reader.range(tag)
      default: try reader.skip(tag)
      }
    }
    if record.traceID?.isRoot == true { record.traceID = nil }
    if record.spanID?.isRoot == true { record.spanID = nil }
    if record.time == 0 { record.time = observedTime }
    if let body { record.body = try values.append(body, of: reader, to: record.tree) }
    record.attributes.index()
    record.eventName =
      eventName.map { text($0, of: reader) } ?? record.attributes.text("event.name") ?? ""
  }

  // MARK: Resources and scopes

  /// The first attribute `service.name` of a Resource (attributes = 1).
  mutating func serviceName(ofResource bytes: UnsafeRawBufferPointer) throws(WireError) -> String? {
    var reader = try unsafe reader(of: bytes)
    let name: StaticString = "service.name"
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.field == 1 else {
        try reader.skip(tag)
        continue
      }
      let entry = try OTLPProtobufEntry(reader.message(reader.range(tag)))
      guard let key = entry.key, key.count == name.utf8CodeUnitCount,
        unsafe reader.slice(key).elementsEqual(
          UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
      else { continue }
      scratch.removeAll()
      return try values.append(entry.value, of: reader, to: scratch).text
    }
    return nil
  }

  /// Name and version of an InstrumentationScope (name = 1, version = 2); nil where they are not set.
  func scope(
    _ bytes: UnsafeRawBufferPointer
  ) throws(WireError) -> (name: String?, version: String?) {
    var reader = try unsafe reader(of: bytes)
    var scope: (name: String?, version: String?)
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 1: scope.name = text(try reader.range(tag), of: reader)
      case 2: scope.version = text(try reader.range(tag), of: reader)
      default: try reader.skip(tag)
      }
    }
    return scope
  }

  // MARK: Parts

  private func reader(of bytes: UnsafeRawBufferPointer) throws(WireError) -> WireReader {
    guard bytes.count <= Self.maximumMessageSize else {
      throw WireError(
        offset: 0, expected: "a message of at most 1 GiB", found: .length(UInt64(bytes.count)))
    }
    return unsafe WireReader(bytes)
  }

  @inline(__always)
  private mutating func appendAttribute(
    _ reader: WireReader, to attributes: inout Attributes, in tree: JSONTree
  ) throws(WireError) {
    let entry = try OTLPProtobufEntry(reader)
    guard let key = entry.key else { return }
    try values.expectRoom(in: tree, at: key.lowerBound)
    let name = unsafe tree.addText(.string, reader.slice(key))
    attributes.append(name: name, value: try values.add(entry.value, of: reader, to: tree))
  }

  /// Times beyond the year 2262 are none.
  @inline(__always)
  private func time(_ reader: inout WireReader, _ tag: WireTag) throws(WireError) -> Int64 {
    Int64(exactly: try reader.fixed64(tag)) ?? 0
  }

  @inline(__always)
  private func count(_ reader: inout WireReader, _ tag: WireTag) throws(WireError) -> Int {
    Int(UInt32(truncatingIfNeeded: try reader.varint(tag)))
  }

  @inline(__always)
  private func text(_ range: Range<Int>, of reader: WireReader) -> String {
    unsafe String(decoding: reader.slice(range), as: UTF8.self)
  }
}

extension Identifier {
  /// Reads an id as protobuf has it: 16 or 8 bytes; nil for none. Bytes that are hex text, and other lengths, are
  /// understood as in JSON.
  init?(protobuf bytes: UnsafeRawBufferPointer, _ subject: Subject) {
    guard unsafe !bytes.isEmpty else { return nil }
    if bytes.count == subject.byteCount {
      self.init()
      canonical = unsafe Hex.text(of: bytes)
      spelling = canonical
    } else if bytes.count == subject.byteCount * 2, unsafe bytes.allSatisfy(Hex.isDigit) {
      unsafe self.init(String(decoding: bytes, as: UTF8.self), subject)
    } else {
      unsafe self.init(Hex.text(of: bytes), subject)
    }
  }
}

extension Hex {
  /// The digits of these bytes, lower case. An id is made for every span of a dump.
  static func text(of bytes: UnsafeRawBufferPointer) -> String {
    let digits: StaticString = "0123456789abcdef"
    return unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      for position in 0..<bytes.count {
        let byte = unsafe Int(bytes[position])
        unsafe buffer[position * 2] = digits.utf8Start[byte >> 4]
        unsafe buffer[position * 2 + 1] = digits.utf8Start[byte & 15]
      }
      return bytes.count * 2
    }
  }
}
