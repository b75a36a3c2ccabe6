// Unsafe code: a block owns its memory, also after an exchange, and frees it in deinit. `headRoom + count <= capacity`
// always holds, and `ByteWindow.padding` bytes beyond `capacity` are readable.

/// A piece of an input in memory that can pass from who reads it to who uses it: in front of it is room for what is still
/// held of the piece before, so that nothing else has to be copied.
@safe final class Block {
  /// Bytes that are read at once.
  static let size = 256 << 10
  /// Where less is held than has come, it always fits. Room that nobody needs is never touched and costs nothing.
  static let headRoom = size

  private(set) var base: UnsafeMutableRawPointer
  private(set) var capacity: Int
  /// Bytes of the input, behind the head room.
  private(set) var count = 0
  /// What was thrown instead of bytes.
  private(set) var failure: InputError?

  init(capacity: Int = headRoom + size) {
    self.capacity = capacity
    unsafe base = .allocate(byteCount: capacity + ByteWindow.padding, alignment: 64)
  }

  deinit { unsafe base.deallocate() }

  /// The bytes of the input.
  var start: UnsafeMutableRawPointer { unsafe base + Self.headRoom }

  /// Takes what a source gives next, bytes or a failure; false at its end.
  func fill(from source: any ByteSource) -> Bool {
    count = 0
    failure = nil
    do throws(InputError) {
      count = try unsafe source.read(into: UnsafeMutableRawBufferPointer(start: start, count: Self.size))
    } catch {
      failure = error
      return true
    }
    guard count > 0 else { return false }
    unsafe (start + count).initializeMemory(as: UInt8.self, repeating: 0, count: ByteWindow.padding)
    return true
  }

  /// Takes the other block's memory for its own.
  func exchangeMemory(with other: Block) {
    // Plainer than `swap`, which has the run-time watch over all four.
    let (base, capacity) = unsafe (base, capacity)
    unsafe self.base = other.base
    self.capacity = other.capacity
    unsafe other.base = base
    other.capacity = capacity
  }
}
