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

  /// Appends the records of a sorted index: long ones from where they are, short ones gathered in the buffer.
  ///
  /// - Returns: Where they are in the file.
  func appendRun(_ index: borrowing RecordIndex) throws(FileIOError) -> Range<Int64> {
    try flush()
    let start = position
    var pieces = unsafe [UnsafeRawBufferPointer]()
    // Of the buffer: up to where it is filled, and up to where that is among the pieces.
    var (filled, named) = (0, 0)
    var size = 0
    func nameFilled() {
      if filled > named { unsafe pieces.append(buffer.bytes(named..<filled)) }
      named = filled
    }
    func write() throws(FileIOError) {
      nameFilled()
      try unsafe file.append(pieces)
      unsafe pieces.removeAll(keepingCapacity: true)
      (filled, named, size) = (0, 0, 0)
    }
    let longCount = min(Self.pieceSize, buffer.capacity)
    let entries = unsafe index.entries
    for position in entries.indices {
      let bytes = unsafe entries[position].bytes
      if bytes.count >= longCount {
        nameFilled()
        unsafe pieces.append(bytes)
      } else {
        if bytes.count > buffer.capacity - filled { try write() }
        unsafe buffer.store(bytes, at: filled)
        filled += bytes.count
      }
      size += bytes.count
      if unsafe size >= Self.writeSize || pieces.count >= Self.mostPieces { try write() }
    }
    try write()
    return start..<position
  }

  /// To copy fewer bytes takes no longer than to name them to the system.
  private static let pieceSize = 1 << 10
  /// What is written at once, so that the disk is busy.
  private static let mostPieces = 1024
  private static let writeSize = 1 << 20

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
