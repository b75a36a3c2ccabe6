// Unsafe code: loads eight bytes behind a comparison of their end with the count, and the last ones one by one.

/// A hash of bytes for tables inside one run: eight bytes a step, not proof against those who look for collisions. Where
/// one is found, tables only get slower or forget.
enum ByteHash {
  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
    var position = 0
    while position + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      state = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
      state ^= state >> 32
      position += 8
    }
    var rest: UInt64 = 0
    while position < bytes.count {
      rest = rest << 8 | UInt64(unsafe bytes[position])
      position += 1
    }
    state = (state ^ rest) &* 0xC4CE_B9FE_1A85_EC53
    return state ^ state >> 29
  }
}
