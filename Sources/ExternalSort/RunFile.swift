// Unsafe code. Bytes of callers are read during the call only; the buffer checks what is stored in it.

import FileIO

/// A spill file with the buffer that it is written through. One thread writes; when that is done, it is only
/// read.
final class RunFile: @unchecked Sendable {
  private var file: SpillFile
  private var buffer: ByteBuffer
  private var count = 0

  /// To copy so many bytes takes longer than to write them apart from others.
  private static let throughSize = 32 << 10

  init(in folder: TemporaryFolder, bufferSize: Int) throws(FileIOError) {
    file = try folder.makeSpillFile()
    buffer = ByteBuffer(capacity: bufferSize)
  }

  /// Where the next byte will be.
  var position: Int64 { file.size + Int64(count) }

  /// Appends bytes; they are either all in the buffer afterwards or all in the file.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    if bytes.count > buffer.capacity - count || bytes.count >= Self.throughSize { try flush() }
    if bytes.count > buffer.capacity || bytes.count >= Self.throughSize {
      return try unsafe file.append(bytes)
    }
    unsafe buffer.store(bytes, at: count)
    count += bytes.count
  }

  /// Appends a record.
  func append(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) throws(FileIOError) {
    let header = recordHeader(keyLength: key.count, payloadLength: payload.count)
    try unsafe withUnsafeBytes(of: header) { (bytes) throws(FileIOError) in try unsafe append(bytes) }
    try unsafe append(key)
    try unsafe append(payload)
  }

  func flush() throws(FileIOError) {
    guard count > 0 else { return }
    try unsafe file.append(buffer.bytes(0..<count))
    count = 0
  }

  /// Writes what is still in the buffer and gives the buffer back: from now on the file is only read.
  func seal() throws(FileIOError) {
    try flush()
    buffer = ByteBuffer(capacity: 0)
  }

  /// Fills the buffer from an offset.
  ///
  /// - Throws: Also when the file ends before: nobody but us can have changed it, so the disk has failed.
  func read(at offset: Int64, into bytes: UnsafeMutableRawBufferPointer) throws(FileIOError) {
    let count = try unsafe file.readAt(offset: offset, into: bytes)
    if count != bytes.count { throw file.damaged() }
  }

  /// Bytes that are still in the buffer; nil when they are in the file.
  func pending(at offset: Int64, count length: Int) -> UnsafeRawBufferPointer? {
    guard offset >= file.size else { return nil }
    let start = Int(offset - file.size)
    precondition(length <= count - start)
    return unsafe buffer.bytes(start..<start + length)
  }

  /// Bytes in the file, without those in the buffer.
  var writtenBytes: Int64 { file.size }

  /// The error of a record that cannot be as it was written.
  func damaged() -> FileIOError { file.damaged() }

  /// Forgets everything and gives the room on the disk back.
  func removeAll() throws(FileIOError) {
    count = 0
    if file.size > 0 { try file.removeAll() }
  }
}
