/// A part of the traces, chosen by a hash of their ids: the same traces from any order and division of a
/// dump.
public struct TraceSample: Sendable, Hashable, CustomStringConvertible {
  /// How many.
  public enum Size: Sendable, Hashable {
    /// So many of the traces that have something to export, or all when there are fewer; none below 1.
    case count(Int)
    /// Each trace with this probability, from 0 to 100; less, and what is no number, counts as 0, more as 100.
    case percent(Double)

    fileprivate var clamped: Size {
      switch self {
      case .count(let count): .count(max(0, count))
      case .percent(let percent): .percent(percent > 0 ? min(100, percent) : 0)
      }
    }
  }

  /// Always within the limits that are said of it.
  public var size: Size { didSet { size = size.clamped } }
  /// Another seed chooses other traces.
  public var seed: UInt64

  public init(_ size: Size, seed: UInt64 = 0) {
    self.size = size.clamped
    self.seed = seed
  }

  /// Reads `100` or `5%`; nil for anything else, for 0, and for more than 100 percent.
  public init?(_ text: String, seed: UInt64 = 0) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), percent > 0, percent <= 100 else { return nil }
      self.init(.percent(percent), seed: seed)
    } else {
      guard let count = Int(text), count > 0 else { return nil }
      self.init(.count(count), seed: seed)
    }
  }

  public var description: String {
    switch size {
    case .count(let count): "\(count)"
    case .percent(let percent): "\(percent)%"
    }
  }

  func hash(traceID: String) -> UInt64 { TextHash.hash(traceID, seed: seed) }
}

/// Which traces a sample holds; of a sample by count this is known only when every trace was offered once.
struct SampledTraces {
  private let sample: TraceSample
  private let count: Int
  /// A heap with the largest on top: the one that gives way to a smaller.
  private var smallest: [Entry] = []
  /// The last that belongs to the sample; nil while all do.
  private var last: Entry?

  /// Ids that share a hash are told apart, so that a sample has its size whatever happens.
  private struct Entry: Comparable {
    let hash: UInt64
    let traceID: String

    static func < (first: Entry, second: Entry) -> Bool {
      (first.hash, first.traceID) < (second.hash, second.traceID)
    }
  }

  init(_ sample: TraceSample) {
    self.sample = sample
    count = if case .count(let count) = sample.size { count } else { 0 }
  }

  /// Whether `offer` has to be called for all traces before `includes` can tell.
  static func needsAllTraces(_ sample: TraceSample) -> Bool {
    if case .count = sample.size { return true }
    return false
  }

  /// Counts a trace that has something to export. Takes memory for as many ids as the sample holds.
  mutating func offer(_ traceID: String) {
    let entry = Entry(hash: sample.hash(traceID: traceID), traceID: traceID)
    if smallest.count < count {
      smallest.append(entry)
      siftUp()
      return
    }
    guard let largest = smallest.first, entry < largest else {
      last = smallest.first
      return
    }
    smallest[0] = entry
    siftDown()
    last = smallest[0]
  }

  /// Whether a trace belongs to the sample.
  func includes(_ traceID: String) -> Bool {
    let hash = sample.hash(traceID: traceID)
    switch sample.size {
    case .percent(let percent):
      // 2⁶⁴ times the share; the whole does not fit.
      let limit = percent / 100 * 0x1p64
      return limit >= 0x1p64 || hash < UInt64(limit)
    case .count:
      guard count > 0 else { return false }
      guard let last else { return true }
      return Entry(hash: hash, traceID: traceID) <= last
    }
  }

  private mutating func siftUp() {
    var child = smallest.count - 1
    while child > 0, smallest[(child - 1) / 2] < smallest[child] {
      smallest.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < smallest.count && smallest[largest] < smallest[child] {
        largest = child
      }
      if largest == parent { return }
      smallest.swapAt(parent, largest)
      parent = largest
    }
  }
}
