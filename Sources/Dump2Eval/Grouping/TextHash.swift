// Unsafe code: loads eight bytes behind a comparison of their end with the count; texts and records are lent for the call.

/// A 64-bit hash of texts that is the same in every process and on every machine: equal texts of different records, and
/// traces to sample, are told by it. Not made to withstand an attacker: what it decides is checked or harmless.
enum TextHash {
  static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var text = text
    return text.withUTF8 { utf8 in
      unsafe hash(UnsafeRawBufferPointer(utf8), seed: seed)
    }
  }

  /// Of the bytes of a record.
  static func hash(_ record: RawSpan) -> UInt64 {
    unsafe record.withUnsafeBytes { unsafe hash($0, seed: 0) }
  }

  /// Eight bytes a step, mixed by a multiplication each; in long texts 16, by the two halves of a product as wyhash does, in
  /// two lanes side by side, since each step waits for the one before. The end is mixed as MurmurHash3 does (fmix64).
  private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    var state = (seed &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(bytes.count)
    var position = 0
    if bytes.count >= 64 {
      var (even, odd) = (state, ~state)
      while position + 32 <= bytes.count {
        even = unsafe fold(
          word(bytes, position) ^ 0xA076_1D64_78BD_642F, word(bytes, position + 8) ^ even)
        odd = unsafe fold(
          word(bytes, position + 16) ^ 0xE703_7ED1_A0B4_28DB, word(bytes, position + 24) ^ odd)
        position += 32
      }
      state ^= combine(even, odd)
    }
    while position + 8 <= bytes.count {
      state = unsafe (state ^ word(bytes, position)) &* 0x9FB2_1C65_1E98_DF25
      state ^= state >> 35
      position += 8
    }
    var rest: UInt64 = 0
    while position < bytes.count {
      rest = rest << 8 | UInt64(unsafe bytes[position])
      position += 1
    }
    return finish(state ^ rest)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
    unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }

  /// The hash of a sequence of texts from that of all but the last, and that of the last.
  static func combine(_ state: UInt64, _ hash: UInt64) -> UInt64 {
    finish((state &+ 0x9E37_79B9_7F4A_7C15) &* 0x9FB2_1C65_1E98_DF25 ^ hash)
  }

  private static func finish(_ value: UInt64) -> UInt64 {
    var state = value
    state = (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    state = (state ^ state >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return state ^ state >> 33
  }
}
