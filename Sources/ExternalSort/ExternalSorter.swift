// Unsafe code. Records are copied into the arena, which lives as long as the index that points into it; the
// callers' bytes are read during the call only.

package import FileIO

/// Takes keyed records in any number and any order, and gives them back sorted, in bounded memory: what does
/// not fit is sorted and put aside in one private file. One per worker; the merge (`SortedRecords`) runs over
/// all workers'.
///
/// The order is that of the keys, byte by byte and shorter first, then that of the payloads, and so depends
/// on nothing but the set of records. A key should be short (tens of bytes); a record is at most 4 GiB each
/// of key and payload.
package struct ExternalSorter: ~Copyable, Sendable {
  private let memoryLimit: Int
  private let folder: TemporaryFolder
  private var arena = Arena()
  private var index = RecordIndex()
  private var file: RunFile?
  private var runs: [Range<Int64>] = []

  /// Costs nothing yet: memory is taken as records come, and a file is made when they no longer fit.
  ///
  /// - Parameters:
  ///   - memoryLimit: In bytes, for everything that the sorter holds; at least 4 KiB are taken.
  ///   - folder: Where records are put aside.
  package init(memoryLimit: Int, folder: TemporaryFolder) {
    self.memoryLimit = max(memoryLimit, 4 << 10)
    self.folder = folder
  }

  /// Adds a record. A record that is larger than the memory limit goes to the disk without being copied.
  ///
  /// - Throws: When records have to be put aside and cannot be; the sorter is then of no more use.
  package mutating func append(key: RawSpan, payload: RawSpan) throws(FileIOError) {
    unsafe try key.withUnsafeBytes { (key) throws(FileIOError) in
      unsafe try payload.withUnsafeBytes { (payload) throws(FileIOError) in try unsafe append(key, payload) }
    }
  }

  private mutating func append(
    _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer
  ) throws(FileIOError) {
    if index.isFull, !index.grow(within: room - arena.allocatedBytes) { try spill() }
    let length = RecordEntry.headerSize + key.count + payload.count
    guard let slot = try allocate(length) else {
      try unsafe spillAlone(key, payload)
      return
    }
    let record = unsafe arena.bytes(at: slot, count: length)
    let header = recordHeader(keyLength: key.count, payloadLength: payload.count)
    unsafe record.storeBytes(of: header, as: UInt64.self)
    unsafe UnsafeMutableRawBufferPointer(rebasing: record[RecordEntry.headerSize...]).copyMemory(from: key)
    unsafe UnsafeMutableRawBufferPointer(rebasing: record[(length - payload.count)...])
      .copyMemory(from: payload)
    unsafe index.append(
      RecordEntry(prefix: keyPrefix(key), address: UnsafeRawPointer(record.baseAddress!)))
  }

  /// What the records and their index may take: the buffer for writing is set aside.
  private var room: Int { memoryLimit - writeBufferSize }

  private var writeBufferSize: Int { spillBufferSize(memoryLimit: memoryLimit) }

  /// Bytes that it holds in memory, with what it may need to sort them; never above the limit.
  package var memoryBytes: Int {
    arena.allocatedBytes + index.allocatedBytes + (file == nil ? 0 : writeBufferSize)
  }

  /// Room in the arena, if need be after putting everything else aside; nil when the record is too large for
  /// it.
  private mutating func allocate(_ length: Int) throws(FileIOError) -> Arena.Slot? {
    let limit = room - index.allocatedBytes
    if let slot = arena.allocate(length, within: limit) { return slot }
    if length > limit { return nil }
    try spill()
    if let slot = arena.allocate(length, within: limit) { return slot }
    arena.releaseAll()
    return arena.allocate(length, within: limit)
  }

  /// Puts what is in memory aside as one sorted run.
  private mutating func spill() throws(FileIOError) {
    guard index.count > 0 else { return }
    index.sort()
    let file = try openFile()
    runs.append(try file.appendRun(index))
    index.removeAll()
    arena.removeAll()
  }

  /// Puts everything aside and gives the memory back, for another sorter; more records may come.
  package mutating func putAside() throws(FileIOError) {
    try spill()
    index = RecordIndex()
    arena.releaseAll()
  }

  /// Puts one record aside as a run of its own.
  private mutating func spillAlone(
    _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer
  ) throws(FileIOError) {
    let file = try openFile()
    let start = file.position
    try unsafe file.append(key: key, payload: payload)
    runs.append(start..<file.position)
  }

  private mutating func openFile() throws(FileIOError) -> RunFile {
    if let file { return file }
    let file = try RunFile(in: folder, bufferSize: writeBufferSize)
    self.file = file
    return file
  }

  /// Ends the adding: sorts what is in memory, and leaves it there.
  package consuming func finish() throws(FileIOError) -> SortedRuns {
    index.sort()
    arena.releaseUnused()
    try file?.seal()
    // Taken out first: Swift 6.2 sees an overlap when one call takes several members.
    let arena = arena
    return SortedRuns(arena: arena, index: index, file: file, runs: runs)
  }
}

/// Bytes that are gathered before they are written: enough for the disk to be busy, and a small part of the
/// memory.
func spillBufferSize(memoryLimit: Int) -> Int {
  min(max(memoryLimit / 8, 512), 256 << 10)
}
