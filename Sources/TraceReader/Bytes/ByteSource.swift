// Unsafe code: copies as many bytes as both the array and the buffer have.

/// Something that bytes come from, in order, once: a file, standard input, a decompressor around either.
///
/// A class behind a protocol, because one call covers thousands of bytes. Not thread-safe.
package protocol ByteSource: AnyObject {
  /// Puts up to `buffer.count` bytes into the buffer and returns how many; 0 at the end of the input.
  ///
  /// A source that finds its input damaged first gives all bytes before the damage, then throws once, and may then give
  /// the bytes after it.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
}

/// Bytes in memory, given out in chunks of a chosen size: for tests.
package final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private let chunk: Int
  private var position = 0

  /// One read gives `chunk` bytes at the most.
  package init(_ bytes: [UInt8], chunk: Int = .max) {
    self.bytes = bytes
    self.chunk = chunk
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, chunk, bytes.count - position)
    unsafe buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
