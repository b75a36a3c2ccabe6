import Testing

@testable import TraceReader

@Suite("Hashes of bytes")
struct ByteHashTests {
  private static func hash(_ bytes: [UInt8], _ key: ByteHash.Key) -> UInt64 {
    bytes.withUnsafeBytes { ByteHash.hash($0, key) }
  }

  @Test("tell texts apart that differ in one bit, or in length", arguments: 0...40)
  func neighbours(count: Int) {
    let text = [UInt8](repeating: 0x61, count: count)
    for key in [ByteHash.Key.known, .secret] {
      var hashes: Set = [Self.hash(text, key), Self.hash(text + [0x61], key), Self.hash(text + [0], key)]
      for bit in 0..<8 * count {
        var other = text
        other[bit / 8] ^= 1 << UInt8(bit % 8)
        hashes.insert(Self.hash(other, key))
      }
      #expect(hashes.count == 3 + 8 * count)
    }
  }

  /// Differences in highest bits go through sums and odd factors as they are, whatever the key: a step that only multiplies
  /// by a number lets the next eight bytes undo them.
  @Test("do not collide for differences that cancel each other out")
  func cancelling() {
    for key in [ByteHash.Key.known, .secret] {
      let hashes = (0..<1 << 12).map { choice in
        var text = [UInt8](repeating: 0x61, count: 12 * 16 + 8)
        for pair in 0..<12 where choice >> pair & 1 != 0 {
          text[16 * pair + 7] ^= 0x80
          text[16 * pair + 8 + 3] ^= 0x80
          text[16 * pair + 8 + 7] ^= 0x80
        }
        return Self.hash(text, key)
      }
      #expect(Set(hashes).count == hashes.count)
    }
  }
}
