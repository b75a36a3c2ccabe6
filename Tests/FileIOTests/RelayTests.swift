import Synchronization
import SystemPackage
import Testing

@testable import FileIO

@Suite("Work that a thread does behind its owner")
struct RelayTests {
  private final class Block: @unchecked Sendable {
    var numbers: [Int] = []
  }

  /// What was worked off, and in how many blocks.
  private final class Done: Sendable {
    let numbers = Mutex<[Int]>([])
    let blocks = Atomic(0)
    let isWorking = Atomic(false)
    let overlaps = Atomic(0)

    func work(_ block: Block) {
      if isWorking.exchange(true, ordering: .relaxed) { overlaps.add(1, ordering: .relaxed) }
      numbers.withLock { $0 += block.numbers }
      if !block.numbers.isEmpty { blocks.add(1, ordering: .relaxed) }
      block.numbers.removeAll()
      isWorking.store(false, ordering: .relaxed)
    }
  }

  private func relay(_ done: Done, blocks: Int) -> Relay<Block> {
    Relay((0..<blocks).map { _ in Block() }) { done.work($0) }
  }

  @Test("Everything is done once, in its order", arguments: [2, 3, 7], [1, 5, 64])
  func order(blocks: Int, size: Int) {
    let done = Done()
    let relay = relay(done, blocks: blocks)
    for number in 0..<5_000 {
      relay.block.numbers.append(number)
      if relay.block.numbers.count == size { relay.handOver() }
      if number % 1_777 == 0 { relay.settle() }
    }
    relay.settle()
    relay.end()
    #expect(done.numbers.withLock { $0 } == Array(0..<5_000))
    #expect(done.overlaps.load(ordering: .relaxed) == 0)
  }

  @Test("What fits one block is done by the owner when it settles")
  func oneBlock() {
    let done = Done()
    let relay = relay(done, blocks: 2)
    relay.block.numbers = [1, 2]
    #expect(done.blocks.load(ordering: .relaxed) == 0)
    relay.settle()
    #expect(done.numbers.withLock { $0 } == [1, 2])
    relay.settle()
    #expect(done.numbers.withLock { $0 } == [1, 2])
    relay.end()
  }

  @Test("Without a thread the owner does it all")
  func withoutThread() {
    let faults = FaultInjection { $0 == .startThread ? .failure(.resourceTemporarilyUnavailable) : nil }
    FaultInjection.$current.withValue(faults) {
      let done = Done()
      let relay = relay(done, blocks: 2)
      for number in 0..<100 {
        relay.block.numbers.append(number)
        relay.handOver()
        #expect(done.blocks.load(ordering: .relaxed) == number + 1)
      }
      relay.settle()
      #expect(done.numbers.withLock { $0 } == Array(0..<100))
    }
  }
}
