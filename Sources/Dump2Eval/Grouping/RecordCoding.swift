// Unsafe code: the reader's bytes belong to the caller of `decode`, for the closure's time; every read is checked against
// their count first.

internal import CByteScan
internal import TraceReader

/// Writes the parts of a record: numbers of variable length, strings behind their length.
struct RecordWriter: ~Copyable {
  private(set) var bytes = OutputBytes()

  mutating func removeAll() { bytes.removeAll() }

  mutating func write(_ byte: UInt8) { bytes.append(byte) }

  mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  /// Seven bits a byte, the lowest first.
  mutating func write(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  /// Always eight bytes.
  mutating func write(fixed value: UInt64) {
    unsafe withUnsafeBytes(of: value.littleEndian) { bytes in
      unsafe self.bytes.append(bytes.assumingMemoryBound(to: UInt8.self))
    }
  }

  /// Zigzag, so that small negative numbers are short too.
  mutating func write(_ value: Int64) { write(UInt64(bitPattern: value << 1 ^ value >> 63)) }

  mutating func write(_ count: Int) { write(UInt64(count)) }

  mutating func write(_ text: String) {
    text.withUTF8Span { utf8 in
      write(utf8.count)
      bytes.append(utf8)
    }
  }

  mutating func write(_ raw: RawSpan) {
    write(raw.byteCount)
    unsafe raw.withUnsafeBytes { unsafe bytes.append($0.assumingMemoryBound(to: UInt8.self)) }
  }

  /// What `body` writes, behind its length of eight bytes: see `RecordReader.framedBytes`.
  mutating func write(framed body: (inout RecordWriter) -> Void) {
    let start = bytes.count
    write(fixed: 0)
    body(&self)
    bytes.set(UInt64(bytes.count - start - 8), at: start)
  }

  mutating func write(_ text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  mutating func write(_ value: Int?) {
    write(value != nil)
    if let value { write(Int64(value)) }
  }

  mutating func write(_ value: Double?) {
    write(value != nil)
    if let value { write(value.bitPattern) }
  }

  mutating func write<Element>(_ list: [Element], _ body: (inout RecordWriter, Element) -> Void) {
    write(list.count)
    for element in list { body(&self, element) }
  }
}

/// Reads what `RecordWriter` wrote. Records are written and read by one program; a record that is damaged all the same
/// (a spill file on a failing disk) reads as zeros and empty strings, never out of bounds.
@safe struct RecordReader {
  private let bytes: UnsafeRawBufferPointer
  private let recent: RecentTexts?
  private(set) var position = 0

  /// With `recent`, texts that are the same for many records are held once.
  static func decode<Value>(
    _ record: RawSpan, recent: RecentTexts? = nil, _ body: (inout RecordReader) -> Value
  ) -> Value {
    unsafe record.withUnsafeBytes { bytes in
      var reader = unsafe RecordReader(bytes: bytes, recent: recent)
      return body(&reader)
    }
  }

  private init(bytes: UnsafeRawBufferPointer, recent: RecentTexts?) {
    unsafe self.bytes = bytes
    self.recent = recent
  }

  mutating func byte() -> UInt8 {
    guard unsafe position < bytes.count else { return 0 }
    defer { position += 1 }
    return unsafe bytes[position]
  }

  mutating func flag() -> Bool { byte() != 0 }

  mutating func fixed() -> UInt64 {
    guard unsafe position + 8 <= bytes.count else { return 0 }
    defer { position += 8 }
    return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// Goes on at a position that was asked for before.
  mutating func skip(to position: Int) { self.position = unsafe min(max(position, 0), bytes.count) }

  mutating func unsigned() -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
    }
    return value
  }

  mutating func signed() -> Int64 {
    let value = unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func count() -> Int { Int(clamping: unsigned()) }

  mutating func text() -> String { unsafe String(utf8: textBytes()) }

  mutating func rawBytes() -> [UInt8] { unsafe Array(textBytes()) }

  /// What `RecordWriter.write(framed:)` wrote.
  mutating func framedBytes() -> [UInt8] {
    let length = Int(clamping: fixed())
    let end = unsafe position + min(length, bytes.count - position)
    defer { position = end }
    return unsafe Array(bytes[position..<end])
  }

  mutating func optionalText() -> String? { flag() ? text() : nil }

  /// A text that other records are likely to have too.
  mutating func commonText() -> String {
    let bytes = unsafe textBytes()
    return unsafe recent?.text(of: bytes) ?? String(utf8: bytes)
  }

  mutating func optionalCommonText() -> String? { flag() ? commonText() : nil }

  private mutating func textBytes() -> UnsafeRawBufferPointer {
    let count = unsafe min(count(), bytes.count - position)
    defer { position += count }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  mutating func optionalInt() -> Int? { flag() ? Int(signed()) : nil }

  mutating func optionalDouble() -> Double? { flag() ? Double(bitPattern: unsigned()) : nil }

  mutating func list<Element>(_ body: (inout RecordReader) -> Element) -> [Element] {
    var list: [Element] = []
    // No element takes less than a byte: a damaged count cannot make us allocate more than the record holds.
    let count = unsafe min(count(), bytes.count - position)
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(body(&self)) }
    return list
  }
}

extension RawSpan {
  /// Whether two records are one.
  func hasSameBytes(as other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    return unsafe withUnsafeBytes { one in
      unsafe other.withUnsafeBytes { other in
        guard let one = one.baseAddress, let other = other.baseAddress else { return true }
        return unsafe cbytescan_equal(one, other, byteCount) != 0
      }
    }
  }
}
