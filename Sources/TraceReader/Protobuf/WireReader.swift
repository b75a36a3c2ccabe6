// Unsafe code: `bytes` belongs to the caller for the reader's life. `position <= end <= bytes.count` holds always, every
// load is behind a comparison with `end`, and a slice is given out only after its length was compared with `end`.

/// How the value of a field is written: protobuf.dev, "Encoding", message structure. Groups (3, 4) are not used by
/// OTLP; they and the unassigned types 6 and 7 are errors.
enum WireType: UInt8 {
  case varint = 0
  case fixed64 = 1
  case bytes = 2
  case fixed32 = 5
}

/// A field's number and wire type, and where it began.
struct WireTag {
  let field: UInt32
  let type: WireType
  let offset: Int
}

/// A position in a contiguous protobuf message and the small steps of the wire format.
///
/// A reader of an inner message is over the same bytes, so that all offsets count from the first byte of the outermost.
@safe struct WireReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  let end: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    position = 0
    end = bytes.count
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    unsafe self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// A reader of the message in this part of the bytes.
  @inline(__always)
  func message(_ range: Range<Int>) -> WireReader {
    unsafe WireReader(bytes, range)
  }

  /// The bytes of a slice; valid as long as those given to the reader.
  @inline(__always)
  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  var isAtEnd: Bool { position == end }

  // MARK: Tags

  @inline(__always)
  mutating func tag() throws(WireError) -> WireTag {
    let offset = position
    let value = try varint()
    guard let type = WireType(rawValue: UInt8(truncatingIfNeeded: value & 7)) else {
      throw WireError(
        offset: offset, expected: "a field of wire type 0, 1, 2 or 5",
        found: .wireType(UInt8(truncatingIfNeeded: value & 7)))
    }
    // Field numbers have 29 bits.
    guard value >= 8, value <= UInt64(UInt32.max) else {
      throw WireError(
        offset: offset, expected: "a field number from 1 to 536870911", found: .fieldNumber(value >> 3))
    }
    return WireTag(field: UInt32(truncatingIfNeeded: value >> 3), type: type, offset: offset)
  }

  @inline(__always)
  private func check(_ tag: WireTag, is type: WireType, _ expected: StaticPhrase) throws(WireError) {
    guard tag.type == type else {
      throw WireError(offset: tag.offset, expected: expected, found: .wireType(tag.type.rawValue))
    }
  }

  // MARK: Values

  @inline(__always)
  mutating func varint() throws(WireError) -> UInt64 {
    if position < end {
      let byte = unsafe bytes[position]
      if byte < 0x80 {
        position += 1
        return UInt64(byte)
      }
    }
    return try longVarint()
  }

  /// Seven bits a byte, the lowest first; the tenth byte has room for one bit.
  private mutating func longVarint() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var at = position
    while at < end {
      let byte = unsafe bytes[at]
      guard shift < 63 || byte <= 1 else {
        throw WireError(offset: at, expected: "a varint of at most 64 bits", found: .byte(byte))
      }
      value |= UInt64(byte & 0x7F) << shift
      at += 1
      if byte < 0x80 {
        position = at
        return value
      }
      shift += 7
    }
    throw WireError(offset: at, expected: at == position ? "a varint" : "the rest of a varint", found: .end)
  }

  @inline(__always)
  mutating func varint(_ tag: WireTag) throws(WireError) -> UInt64 {
    try check(tag, is: .varint, "a varint")
    return try varint()
  }

  @inline(__always)
  mutating func fixed64(_ tag: WireTag) throws(WireError) -> UInt64 {
    try check(tag, is: .fixed64, "an 8-byte value")
    guard end - position >= 8 else {
      throw WireError(offset: end, expected: "an 8-byte value", found: .end)
    }
    defer { position += 8 }
    return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// The range of a length-delimited value: a text, bytes or a message.
  @inline(__always)
  mutating func range(_ tag: WireTag) throws(WireError) -> Range<Int> {
    try check(tag, is: .bytes, "a length-delimited value")
    return try range()
  }

  @inline(__always)
  private mutating func range() throws(WireError) -> Range<Int> {
    let offset = position
    let count = try varint()
    guard count <= UInt64(end - position) else {
      throw WireError(
        offset: offset, expected: "a length within the message around it", found: .length(count))
    }
    let start = position
    position += Int(count)
    return start..<position
  }

  /// Steps over the value of a field that nobody asked for.
  @inline(__always)
  mutating func skip(_ tag: WireTag) throws(WireError) {
    switch tag.type {
    case .varint: _ = try varint()
    case .bytes: _ = try range()
    case .fixed64: try skip(8)
    case .fixed32: try skip(4)
    }
  }

  /// Goes on at a position behind the current one.
  mutating func skip(to newPosition: Int) {
    precondition(newPosition >= position && newPosition <= end, "a reader stays inside its message")
    position = newPosition
  }

  private mutating func skip(_ count: Int) throws(WireError) {
    guard end - position >= count else {
      throw WireError(
        offset: end, expected: count == 8 ? "an 8-byte value" : "a 4-byte value", found: .end)
    }
    position += count
  }
}
