internal import FileIO
internal import Synchronization

/// Writes datasets to a folder on a thread of its own while the next ones are made: making files is half of the time to
/// write small ones.
///
/// Recycled blocks of some 256 KiB, each with as many whole datasets as fit, or with the names of such as were made
/// early. They are written and named in the order in which they were added, so a fault leaves what it would have left without
/// the thread.
final class WriteBehind {
  private final class Block {
    var bytes = OutputBytes()
    var datasets: [(name: String, content: Content)] = []
  }

  private enum Content {
    /// The block's bytes up to here, from those of the dataset before.
    case bytes(end: Int)
    /// Made before: it only gets its name.
    case staged(StagedDataset)
  }

  /// What became of the datasets.
  typealias Outcomes = [DatasetFolder.Outcome: Int]

  /// A block is handed over when it holds so many bytes or datasets.
  private static let blockSize = 256 << 10
  private static let blockDatasets = 256
  private static let numberOfBlocks = 4

  private let writer: Writer
  private let relay: Relay<Block>

  init(_ folder: DatasetFolder) {
    let writer = Writer(folder)
    self.writer = writer
    relay = Relay((0..<Self.numberOfBlocks).map { _ in Block() }) { writer.write($0) }
  }

  /// Adds a dataset that `produce` appends. It is written at some time before `finish()` returns.
  ///
  /// - Throws: What `produce` throws, or why an earlier dataset could not be written.
  func add(
    _ name: String, _ produce: (inout OutputBytes) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    try writer.check()
    let block = relay.block
    try produce(&block.bytes)
    append(name, .bytes(end: block.bytes.count))
  }

  /// Adds a dataset that was made before.
  ///
  /// - Throws: Why an earlier dataset could not be written.
  func add(_ name: String, _ dataset: StagedDataset) throws(FileIOError) {
    try writer.check()
    append(name, .staged(dataset))
  }

  private func append(_ name: String, _ content: Content) {
    let block = relay.block
    block.datasets.append((name, content))
    if block.bytes.count >= Self.blockSize || block.datasets.count >= Self.blockDatasets { relay.handOver() }
  }

  /// Writes a dataset that is too large for a block, as `DatasetFolder.write` does, after those that were added before.
  func write(
    _ name: String, _ produce: ((RawSpan) throws(FileIOError) -> Void) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    relay.settle()
    try writer.check()
    try writer.write(name, produce)
  }

  /// Waits until everything is written.
  func finish() throws(FileIOError) -> Outcomes {
    relay.settle()
    try writer.check()
    return writer.outcomes
  }

  /// Writes what was added, also when something else has failed, and lets the thread end; to be called in any case.
  func close() {
    relay.settle()
    relay.end()
  }

  /// The thread's side.
  ///
  /// Unchecked: folder and outcomes are used by who works a block off, or by the caller when all is settled.
  private final class Writer: @unchecked Sendable {
    private let folder: DatasetFolder
    private let failure = Mutex<FileIOError?>(nil)
    private(set) var outcomes: Outcomes = [:]

    init(_ folder: DatasetFolder) { self.folder = folder }

    func check() throws(FileIOError) {
      if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Writes a block's datasets; nothing more after one that could not be written.
    func write(_ block: Block) {
      defer {
        block.datasets.removeAll(keepingCapacity: true)
        block.bytes.removeAll()
      }
      guard failure.withLock({ $0 == nil }) else { return }
      var start = 0
      do throws(FileIOError) {
        for (name, content) in block.datasets {
          switch content {
          case .staged(let dataset): outcomes[try folder.commit(dataset, as: name), default: 0] += 1
          case .bytes(let end):
            try write(name) { (take) throws(FileIOError) in
              try block.bytes.withBytes { (bytes) throws(FileIOError) in
                try take(bytes.extracting(start..<end))
              }
            }
            start = end
          }
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }

    func write(
      _ name: String, _ produce: ((RawSpan) throws(FileIOError) -> Void) throws(FileIOError) -> Void
    ) throws(FileIOError) {
      outcomes[try folder.write(name, produce), default: 0] += 1
    }
  }
}
