import FileIO

/// The sorted records of one sorter: in memory, in runs on the disk, or both. Hand it to `SortedRecords`,
/// once; on its way there it may change threads.
///
/// Unchecked: only the merge changes it, and has it alone by then.
package final class SortedRuns: @unchecked Sendable {
  private var arena: Arena
  private(set) var index: RecordIndex
  let file: RunFile?
  let runs: [Range<Int64>]

  init(arena: consuming Arena, index: consuming RecordIndex, file: RunFile?, runs: [Range<Int64>]) {
    self.arena = arena
    self.index = index
    self.file = file
    self.runs = runs
  }

  /// Bytes that were put aside.
  package var spilledBytes: Int64 { file?.writtenBytes ?? 0 }

  /// Bytes that it holds in memory.
  package var memoryBytes: Int { arena.allocatedBytes + index.allocatedBytes }

  /// Puts the records in memory aside, too.
  func spill(to file: RunFile) throws(FileIOError) -> Range<Int64> {
    let run = try file.appendRun(index)
    index = RecordIndex()
    arena.releaseAll()
    return run
  }
}
