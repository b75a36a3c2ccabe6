// Unsafe code. Owns one allocation of `capacity` bytes, freed when it goes away; offsets and counts are
// checked against the capacity here.

/// Memory of a fixed size for bytes on their way in or out, not set to anything.
@safe package struct ByteBuffer: ~Copyable, @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer

  /// Bytes that fit.
  package var capacity: Int { unsafe memory.count }

  /// - Parameter capacity: In bytes; 0 allocates nothing.
  package init(capacity: Int) {
    unsafe memory =
      capacity == 0
      ? UnsafeMutableRawBufferPointer(start: nil, count: 0)
      : .allocate(byteCount: capacity, alignment: 16)
  }

  /// Copies bytes to an offset, where they must fit.
  package mutating func store(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    precondition(unsafe offset >= 0 && bytes.count <= memory.count - offset)
    guard let source = bytes.baseAddress else { return }
    unsafe (memory.baseAddress! + offset).copyMemory(from: source, byteCount: bytes.count)
  }

  /// The bytes of a range; valid as long as the buffer.
  package func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[range])
  }

  /// The bytes of a range, to be filled; valid as long as the buffer.
  package mutating func mutableBytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[range])
  }

  deinit {
    unsafe memory.deallocate()
  }
}
