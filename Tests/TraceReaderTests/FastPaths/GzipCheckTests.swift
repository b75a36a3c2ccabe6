#if !ISAL
  import CInflate
  import TestSupport
  import Testing

  @Suite("Check sums of gzip members in wide blocks")
  struct GzipCheckTests {
    private static let widths = (0...cinflate_widest().rawValue).map { cinflate_width(rawValue: $0) }

    private static func check(_ bytes: ArraySlice<UInt8>, _ width: cinflate_width, after check: UInt32 = 0)
      -> UInt32
    {
      bytes.withUnsafeBufferPointer { cinflate_check(check, $0.baseAddress, $0.count, width) }
    }

    @Test func `are those bit by bit, of every length and at every place`() {
      var random = SplitMix(seed: 1)
      let bytes = random.bytes(1_000)
      for start in 0..<17 {
        for count in [500, 983] + (0...260) {
          let piece = bytes[start..<start + count]
          let expected = GzipMember.checksum(piece)
          for width in Self.widths {
            #expect(Self.check(piece, width) == expected, "\(count) bytes from \(start)")
          }
        }
      }
    }

    @Test func `go on wherever bytes were divided`() {
      var random = SplitMix(seed: 2)
      let bytes = random.bytes(300)
      let expected = GzipMember.checksum(bytes)
      for width in Self.widths {
        for place in bytes.indices {
          let first = Self.check(bytes[..<place], width)
          #expect(Self.check(bytes[place...], width, after: first) == expected, "divided at \(place)")
        }
      }
    }

    @Test func `tell a flipped bit from what was there`() {
      let bytes = [UInt8](repeating: 0, count: 320)
      for width in Self.widths {
        let expected = Self.check(bytes[...], width)
        for position in bytes.indices {
          var other = bytes
          other[position] ^= 1 << UInt8(position % 8)
          #expect(Self.check(other[...], width) != expected)
        }
      }
    }
  }

  extension SplitMix {
    fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
  }
#endif
