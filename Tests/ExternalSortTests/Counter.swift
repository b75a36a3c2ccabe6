import Synchronization

final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// The count before this one.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }

  var value: Int { count.load(ordering: .relaxed) }
}
