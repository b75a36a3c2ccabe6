// Unsafe code. The merge owns the array of sources and closes them; the tree holds indexes into that array
// only. The current record's bytes are in a source's buffer or in `large`, both unchanged until the next call
// of `advance`.

import FileIO

/// Sorted runs, a few dozen at most, as one sorted sequence: a tree of losers, so that a record costs one
/// comparison per level.
@safe struct Merge: ~Copyable, @unchecked Sendable {
  /// Keep alive what the sources point into.
  private let memory: [SortedRuns]
  private let sources: UnsafeMutableBufferPointer<RecordSource>
  /// For each inner node the source that lost there; at 0 the winner of all.
  private var tree: [Int]
  private var isStarted = false
  /// The payload of a record too large for its source's buffer.
  private var large = ByteBuffer(capacity: 0)
  /// For comparing large payloads piece by piece.
  private var pieces = ByteBuffer(capacity: 0)
  private static let pieceSize = 4 << 10

  private(set) var key: UnsafeRawBufferPointer
  private(set) var payload: UnsafeRawBufferPointer

  /// - Parameters:
  ///   - memory: Runs whose records in memory take part.
  ///   - runs: Runs on disk.
  ///   - bufferSize: Bytes to read ahead of each of those.
  init(memory: [SortedRuns], runs: [(file: RunFile, range: Range<Int64>)], bufferSize: Int) {
    self.memory = memory
    unsafe sources = .allocate(capacity: memory.count + runs.count)
    for (index, run) in memory.enumerated() {
      unsafe sources.initializeElement(at: index, to: RecordSource(run.index.entries))
    }
    for (index, run) in runs.enumerated() {
      let source = RecordSource(run.range, of: run.file, bufferSize: bufferSize)
      unsafe sources.initializeElement(at: memory.count + index, to: source)
    }
    tree = unsafe Array(repeating: -1, count: max(sources.count, 1))
    unsafe key = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe payload = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  deinit {
    for index in unsafe sources.indices { unsafe sources[index].close() }
    unsafe sources.deinitialize()
    unsafe sources.deallocate()
  }

  /// Moves to the next record; false at the end.
  mutating func advance() throws(FileIOError) -> Bool {
    guard unsafe sources.count > 0 else { return false }
    if isStarted {
      guard unsafe !sources[tree[0]].isAtEnd else { return false }
      try unsafe sources[tree[0]].advance()
      try play(from: tree[0])
    } else {
      isStarted = true
      for index in unsafe sources.indices {
        try unsafe sources[index].advance()
        try play(from: index)
      }
    }
    guard unsafe !sources[tree[0]].isAtEnd else { return false }
    try loadCurrent()
    return true
  }

  /// Lets a source play its way up. While the tree is being filled the first to come to a node waits there.
  private mutating func play(from source: Int) throws(FileIOError) {
    var winner = source
    var node = unsafe (source + sources.count) / 2
    while node > 0 {
      let opponent = tree[node]
      if opponent < 0 {
        tree[node] = winner
        return
      }
      if try comesBefore(opponent, winner) {
        tree[node] = winner
        winner = opponent
      }
      node /= 2
    }
    tree[0] = winner
  }

  private mutating func comesBefore(_ first: Int, _ second: Int) throws(FileIOError) -> Bool {
    let one = unsafe sources.baseAddress! + first
    let other = unsafe sources.baseAddress! + second
    if unsafe one.pointee.isAtEnd || other.pointee.isAtEnd { return unsafe other.pointee.isAtEnd }
    if unsafe one.pointee.prefix != other.pointee.prefix {
      return unsafe one.pointee.prefix < other.pointee.prefix
    }
    let order = unsafe compareBytes(one.pointee.key, other.pointee.key)
    return try order != 0 ? order < 0 : comparePayloads(first, second) < 0
  }

  private mutating func comparePayloads(_ first: Int, _ second: Int) throws(FileIOError) -> Int {
    let one = unsafe sources.baseAddress! + first
    let other = unsafe sources.baseAddress! + second
    let lengths = unsafe (one.pointee.payloadLength, other.pointee.payloadLength)
    if let bytes = unsafe one.pointee.payload, let otherBytes = unsafe other.pointee.payload {
      return unsafe compareBytes(
        UnsafeRawBufferPointer(start: bytes, count: lengths.0),
        UnsafeRawBufferPointer(start: otherBytes, count: lengths.1))
    }
    if pieces.capacity == 0 { pieces = ByteBuffer(capacity: 2 * Self.pieceSize) }
    let common = min(lengths.0, lengths.1)
    var offset = 0
    while offset < common {
      let count = min(common - offset, Self.pieceSize)
      let piece = unsafe pieces.mutableBytes(0..<count)
      let otherPiece = unsafe pieces.mutableBytes(Self.pieceSize..<Self.pieceSize + count)
      try unsafe one.pointee.readPayload(at: offset, into: piece)
      try unsafe other.pointee.readPayload(at: offset, into: otherPiece)
      let order = unsafe compareBytes(UnsafeRawBufferPointer(piece), UnsafeRawBufferPointer(otherPiece))
      if order != 0 { return order }
      offset += count
    }
    return lengths.0 - lengths.1
  }

  private mutating func loadCurrent() throws(FileIOError) {
    let winner = unsafe sources.baseAddress! + tree[0]
    let length = unsafe winner.pointee.payloadLength
    unsafe key = winner.pointee.key
    if let bytes = unsafe winner.pointee.payload {
      unsafe payload = UnsafeRawBufferPointer(start: bytes, count: length)
      return
    }
    if length > large.capacity {
      // The smaller one first, so that there are never two.
      large = ByteBuffer(capacity: 0)
      large = ByteBuffer(capacity: length)
    }
    let room = unsafe large.mutableBytes(0..<length)
    try unsafe winner.pointee.readPayload(at: 0, into: room)
    unsafe payload = UnsafeRawBufferPointer(room)
  }
}
