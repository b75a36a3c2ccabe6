/// Writes gzip members without a library: fixed Huffman codes, so that damage meets real codes and not only stored bytes.
enum GzipMember {
  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var writer = BitWriter()
    writer.append(1, bits: 1)
    writer.append(1, bits: 2)
    var position = 0
    var seen: [ArraySlice<UInt8>: Int] = [:]
    while position < bytes.count {
      let end = min(position + 8, bytes.count)
      // A match of 8 bytes (code 262) at the distance at which they were seen last.
      if end - position == 8, let last = seen[bytes[position..<end]], let code = DistanceCode(position - last)
      {
        writer.appendHuffman(262 - 256, bits: 7)
        writer.appendHuffman(code.symbol, bits: 5)
        writer.append(code.extra, bits: code.extraBits)
        position = end
        continue
      }
      if end - position == 8 { seen[bytes[position..<end]] = position }
      let literal = UInt32(bytes[position])
      if literal < 144 {
        writer.appendHuffman(0x30 + literal, bits: 8)
      } else {
        writer.appendHuffman(0x190 + literal - 144, bits: 9)
      }
      position += 1
    }
    writer.appendHuffman(0, bits: 7)
    let crc = checksum(bytes)
    let count = UInt32(bytes.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + writer.bytes + littleEndian(crc) + littleEndian(count)
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Bit by bit.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

/// RFC 1951, section 3.2.5, for distances above 4.
private struct DistanceCode {
  let symbol: UInt32
  let extra: UInt32
  let extraBits: Int

  init?(_ distance: Int) {
    guard distance > 4, distance <= 32_768 else { return nil }
    let top = Int.bitWidth - (distance - 1).leadingZeroBitCount - 1
    extraBits = top - 1
    symbol = UInt32(2 * top + ((distance - 1) >> extraBits & 1))
    extra = UInt32((distance - 1) & (1 << extraBits - 1))
  }
}

private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var used = 8

  mutating func append(_ value: UInt32, bits: Int) {
    for bit in 0..<bits {
      if used == 8 {
        bytes.append(0)
        used = 0
      }
      if value >> UInt32(bit) & 1 == 1 { bytes[bytes.count - 1] |= 1 << UInt8(used) }
      used += 1
    }
  }

  /// Huffman codes begin with their highest bit.
  mutating func appendHuffman(_ code: UInt32, bits: Int) {
    for bit in (0..<bits).reversed() { append(code >> UInt32(bit) & 1, bits: 1) }
  }
}
