// Unsafe code: loads eight bytes behind a comparison of their end with the count, and fewer ones one by one.

/// A hash of bytes for tables inside one run: eight bytes a step, the last eight where they end. Not proof against those who
/// look for collisions; where one is found, tables only get slower or forget.
enum ByteHash {
  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
    if count >= 8 {
      var position = 0
      while position < count - 8 {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        state = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
        state ^= state >> 32
        position += 8
      }
      state ^= unsafe bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else {
      for position in 0..<count { state = unsafe state << 8 ^ UInt64(bytes[position]) }
    }
    state = state &* 0xC4CE_B9FE_1A85_EC53
    return state ^ state >> 29
  }
}
