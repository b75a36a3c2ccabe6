internal import FileIO
internal import Synchronization

/// Writes datasets to a folder on a thread of its own while the next ones are made: making files is half of the time to
/// write small ones. Besides `Conversion` and `ReadAhead` the only place with concurrency.
///
/// Two recycled blocks of some 256 KiB, each with as many whole datasets as fit. The datasets are written in the order in
/// which they were added, so a fault leaves what it would have left without the thread.
///
/// Unchecked: a block and the folder are used by the caller or by the thread, as the `Handover` says.
final class WriteBehind: @unchecked Sendable {
  private final class Block {
    var bytes = OutputBytes()
    /// Whose bytes they are, and where each dataset ends.
    var datasets: [(name: String, end: Int)] = []
  }

  /// What became of the datasets.
  typealias Outcomes = [DatasetFolder.Outcome: Int]

  private static let blockSize = 256 << 10
  private static let numberOfBlocks = 2

  private let folder: DatasetFolder
  private let blocks = (0..<numberOfBlocks).map { _ in Block() }
  private let handover = Handover(slots: numberOfBlocks)
  private let failure = Mutex<FileIOError?>(nil)
  private var outcomes: Outcomes = [:]
  /// The block that is being filled.
  private var current: Int?
  private var hasThread = false

  init(_ folder: consuming DatasetFolder) { self.folder = folder }

  /// Adds a dataset that `produce` appends. It is written at some time before `finish()` returns.
  ///
  /// - Throws: What `produce` throws, or why an earlier dataset could not be written.
  func add(
    _ name: String, _ produce: (inout OutputBytes) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    let position = try blockToFill()
    let block = blocks[position]
    try produce(&block.bytes)
    block.datasets.append((name, block.bytes.count))
    if block.bytes.count >= Self.blockSize { handOver() }
  }

  /// Writes a dataset that is too large for a block, as `DatasetFolder.write` does, after those that were added before.
  func write(
    _ name: String, _ produce: ((RawSpan) throws(FileIOError) -> Void) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    try settle()
    count(try folder.write(name, produce))
  }

  /// Waits until everything is written.
  func finish() throws(FileIOError) -> Outcomes {
    try settle()
    return outcomes
  }

  /// Writes what was added, also when something else has failed, and lets the thread end; to be called in any case.
  func close() {
    try? settle()
    handover.end()
  }

  // MARK: The caller's side

  private func blockToFill() throws(FileIOError) -> Int {
    if current == nil { current = handover.waitForFree() }
    // Nothing is handed over any more when a dataset could not be written.
    if let error = failure.withLock({ $0 }) { throw error }
    return current!
  }

  private func handOver() {
    guard let position = current else { return }
    if !hasThread { hasThread = BackgroundThread.run { self.empty() } }
    guard hasThread else { return writeOrStop(position) }
    current = nil
    handover.handOver()
  }

  private func settle() throws(FileIOError) {
    // What fits one block needs no thread.
    if hasThread { handOver() } else if let current { writeOrStop(current) }
    handover.waitUntilEmpty()
    if let error = failure.withLock({ $0 }) { throw error }
  }

  // MARK: The thread's side

  private func empty() {
    while let position = handover.waitForFilled() {
      writeOrStop(position)
      handover.giveBack()
    }
  }

  /// Writes a block's datasets; nothing more after one that could not be written.
  private func writeOrStop(_ position: Int) {
    guard failure.withLock({ $0 == nil }) else { return }
    do throws(FileIOError) {
      try write(blocks[position])
    } catch {
      failure.withLock { $0 = error }
      handover.stop()
    }
  }

  private func write(_ block: Block) throws(FileIOError) {
    var start = 0
    for (name, end) in block.datasets {
      let outcome = try folder.write(name) { (take) throws(FileIOError) in
        try block.bytes.withBytes { (bytes) throws(FileIOError) in try take(bytes.extracting(start..<end)) }
      }
      count(outcome)
      start = end
    }
    block.datasets.removeAll(keepingCapacity: true)
    block.bytes.removeAll()
  }

  private func count(_ outcome: DatasetFolder.Outcome) { outcomes[outcome, default: 0] += 1 }
}
