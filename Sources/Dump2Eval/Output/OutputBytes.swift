// Unsafe code: `storage` is this value's own, of `capacity` bytes of which the first `count` are set; `reserve` comes
// before each write. Bytes of callers are copied during the call, and what is lent is valid for the closure.

internal import CByteScan
internal import TraceReader

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes on their way out, to a file or into a record. Formats append, the caller writes them somewhere and empties it
/// between cases, so one allocation serves a whole run.
///
/// Not an array: datasets are made of short pieces, and an array asks for each whether it is shared, and copies by a call
/// (a fifth of the time to write a dataset).
@safe struct OutputBytes: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  /// A buffer that one enormous case made grow is given back rather than kept for the run.
  static let keptCapacity = 1 << 20
  private static let firstCapacity = 256

  init() {
    capacity = Self.firstCapacity
    unsafe storage = .allocate(capacity: capacity)
  }

  deinit { unsafe storage.deallocate() }

  var isEmpty: Bool { count == 0 }

  mutating func removeAll() {
    count = 0
    guard capacity > Self.keptCapacity else { return }
    unsafe storage.deallocate()
    capacity = Self.firstCapacity
    unsafe storage = .allocate(capacity: capacity)
  }

  /// Makes room for so many more bytes.
  @inline(__always)
  mutating func reserve(_ additional: Int) {
    if capacity - count < additional { grow(by: additional) }
  }

  private mutating func grow(by additional: Int) {
    let wanted = max(count + additional, capacity * 2)
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
    unsafe grown.update(from: storage, count: count)
    unsafe storage.deallocate()
    unsafe storage = grown
    capacity = wanted
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe storage[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ literal: StaticString) {
    unsafe append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Replaces eight bytes, which are there, by this number, the lowest byte first.
  mutating func set(_ value: UInt64, at position: Int) {
    precondition(position >= 0 && position + 8 <= count)
    unsafe UnsafeMutableRawPointer(storage).storeBytes(
      of: value.littleEndian, toByteOffset: position, as: UInt64.self)
  }

  mutating func append(text: String) {
    text.withUTF8Span { append($0) }
  }

  mutating func append(_ span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe append($0) }
  }

  @inline(__always)
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    reserve(bytes.count)
    unsafe memcpy(storage + count, base, bytes.count)
    count += bytes.count
  }

  /// Appends a JSON string of this text, with its quotes; only what must be escaped is.
  mutating func append(json text: String) {
    append(UInt8(ascii: "\""))
    text.withUTF8Span { bytes in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        for start in stride(from: 0, to: bytes.count, by: Self.jsonPiece) {
          let count = min(Self.jsonPiece, bytes.count - start)
          // The scan writes whole blocks.
          unsafe append(upTo: count * 6 + 16) { target in
            unsafe cbytescan_escape_json(bytes.baseAddress! + start, count, target)
          }
        }
      }
    }
    append(UInt8(ascii: "\""))
  }

  /// Escaped at once, since no more than six times as many bytes may come of it.
  private static let jsonPiece = 4096

  mutating func append(blanks count: Int) {
    reserve(count)
    unsafe memset(storage + self.count, Int32(UInt8(ascii: " ")), count)
    self.count += count
  }

  /// Appends what `body` writes to the front of so much room; it returns how many bytes these are.
  @inline(__always)
  mutating func append(upTo room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
    reserve(room)
    let added = unsafe body(storage + count)
    precondition(added <= room)
    count += added
  }

  /// Lends the bytes.
  @inline(__always)
  borrowing func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = unsafe UnsafeRawBufferPointer(start: storage, count: count)
    return try unsafe body(bytes.bytes)
  }

  /// Lends the bytes.
  borrowing func withSpan(_ body: (Span<UInt8>) -> Void) {
    unsafe body(Span(_unsafeStart: storage, count: count))
  }

  /// The bytes as text.
  var text: String {
    unsafe String(utf8: UnsafeRawBufferPointer(start: storage, count: count))
  }
}
