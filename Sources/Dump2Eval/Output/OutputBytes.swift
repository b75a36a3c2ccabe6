// Unsafe: the array owns the memory; a lent span is copied from within one call and not kept.

/// Bytes on their way out. A format appends, the caller writes them somewhere and empties it between cases,
/// so one allocation serves a whole run.
struct OutputBytes {
  private(set) var bytes: [UInt8] = []

  /// A buffer that one enormous case made grow is given back rather than kept for the run.
  static let keptCapacity = 1 << 20

  var count: Int { bytes.count }
  var isEmpty: Bool { bytes.isEmpty }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
  }

  mutating func reserve(_ additional: Int) {
    // Growing by the exact need each time would copy the buffer again for every string.
    guard bytes.capacity - bytes.count < additional else { return }
    bytes.reserveCapacity(max(bytes.count + additional, bytes.capacity * 2))
  }

  mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ literal: StaticString) {
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  mutating func append(text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(blanks count: Int) {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
  }
}
