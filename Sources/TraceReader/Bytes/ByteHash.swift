// Unsafe code: loads eight bytes behind a comparison of their end with the count, and fewer ones one by one.

/// A hash of bytes for tables inside one run: eight bytes a step, the last eight where they end. Each step multiplies and folds
/// the 128 bits of the product.
///
/// Whoever knows the key can make bytes that collide. Where that could do harm the key is `secret`: tables of names would
/// get slow, and `SeenTraces`, which compares hashes only, would take one trace for another.
enum ByteHash {
  struct Key: Sendable {
    fileprivate let start: UInt64
    fileprivate let factor: UInt64

    /// The same in every run.
    static let known = Key(start: 0x9E37_79B9_7F4A_7C15, factor: 0xFF51_AFD7_ED55_8CCD)
    /// Drawn for each process, as that of Swift's own hashing is; fixed where that one is
    /// (`SWIFT_DETERMINISTIC_HASHING`), so that instructions can be counted.
    static let secret = Key(
      start: UInt64(truncatingIfNeeded: "start".hashValue),
      factor: UInt64(truncatingIfNeeded: "factor".hashValue) | 1)
  }

  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer, _ key: Key) -> UInt64 {
    let count = bytes.count
    var state = key.start
    if count >= 8 {
      var position = 0
      while position < count - 8 {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        state = fold(state ^ word, key.factor)
        position += 8
      }
      state ^= unsafe bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else {
      var word: UInt64 = 0
      for position in 0..<count { word = unsafe word << 8 | UInt64(bytes[position]) }
      state ^= word
    }
    // Where it is added to the state the first bytes can undo it.
    return fold(state, key.factor &+ UInt64(truncatingIfNeeded: count))
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
