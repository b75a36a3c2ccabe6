/// A 64-bit hash of texts that is the same in every process and on every machine: equal texts of different records, and
/// traces to sample, are told by it. Not made to withstand an attacker: what it decides is checked or harmless.
enum TextHash {
  static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var text = text
    return text.withUTF8 { utf8 in
      unsafe hash(UnsafeRawBufferPointer(utf8), seed: seed)
    }
  }

  /// Eight bytes a step, mixed by a multiplication each, in long texts in four lanes side by side, since each step waits for
  /// the one before; the end is mixed as MurmurHash3 does (fmix64).
  private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    var state = (seed &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(bytes.count)
    var position = 0
    if bytes.count >= 64 {
      var lanes = SIMD4<UInt64>(state, state &+ 1, state &+ 2, state &+ 3)
      while position + 32 <= bytes.count {
        for lane in 0..<4 {
          let word = unsafe UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8 * lane, as: UInt64.self))
          let mixed = (lanes[lane] ^ word) &* 0x9FB2_1C65_1E98_DF25
          lanes[lane] = mixed ^ mixed >> 35
        }
        position += 32
      }
      for lane in 0..<4 {
        state = (state ^ lanes[lane]) &* 0xFF51_AFD7_ED55_8CCD
        state ^= state >> 33
      }
    }
    while position + 8 <= bytes.count {
      let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      state = (state ^ word) &* 0x9FB2_1C65_1E98_DF25
      state ^= state >> 35
      position += 8
    }
    var rest: UInt64 = 0
    while position < bytes.count {
      rest = rest << 8 | UInt64(unsafe bytes[position])
      position += 1
    }
    state ^= rest
    state = (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    state = (state ^ state >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return state ^ state >> 33
  }
}
