// Unsafe code. Bytes of callers are read during the call only; the buffer checks what is stored in it.

import FileIO

/// A spill file with the buffer that it is written through. One thread writes; when that is done, it is only
/// read.
///
/// A record in it is the length of its key and of its payload (4 bytes each), key, payload.
final class RunFile: @unchecked Sendable {
  static let headerSize = 8

  private var file: SpillFile
  private var buffer: ByteBuffer
  private var count = 0

  init(in folder: TemporaryFolder, bufferSize: Int) throws(FileIOError) {
    file = try folder.makeSpillFile()
    buffer = ByteBuffer(capacity: bufferSize)
  }

  /// Where the next byte will be.
  var position: Int64 { file.size + Int64(count) }

  /// Appends bytes; they are either all in the buffer afterwards or all in the file.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    if bytes.count > buffer.capacity - count {
      try flush()
      if bytes.count > buffer.capacity {
        try unsafe file.append(bytes)
        return
      }
    }
    unsafe buffer.store(bytes, at: count)
    count += bytes.count
  }

  /// Appends a record.
  func append(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) throws(FileIOError) {
    try appendHeader(UInt32(key.count), UInt32(payload.count))
    try unsafe append(key)
    try unsafe append(payload)
  }

  /// Appends a record whose payload is right behind its key.
  func append(_ entry: RecordEntry) throws(FileIOError) {
    try appendHeader(entry.keyLength, entry.payloadLength)
    let length = Int(entry.keyLength) + Int(entry.payloadLength)
    try unsafe append(UnsafeRawBufferPointer(start: entry.address, count: length))
  }

  private func appendHeader(_ keyLength: UInt32, _ payloadLength: UInt32) throws(FileIOError) {
    let header = UInt64(keyLength) | UInt64(payloadLength) << 32
    try unsafe withUnsafeBytes(of: header.littleEndian) { (bytes) throws(FileIOError) in
      try unsafe append(bytes)
    }
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
