/// Work on blocks that its owner fills one after the other and a thread works off meanwhile, in their order: the owner has
/// the next block before the last is done, and waits only when all are full.
///
/// The thread begins when the first block is full: what fits one block is done by the owner itself, and so is everything
/// where there can be no thread. Not for two owners at a time.
///
/// Unchecked: a block is the owner's or the thread's, as the `Handover` says; the rest is the owner's.
package final class Relay<Block: AnyObject>: @unchecked Sendable {
  private let blocks: [Block]
  private let handover: Handover
  private let work: (Block) -> Void
  /// The block that is being filled.
  private var current = 0
  private var hasThread = false

  /// - Parameters:
  ///   - blocks: Two or more, which are used again and again; `work` leaves them as it wants to find them filled.
  ///   - work: Never runs twice at the same time.
  package init(_ blocks: [Block], work: @escaping (Block) -> Void) {
    self.blocks = blocks
    self.work = work
    handover = Handover(slots: blocks.count)
  }

  /// The block to fill, until it is handed over.
  package var block: Block { blocks[current] }

  /// Hands the block over, and waits until there is another to fill.
  package func handOver() {
    if !hasThread { hasThread = BackgroundThread.run { self.empty() } }
    guard hasThread else { return work(block) }
    handover.handOver()
    // Nobody stops the filling.
    current = handover.waitForFree() ?? current
  }

  /// Returns when everything is done, also what is in the block that is being filled.
  package func settle() {
    handover.waitUntilEmpty()
    work(block)
  }

  /// Lets the thread end; what was not settled is lost.
  package func end() { handover.end() }

  private func empty() {
    while let position = handover.waitForFilled() {
      work(blocks[position])
      handover.giveBack()
    }
  }
}
