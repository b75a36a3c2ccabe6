/// How values that range over many orders of magnitude are distributed: a count for each power of two.
public struct Histogram: Sendable, Hashable {
  /// Values from `lowerBound` to below `upperBound`.
  public struct Bin: Sendable, Hashable {
    public let lowerBound: Int
    public let upperBound: Int
    public let count: Int
  }

  public private(set) var count = 0
  public private(set) var largest = 0
  private var sum = 0.0
  /// At 0 the zeros, at n the values of n bits.
  private var counts = [Int](repeating: 0, count: 64)

  init() {}

  /// Negative values count as 0.
  mutating func add(_ value: Int) {
    let value = max(0, value)
    count += 1
    largest = max(largest, value)
    sum += Double(value)
    counts[Int.bitWidth - value.leadingZeroBitCount] += 1
  }

  public var mean: Double { count == 0 ? 0 : sum / Double(count) }

  /// From the first that is not empty to the last.
  public var bins: [Bin] {
    guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 })
    else {
      return []
    }
    return (first...last).map { bits in
      Bin(
        lowerBound: bits == 0 ? 0 : 1 << (bits - 1), upperBound: bits == 63 ? .max : 1 << bits,
        count: counts[bits])
    }
  }
}
