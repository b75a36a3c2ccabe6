// Unsafe code. The buffer is owned by the writer and checks every copy into it against its capacity; the
// caller's bytes are only read during the call.

package import SystemPackage

/// Writes bytes to a file or to standard output in large pieces.
///
/// Bytes that are still in the buffer when the writer goes away are lost: call `flush()`, which can fail.
package struct BufferedWriter: ~Copyable, Sendable {
  /// Where the bytes go, for messages: a file, or the folder of a file that has no name yet.
  package let path: FilePath

  let descriptor: Descriptor
  /// Nobody need take it.
  private let isSpare: Bool
  private var buffer: ByteBuffer
  private var count = 0

  /// Writes of so many bytes go past the buffer when it is empty.
  private let throughSize: Int

  /// Bytes gathered before they are written; larger writes go past the buffer.
  static let capacity = 64 << 10

  init(
    _ descriptor: consuming Descriptor, path: FilePath, buffer: consuming ByteBuffer,
    throughSize: Int = capacity, isSpare: Bool = false
  ) {
    self.path = path
    self.isSpare = isSpare
    self.throughSize = throughSize
    self.descriptor = descriptor
    self.buffer = buffer
  }

  /// Standard output, which stays open afterwards.
  package static func standardOutput() -> BufferedWriter {
    BufferedWriter(
      Descriptor(lent: 1), path: "standard output", buffer: ByteBuffer(capacity: capacity))
  }

  /// Standard error, which stays open afterwards. Where nobody reads it writing fails, and the process goes on.
  package static func standardError() -> BufferedWriter {
    BufferedWriter(
      Descriptor(lent: 2), path: "standard error", buffer: ByteBuffer(capacity: capacity), isSpare: true)
  }

  /// A file that the user named: made, or emptied if it exists, through links too. For results that may be
  /// lost when the run is killed; use `OutputFolder` for those that may not.
  package init(overwriting path: FilePath) throws(FileIOError) {
    let descriptor = try attempting(.open, path) { () throws(Errno) in
      try SystemCalls.open(path, .overwriting, permissions: 0o666)
    }
    self.init(descriptor, path: path, buffer: ByteBuffer(capacity: Self.capacity))
  }

  /// Appends bytes.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    if bytes.count > buffer.capacity - count { try flush() }
    if count == 0, bytes.count >= min(throughSize, buffer.capacity) { return try unsafe writeThrough(bytes) }
    unsafe buffer.store(bytes, at: count)
    count += bytes.count
  }

  /// Appends bytes.
  package mutating func write(_ bytes: RawSpan) throws(FileIOError) {
    unsafe try bytes.withUnsafeBytes { (bytes) throws(FileIOError) in try unsafe write(bytes) }
  }

  /// Appends text as UTF-8.
  package mutating func write(_ text: String) throws(FileIOError) {
    let utf8 = text.utf8
    unsafe try write(utf8.span.bytes)
  }

  /// Hands everything to the system. Does not wait for the disk.
  ///
  /// - Throws: Also when the disk is full or the reader has gone; what was in the buffer is then dropped.
  package mutating func flush() throws(FileIOError) {
    guard count > 0 else { return }
    let pending = unsafe buffer.bytes(0..<count)
    count = 0
    try unsafe writeThrough(pending)
  }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    let raw = descriptor.raw
    try attempting(.write, path) { () throws(Errno) in
      try unsafe SystemCalls.writeAll(raw, bytes, isSpare: isSpare)
    }
  }

  /// Hands everything to the system and closes the file: what could not be stored is told now at the latest.
  ///
  /// - Returns: The buffer, for use by the next writer.
  consuming func close() throws(FileIOError) -> ByteBuffer {
    try flush()
    let path = path
    let raw = descriptor.release()
    try attempting(.write, path) { () throws(Errno) in
      try SystemCalls.closeWritten(raw)
    }
    return buffer
  }

  /// Takes the buffer for use by the next writer; this one writes no more.
  mutating func takeBuffer() -> ByteBuffer {
    var taken = ByteBuffer(capacity: 0)
    swap(&taken, &buffer)
    return taken
  }
}
