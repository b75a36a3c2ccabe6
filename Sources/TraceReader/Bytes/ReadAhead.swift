internal import FileIO

/// Gives out what a source gives, block by block, and inflates the next blocks on another thread meanwhile, so that a dump
/// takes as long as the slower of inflating and decoding takes, not as long as both.
///
/// The bytes and errors are those of the source, in their order. To read a small input takes less than to start a thread, so
/// there is none for the beginning.
final class ReadAhead {
  /// Touched by the thread only, as soon as there is one.
  private let source: any ByteSource
  /// What is read without a thread, as long as there is none, and how many more bytes are.
  private var block: Block? = Block()
  private var left: Int
  private var ring: BlockRing?

  /// Reads so many bytes without a thread.
  init(_ source: any ByteSource, behind beginning: Int) {
    self.source = source
    left = beginning
  }

  deinit { ring?.stop() }

  /// Calls the body with the next block, whose memory it may exchange for that of another; false at the end of the input.
  func next(_ body: (Block) -> Void) throws(InputError) -> Bool {
    guard let block else { return try ring?.next(body) ?? false }
    guard block.fill(from: source) else { return false }
    left -= block.count
    if left <= 0 {
      ring = BlockRing(source)
      if ring != nil { self.block = nil }
      // Where there can be no thread now, none is tried for again.
      left = .max
    }
    try block.give(to: body)
    return true
  }
}

/// Recycled blocks, which a thread fills.
///
/// Unchecked: a block is the thread's or the reader's, as the `Handover` says.
private final class BlockRing: @unchecked Sendable {
  private static let number = 4

  private let source: any ByteSource
  private let blocks = (0..<number).map { _ in Block() }
  private let handover = Handover(slots: number)

  /// Takes the source over; nil when there can be no thread.
  init?(_ source: any ByteSource) {
    self.source = source
    // It is not waited for: it may sit in a read from a pipe that never ends. It holds all that it needs.
    guard BackgroundThread.run({ self.fill() }) else { return nil }
  }

  /// Fills blocks until the input ends or nobody wants more.
  private func fill() {
    while let position = handover.waitForFree() {
      guard blocks[position].fill(from: source) else { return handover.end() }
      handover.handOver()
    }
  }

  func next(_ body: (Block) -> Void) throws(InputError) -> Bool {
    guard let position = handover.waitForFilled() else { return false }
    defer { handover.giveBack() }
    try blocks[position].give(to: body)
    return true
  }

  func stop() { handover.stop() }
}

extension Block {
  fileprivate func give(to body: (Block) -> Void) throws(InputError) {
    if let failure { throw failure }
    body(self)
  }
}
