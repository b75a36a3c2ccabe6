// Unsafe code: compares the caller's bytes with kept ones behind a comparison of their counts.

internal import CByteScan

/// What was read lately of small messages that a dump repeats: resources and scopes stand before every few spans, and are
/// the same some dozen, byte by byte.
struct RecentValues<Value> {
  private struct Entry {
    var bytes: [UInt8]
    var value: Value
  }

  /// Direct-mapped: a message that takes another's slot costs that one another reading.
  private var entries: [Entry?] = Array(repeating: nil, count: 256)
  /// Larger messages are read each time.
  private static var longest: Int { 4096 }

  /// What was read of the same bytes before.
  subscript(_ bytes: UnsafeRawBufferPointer) -> Value? {
    guard bytes.count <= Self.longest, let entry = entries[unsafe Self.slot(of: bytes)],
      entry.bytes.count == bytes.count
    else { return nil }
    guard let base = bytes.baseAddress, unsafe cbytescan_equal(entry.bytes, base, bytes.count) != 0
    else { return nil }
    return entry.value
  }

  mutating func insert(_ value: Value, for bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= Self.longest else { return }
    unsafe entries[Self.slot(of: bytes)] = Entry(bytes: Array(bytes), value: value)
  }

  private static func slot(of bytes: UnsafeRawBufferPointer) -> Int {
    Int(truncatingIfNeeded: unsafe ByteHash.hash(bytes, .known) & 255)
  }
}
