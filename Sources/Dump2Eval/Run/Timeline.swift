/// Calls over time in at most 120 bins, however long the time is: bins grow wider as it grows longer.
public struct Timeline: Sendable, Hashable {
  public struct Bin: Sendable, Hashable {
    /// When it begins.
    public let start: UTCTime
    public internal(set) var exportable = 0
    public internal(set) var others = 0
  }

  static let maximumCount = 120

  /// In seconds. Each is a multiple of the one before, so that bins can be joined; the last holds all of
  /// time.
  private static let widths: [Int64] = [
    1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 28 * 86_400, 364 * 86_400, 3_640 * 86_400,
    36_400 * 86_400, 364_000 * 86_400,
  ]

  private var scale = 0
  private var counts: [Int64: Bin] = [:]

  init() {}

  /// Seconds that a bin lasts.
  public var binSeconds: Int { Int(Self.widths[scale]) }

  mutating func add(_ time: UTCTime, isExportable: Bool) {
    let index = Self.index(of: time, scale)
    counts[index, default: Self.bin(index, scale)].count(isExportable)
    while scale + 1 < Self.widths.count, let first = counts.keys.min(), let last = counts.keys.max(),
      last - first >= Self.maximumCount
    {
      widen()
    }
  }

  private mutating func widen() {
    scale += 1
    var wider: [Int64: Bin] = [:]
    for bin in counts.values {
      let index = Self.index(of: bin.start, scale)
      wider[index, default: Self.bin(index, scale)].exportable += bin.exportable
      wider[index, default: Self.bin(index, scale)].others += bin.others
    }
    counts = wider
  }

  /// All bins from the first call to the last, also the empty ones.
  public var bins: [Bin] {
    guard let first = counts.keys.min(), let last = counts.keys.max() else { return [] }
    return (first...last).map { counts[$0] ?? Self.bin($0, scale) }
  }

  private static func bin(_ index: Int64, _ scale: Int) -> Bin {
    Bin(start: UTCTime(unixMilliseconds: index * widths[scale] * 1_000))
  }

  private static func index(of time: UTCTime, _ scale: Int) -> Int64 {
    let (quotient, remainder) = time.unixMilliseconds.quotientAndRemainder(dividingBy: widths[scale] * 1_000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Timeline.Bin {
  fileprivate mutating func count(_ isExportable: Bool) {
    if isExportable { exportable += 1 } else { others += 1 }
  }
}
