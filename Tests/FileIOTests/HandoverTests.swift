import Synchronization
import SystemPackage
import Testing

@testable import FileIO

@Suite("Slots handed from thread to thread")
struct HandoverTests {
  /// What the two threads share; the handover says whose a slot is.
  private final class Slots: @unchecked Sendable {
    final class Slot {
      var value = -1
    }

    let all = (0..<3).map { _ in Slot() }
    let handover = Handover(slots: 3)
    let received = Mutex<[Int]>([])
  }

  @Test("come over in their order, each once, and then the end")
  func order() {
    let slots = Slots()
    let isRunning = BackgroundThread.run {
      while let position = slots.handover.waitForFilled() {
        slots.received.withLock { $0.append(slots.all[position].value) }
        slots.handover.giveBack()
      }
    }
    #expect(isRunning)
    for number in 0..<10_000 {
      guard let position = slots.handover.waitForFree() else { break }
      slots.all[position].value = number
      slots.handover.handOver()
    }
    slots.handover.end()
    slots.handover.waitUntilEmpty()
    #expect(slots.received.withLock { $0 } == Array(0..<10_000))
  }

  @Test("are not waited for when the other side has stopped")
  func stop() {
    let slots = Slots()
    let isRunning = BackgroundThread.run {
      _ = slots.handover.waitForFilled()
      slots.handover.stop()
    }
    #expect(isRunning)
    while slots.handover.waitForFree() != nil { slots.handover.handOver() }
    slots.handover.waitUntilEmpty()
  }

  @Test("a thread gets the faults of the one that began it")
  func faults() {
    let slots = Slots()
    let faults = FaultInjection { $0 == .startThread ? nil : .failure(.ioError) }
    let isRunning = FaultInjection.$current.withValue(faults) {
      BackgroundThread.run {
        slots.all[0].value = FaultInjection.current == nil ? 0 : 1
        slots.handover.handOver()
      }
    }
    guard isRunning else {
      Issue.record("there is no thread")
      return
    }
    #expect(slots.handover.waitForFilled().map { slots.all[$0].value } == 1)
  }
}
