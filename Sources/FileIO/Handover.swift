// Unsafe code: the lock and the condition are this object's own, freed in deinit; all state is touched under the lock.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A ring of slots between a thread that fills them and one that empties them: who of the two may touch which slot, and
/// who waits for whom. What the slots are is theirs; a slot is the filler's until it is handed over, then the emptier's
/// until it is given back.
///
/// A filler that met no free slot goes on when half of them are free: to wake a thread takes as long as to read a block.
///
/// For threads that block, as `BackgroundThread` does: what waits here takes nothing of Swift's thread pool.
@safe package final class Handover: @unchecked Sendable {
  private let slots: Int
  /// How many slots were handed over and given back, since the beginning.
  private var filled = 0
  private var emptied = 0
  private var isEnded = false
  private var isStopped = false
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init(slots: Int) {
    self.slots = slots
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(lock)
    unsafe pthread_cond_destroy(changed)
    unsafe lock.deallocate()
    unsafe changed.deallocate()
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }

  /// Makes a change that the other side may wait for. Outside of the lock it is told, so that who wakes can have it at once.
  private func change(_ body: () -> Void) {
    locked(body)
    unsafe pthread_cond_broadcast(changed)
  }

  private func wait(while condition: () -> Bool) {
    while condition() { unsafe pthread_cond_wait(changed, lock) }
  }

  private var isHalfFree: Bool { filled - emptied <= slots / 2 }

  // MARK: The filler's side

  /// Waits for a slot to fill; nil when the other side wants no more.
  package func waitForFree() -> Int? {
    locked {
      if filled - emptied == slots { wait { !isHalfFree && !isStopped } }
      return isStopped ? nil : filled % slots
    }
  }

  /// Hands over the slot that `waitForFree` gave.
  package func handOver() { change { filled += 1 } }

  /// Says that no slot will be handed over any more.
  package func end() { change { isEnded = true } }

  /// Waits until all slots were given back, or the other side wants no more.
  package func waitUntilEmpty() { locked { wait { filled != emptied && !isStopped } } }

  // MARK: The emptier's side

  /// Waits for a slot to empty; nil when there are no more.
  package func waitForFilled() -> Int? {
    locked {
      wait { filled == emptied && !isEnded }
      return filled == emptied ? nil : emptied % slots
    }
  }

  /// Gives back the slot that `waitForFilled` gave.
  package func giveBack() {
    let isAwaited = locked {
      emptied += 1
      return isHalfFree
    }
    if isAwaited { unsafe pthread_cond_broadcast(changed) }
  }

  /// Says that no slot is wanted any more.
  package func stop() { change { isStopped = true } }
}
