// Unsafe code: lends arrays of its own to the sorter, for the call's time.

internal import ExternalSort
internal import FileIO

/// Finds calls that ask the same as an earlier one.
///
/// Every candidate is given with a hash of what it asks, in the order of the run, and counted from 0. Sorted
/// by hash they lie together: the first of each stays, the numbers of the others are sorted again, and then
/// met one by one when the run is walked a second time. So a run of any size takes bounded memory. Two inputs
/// with one 64-bit hash would be taken for the same: of ten million the chance is 3 in a million.
struct InputFolding: ~Copyable {
  private let memoryLimit: Int
  private let folder: TemporaryFolder
  private var candidates: ExternalSorter
  private var count: UInt64 = 0

  init(memoryLimit: Int, folder: TemporaryFolder) {
    self.memoryLimit = memoryLimit
    self.folder = folder
    candidates = ExternalSorter(memoryLimit: memoryLimit / 2, folder: folder)
  }

  /// Takes the next candidate.
  mutating func add(hash: UInt64) throws(FileIOError) {
    var key: [UInt8] = []
    RecordKey.append(bigEndian: hash, to: &key)
    RecordKey.append(bigEndian: count, to: &key)
    try unsafe candidates.append(key: key.span.bytes, payload: RawSpan())
    count += 1
  }

  /// Ends the adding: what is folded.
  consuming func finish() throws(FileIOError) -> FoldedCalls {
    var sorted = try SortedRecords(
      merging: [candidates.finish()], memoryLimit: memoryLimit / 2, folder: folder)
    var later = ExternalSorter(memoryLimit: memoryLimit / 2, folder: folder)
    var counts = FoldCounts()
    var current: UInt64?
    var size = 0
    while try sorted.advance() {
      let (hash, number) = sorted.withRecord { key, _ in
        unsafe (
          UInt64(bigEndian: key.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)),
          key.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
        )
      }
      if current == hash {
        size += 1
        // As it stands in the key: big-endian already.
        try unsafe withUnsafeBytes(of: number) { (bytes) throws(FileIOError) in
          try unsafe later.append(key: RawSpan(_unsafeBytes: bytes), payload: RawSpan())
        }
      } else {
        counts.add(size)
        current = hash
        size = 1
      }
    }
    counts.add(size)
    let numbers = try SortedRecords(merging: [later.finish()], memoryLimit: memoryLimit / 2, folder: folder)
    return try FoldedCalls.begin(numbers, counts: counts)
  }
}

/// How many calls the remaining ones stand for.
public struct FoldCounts: Sendable, Hashable {
  /// Calls that were left out since an earlier one asks the same.
  public internal(set) var folded = 0
  /// Calls that stand for others too.
  public internal(set) var standingForOthers = 0
  /// How many calls the most frequent input had.
  public internal(set) var largest = 0

  mutating func add(_ size: Int) {
    largest = max(largest, size)
    guard size > 1 else { return }
    folded += size - 1
    standingForOthers += 1
  }
}

/// The numbers of the candidates that fall away, to be met in rising order.
struct FoldedCalls: ~Copyable {
  let counts: FoldCounts
  private var numbers: SortedRecords
  private var next: UInt64?

  private init(_ numbers: consuming SortedRecords, counts: FoldCounts) {
    self.counts = counts
    self.numbers = numbers
  }

  /// At the first of the numbers. Apart from the initialiser: one that throws destroys its members twice (Swift 6.2).
  fileprivate static func begin(
    _ numbers: consuming SortedRecords, counts: FoldCounts
  ) throws(FileIOError) -> FoldedCalls {
    var calls = FoldedCalls(numbers, counts: counts)
    try calls.moveOn()
    return calls
  }

  /// Whether a candidate falls away; to be asked for each, in order.
  mutating func contains(_ number: UInt64) throws(FileIOError) -> Bool {
    guard next == number else { return false }
    try moveOn()
    return true
  }

  mutating func rewind() throws(FileIOError) {
    numbers.rewind()
    try moveOn()
  }

  private mutating func moveOn() throws(FileIOError) {
    guard try numbers.advance() else {
      next = nil
      return
    }
    next = numbers.withRecord { key, _ in
      unsafe UInt64(bigEndian: key.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }
  }
}
