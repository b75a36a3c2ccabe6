// Unsafe code. Only to lend the current record's bytes, which the merge keeps until it moves on.

package import FileIO

/// The records of all sorters in one sorted sequence, read from front to back, as often as asked.
///
/// However many runs there are, at most 128 are read at a time and their buffers fit the memory limit: more
/// are first merged into fewer, which takes a second file and each record another time through the disk.
package struct SortedRecords: ~Copyable, Sendable {
  private var merge: Merge
  private let plan: MergePlan

  /// Bytes that were put aside, by the sorters and for merging.
  package let spilledBytes: Int64

  /// Takes over the runs of all sorters.
  ///
  /// - Parameters:
  ///   - runs: What the sorters gave; of no other use afterwards.
  ///   - memoryLimit: In bytes, for the records that are still in memory and the buffers together; of
  ///     records too large for their buffer, one at a time comes on top.
  ///   - folder: Where runs are merged, if there are too many.
  /// - Throws: When that fails.
  package init(
    merging runs: consuming [SortedRuns], memoryLimit: Int, folder: TemporaryFolder
  ) throws(FileIOError) {
    var plan = MergePlan(runs, memoryLimit: memoryLimit, folder: folder)
    runs = []
    try plan.spillMemory()
    try plan.reduceRuns()
    spilledBytes = plan.spilledBytes
    merge = plan.lastMerge()
    self.plan = plan
  }

  /// Goes back to the front: the next `advance()` moves to the first record again.
  package mutating func rewind() {
    // The old buffers go before the new ones come, so that there are never both.
    merge = Merge(memory: [], runs: [], bufferSize: 0)
    merge = plan.lastMerge()
  }

  /// Moves to the next record; the first call moves to the first.
  ///
  /// - Returns: False at the end.
  /// - Throws: When a run cannot be read.
  package mutating func advance() throws(FileIOError) -> Bool {
    try merge.advance()
  }

  /// Lends the current record; only after `advance()` was true.
  package func withRecord<R: ~Copyable, E: Error>(
    _ body: (_ key: RawSpan, _ payload: RawSpan) throws(E) -> R
  ) throws(E) -> R {
    try unsafe body(merge.key.bytes, merge.payload.bytes)
  }
}

/// How many runs are merged at a time, and what has to happen before all that are left can be.
private struct MergePlan: Sendable {
  private var memory: [SortedRuns]
  private var runs: [(file: RunFile, range: Range<Int64>)] = []
  private let memoryLimit: Int
  private let folder: TemporaryFolder
  private(set) var spilledBytes: Int64

  private static let largestFanIn = 128
  /// Below this a buffer would be refilled too often; fewer runs are merged at a time instead.
  private static let smallestBuffer = 16 << 10
  /// Above these the buffers no longer stay in the processor's cache: 1 MiB each took twice the time.
  private static let largestBuffer = 256 << 10
  private static let largestBuffers = 16 << 20

  init(_ sorted: [SortedRuns], memoryLimit: Int, folder: TemporaryFolder) {
    self.memoryLimit = max(memoryLimit, 4 << 10)
    self.folder = folder
    memory = sorted.filter { $0.index.count > 0 }
    for sorter in sorted {
      guard let file = sorter.file else { continue }
      runs += sorter.runs.map { (file, $0) }
    }
    spilledBytes = sorted.reduce(0) { $0 + $1.spilledBytes }
  }

  private var memoryBytes: Int { memory.reduce(0) { $0 + $1.memoryBytes } }

  /// Puts records in memory aside until half of the memory is free for reading, if there is anything to read.
  mutating func spillMemory() throws(FileIOError) {
    guard !runs.isEmpty || memoryBytes > memoryLimit, memoryBytes > memoryLimit / 2 else { return }
    let file = try RunFile(in: folder, bufferSize: spillBufferSize(memoryLimit: memoryLimit))
    memory.sort { $0.memoryBytes < $1.memoryBytes }
    while memoryBytes > memoryLimit / 2, let largest = memory.popLast() {
      runs.append((file, try largest.spill(to: file)))
    }
    try file.seal()
    spilledBytes += file.writtenBytes
  }

  private var room: Int { memoryLimit - memoryBytes - spillBufferSize(memoryLimit: memoryLimit) }

  private var fanIn: Int { min(max(room / Self.smallestBuffer, 2), Self.largestFanIn) }

  private func bufferSize(for count: Int) -> Int {
    min(min(room, Self.largestBuffers) / max(count, 1), Self.largestBuffer)
  }

  /// Merges runs into fewer until all that are left can be merged at once.
  mutating func reduceRuns() throws(FileIOError) {
    let fanIn = self.fanIn
    while runs.count > fanIn {
      let file = try RunFile(in: folder, bufferSize: spillBufferSize(memoryLimit: memoryLimit))
      var merged: [Range<Int64>] = []
      var start = 0
      while start < runs.count, runs.count - start + merged.count > fanIn {
        let end = min(start + fanIn, runs.count)
        let group = Array(runs[start..<end])
        merged.append(try append(group, to: file))
        start = end
      }
      try file.seal()
      spilledBytes += file.writtenBytes
      runs = runs[start...] + merged.map { (file, $0) }
    }
  }

  private func append(
    _ group: [(file: RunFile, range: Range<Int64>)], to file: RunFile
  ) throws(FileIOError) -> Range<Int64> {
    let start = file.position
    var merge = Merge(memory: [], runs: group, bufferSize: bufferSize(for: group.count))
    while try merge.advance() { try unsafe file.append(key: merge.key, payload: merge.payload) }
    return start..<file.position
  }

  func lastMerge() -> Merge {
    Merge(memory: memory, runs: runs, bufferSize: bufferSize(for: runs.count))
  }
}
