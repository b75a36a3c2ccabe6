// Unsafe code. A source in memory points into a `SortedRuns` that the merge keeps. A source on disk owns
// `buffer` (freed by `close`, which its owner, `Merge`, calls). Bytes 0..<filled of the buffer are valid,
// `refill` never reads past `capacity`, and the lengths that a record claims are checked against the run's
// end.

import FileIO
import SystemPackage

/// One sorted run while it is merged: its current record, and how to get to the next.
@safe struct RecordSource {
  // The current record.
  private(set) var isAtEnd = false
  private(set) var prefix: UInt64 = 0
  private(set) var key: UnsafeRawBufferPointer
  private(set) var payloadLength = 0
  /// Nil when the payload is on disk only, being too large for the buffer.
  private(set) var payload: UnsafeRawPointer?

  // In memory: the entries to come.
  private var entry: UnsafePointer<RecordEntry>?
  private var entriesToCome = 0

  // On disk.
  private let file: RunFile?
  private let end: Int64
  private var payloadOffset: Int64 = 0
  private var nextOffset: Int64
  private var buffer: UnsafeMutableRawBufferPointer
  /// Where in the file the buffer begins, and how much of it is filled.
  private var bufferOffset: Int64
  private var filled = 0

  init(_ entries: UnsafeMutableBufferPointer<RecordEntry>) {
    unsafe key = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe payload = nil
    unsafe entry = UnsafePointer(entries.baseAddress)
    entriesToCome = entries.count
    file = nil
    end = 0
    nextOffset = 0
    bufferOffset = 0
    unsafe buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  init(_ run: Range<Int64>, of file: RunFile, bufferSize: Int) {
    unsafe key = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe payload = nil
    unsafe entry = nil
    self.file = file
    end = run.upperBound
    nextOffset = run.lowerBound
    bufferOffset = run.lowerBound
    let size = min(max(bufferSize, RecordEntry.headerSize), run.count)
    unsafe buffer = .allocate(byteCount: size, alignment: 16)
  }

  /// Gives the buffer back.
  mutating func close() {
    unsafe buffer.deallocate()
    unsafe buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    isAtEnd = true
  }

  /// Moves to the next record, or to the end.
  mutating func advance() throws(FileIOError) {
    if let file { return try advance(in: file) }
    guard entriesToCome > 0, let next = unsafe entry else {
      isAtEnd = true
      return
    }
    unsafe prefix = next.pointee.prefix
    unsafe key = next.pointee.key
    unsafe payload = next.pointee.payload.baseAddress
    unsafe payloadLength = next.pointee.payload.count
    unsafe entry = next + 1
    entriesToCome -= 1
  }

  private mutating func advance(in file: RunFile) throws(FileIOError) {
    guard nextOffset < end else { return close() }
    let headerSize = RecordEntry.headerSize
    var start = try position(of: nextOffset, having: headerSize, in: file)
    let header = unsafe buffer.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    let keyLength = Int(header & 0xFFFF_FFFF)
    payloadLength = Int(header >> 32)
    let length = headerSize + keyLength + payloadLength
    guard Int64(length) <= end - nextOffset else { throw file.damaged() }
    if unsafe headerSize + keyLength > buffer.count { growBuffer(to: headerSize + keyLength) }
    let isWhole = unsafe length <= buffer.count
    start = try position(of: nextOffset, having: isWhole ? length : headerSize + keyLength, in: file)
    unsafe key = UnsafeRawBufferPointer(rebasing: buffer[start + headerSize..<start + headerSize + keyLength])
    unsafe prefix = keyPrefix(key)
    unsafe payload = isWhole ? UnsafeRawPointer(buffer.baseAddress! + start + headerSize + keyLength) : nil
    payloadOffset = nextOffset + Int64(headerSize + keyLength)
    nextOffset += Int64(length)
  }

  /// Where in the buffer an offset of the file is, with at least so many bytes from there on.
  private mutating func position(
    of offset: Int64, having count: Int, in file: RunFile
  ) throws(FileIOError) -> Int {
    let start = Int(offset - bufferOffset)
    if count <= filled - start { return start }
    let kept = max(filled - start, 0)
    if kept > 0 {
      unsafe buffer.baseAddress!.copyMemory(from: buffer.baseAddress! + start, byteCount: kept)
    }
    bufferOffset = offset
    filled = kept
    let more = unsafe Int(min(Int64(buffer.count - kept), end - offset - Int64(kept)))
    guard count <= kept + more else { throw file.damaged() }
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[kept..<kept + more])
    try unsafe file.read(at: offset + Int64(kept), into: room)
    filled += more
    return 0
  }

  private mutating func growBuffer(to size: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    unsafe buffer.deallocate()
    unsafe buffer = larger
  }

  /// Copies a part of the payload, wherever it is.
  func readPayload(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(FileIOError) {
    if let payload = unsafe payload {
      unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: payload + offset, count: bytes.count))
    } else if let file {
      try unsafe file.read(at: payloadOffset + Int64(offset), into: bytes)
    }
  }
}
