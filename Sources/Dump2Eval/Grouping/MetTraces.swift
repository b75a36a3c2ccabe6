/// Traces that a worker has made datasets of early: one of which there is more than one piece, as in downloads that overlap, is
/// left to the sorted records from its second piece on, instead of being written once for each.
///
/// A Bloom filter (B. Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13, 1970) of half a megabyte:
/// of a million traces it takes one in seven for one that was met, which costs the time that it saves and nothing else.
struct MetTraces {
  private static let bits = 1 << 22

  private var words: [UInt64] = []

  /// Adds a trace; false when it was met, or seems to be.
  mutating func insert(_ trace: String) -> Bool {
    if words.isEmpty { words = [UInt64](repeating: 0, count: Self.bits / 64) }
    let hash = TextHash.hash(trace)
    let (first, second) = (Int(hash & UInt64(Self.bits - 1)), Int(hash >> 32 & UInt64(Self.bits - 1)))
    let wasMet = isSet(first) && isSet(second)
    words[first / 64] |= 1 << UInt64(first % 64)
    words[second / 64] |= 1 << UInt64(second % 64)
    return !wasMet
  }

  private func isSet(_ bit: Int) -> Bool { words[bit / 64] & 1 << UInt64(bit % 64) != 0 }
}
