// Unsafe code. Records lie in the arena, in the file's buffer or in the window, all owned by the spool; they
// are lent for the duration of a call, during which the spool cannot change.

package import FileIO

/// Keeps byte records in the order in which they come and gives each of them back by its handle, as often as
/// asked: in memory up to a limit, and beyond that in a private file.
package struct RecordSpool: ~Copyable, Sendable {
  /// Where a record is; of use with its own spool only, and until `removeAll()`.
  package struct Handle: Sendable, Hashable {
    /// In the file: the offset. In memory: the complement of page (upper half) and offset.
    package let location: Int64
    /// Bytes of the record.
    package let length: Int

    /// The handle with this location and length, which were those of another.
    package init(location: Int64, length: Int) {
      self.location = location
      self.length = length
    }
  }

  private let memoryLimit: Int
  private let folder: TemporaryFolder
  private var arena = Arena()
  private var file: RunFile?
  /// Read from the file ahead of what was asked for, since records are mostly asked for one after the other.
  private var window = ByteBuffer(capacity: 0)
  private var windowRange: Range<Int64> = 0..<0

  private static let bufferSize = 64 << 10

  /// Costs nothing yet: memory is taken as records come.
  ///
  /// - Parameters:
  ///   - memoryLimit: Bytes of records in memory. Once records have gone to the file, two buffers of 64 KiB
  ///     come on top, or the largest record that was read back.
  ///   - folder: Where the rest goes.
  package init(memoryLimit: Int, folder: TemporaryFolder) {
    self.memoryLimit = memoryLimit
    self.folder = folder
  }

  /// Bytes that are kept on disk.
  package var spilledBytes: Int64 { file?.position ?? 0 }

  /// Keeps a copy of a record.
  ///
  /// - Returns: What to ask for it with.
  /// - Throws: When it has to go to the disk and cannot.
  package mutating func append(_ record: RawSpan) throws(FileIOError) -> Handle {
    unsafe try record.withUnsafeBytes { (bytes) throws(FileIOError) in
      if let slot = arena.allocate(bytes.count, within: memoryLimit) {
        unsafe arena.bytes(at: slot, count: bytes.count).copyMemory(from: bytes)
        return Handle(location: ~Self.packed(slot), length: bytes.count)
      }
      let file = try openFile()
      let offset = file.position
      try unsafe file.append(bytes)
      return Handle(location: offset, length: bytes.count)
    }
  }

  /// Lends a record.
  ///
  /// - Throws: When it cannot be read back from the disk, or what the body throws.
  package mutating func withRecord<R: ~Copyable>(
    _ handle: Handle, _ body: (RawSpan) throws(FileIOError) -> R
  ) throws(FileIOError) -> R {
    let bytes = try unsafe self.bytes(of: handle)
    return try unsafe body(bytes.bytes)
  }

  private mutating func bytes(of handle: Handle) throws(FileIOError) -> UnsafeRawBufferPointer {
    if handle.location < 0 {
      return unsafe UnsafeRawBufferPointer(
        arena.bytes(at: Self.slot(~handle.location), count: handle.length))
    }
    guard let file, handle.location + Int64(handle.length) <= file.position else {
      preconditionFailure("a handle of another spool, or from before removeAll")
    }
    if let pending = unsafe file.pending(at: handle.location, count: handle.length) { return unsafe pending }
    let end = handle.location + Int64(handle.length)
    if handle.location < windowRange.lowerBound || end > windowRange.upperBound {
      try fillWindow(from: handle.location, atLeast: handle.length, in: file)
    }
    let start = Int(handle.location - windowRange.lowerBound)
    return unsafe window.bytes(start..<start + handle.length)
  }

  private mutating func fillWindow(
    from offset: Int64, atLeast count: Int, in file: RunFile
  ) throws(FileIOError) {
    windowRange = 0..<0
    if window.capacity < max(count, Self.bufferSize) {
      window = ByteBuffer(capacity: 0)
      window = ByteBuffer(capacity: max(count, Self.bufferSize))
    }
    let ahead = Int(min(Int64(window.capacity), file.writtenBytes - offset))
    try unsafe file.read(at: offset, into: window.mutableBytes(0..<ahead))
    windowRange = offset..<offset + Int64(ahead)
  }

  /// Forgets all records, keeps the memory for the next, and gives the room on the disk back.
  package mutating func removeAll() throws(FileIOError) {
    arena.removeAll()
    windowRange = 0..<0
    // A record far larger than the others must not stay with us for the rest of the run.
    if window.capacity > Self.bufferSize { window = ByteBuffer(capacity: 0) }
    try file?.removeAll()
  }

  private mutating func openFile() throws(FileIOError) -> RunFile {
    if let file { return file }
    let file = try RunFile(in: folder, bufferSize: Self.bufferSize)
    self.file = file
    return file
  }

  /// Fits: pages are fewer than 2³¹, and an offset is below the size of a page or 0.
  private static func packed(_ slot: Arena.Slot) -> Int64 {
    let page = slot.page < 0 ? ~slot.page << 1 | 1 : slot.page << 1
    return Int64(page) << 31 | Int64(slot.offset)
  }

  private static func slot(_ packed: Int64) -> Arena.Slot {
    let page = Int(packed >> 31)
    return Arena.Slot(page: page & 1 == 1 ? ~(page >> 1) : page >> 1, offset: Int(packed & 0x7FFF_FFFF))
  }
}
