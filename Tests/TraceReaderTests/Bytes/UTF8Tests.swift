import CByteScan
import TestSupport
import Testing

@testable import TraceReader

/// The check of UTF-8 by blocks agrees with the standard library's and with the check of one character after the other.
@Suite struct UTF8Tests {
  private func check(_ bytes: [UInt8]) {
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      #expect((cbytescan_is_utf8_plain(base, bytes.count) != 0) == isValid)
      #expect((cbytescan_is_utf8(base, bytes.count) != 0) == isValid)
      #if arch(x86_64)
        if cbytescan_has_avx2() != 0 { #expect((cbytescan_is_utf8_avx2(base, bytes.count) != 0) == isValid) }
      #endif
    }
    #expect(String(utf8: bytes) == String(decoding: bytes, as: UTF8.self))
  }

  @Test func `all pairs of bytes, and what follows them`() {
    for first in UInt8.min ... .max {
      for second in UInt8.min ... .max {
        for rest: [UInt8] in [[], [0x61], [0x80], [0x80, 0x80], [0xBF, 0xBF]] {
          check([first, second] + rest)
        }
      }
    }
  }

  @Test(
    arguments: [
      [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
      [0xEF, 0xBF, 0xBF],
      [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xE2, 0x80, 0x93],
      [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0x80], [0xBF], [0xFF], [0xE2, 0x80], [0xF0, 0x90, 0x80], [0xE2, 0x28, 0xA1],
      [0xC3],
    ] as [[UInt8]])
  func `a character in every place of three blocks, whole and cut`(_ character: [UInt8]) {
    for before in 0...100 {
      let head = [UInt8](repeating: 0x61, count: before)
      for after in [0, 1, 2, 31, 32, 33] {
        check(head + character + [UInt8](repeating: 0x7A, count: after))
        check(head + character + character + [UInt8](repeating: 0x7A, count: after))
      }
      check(head + character.dropLast())
    }
  }

  @Test func `random bytes that often are characters`() {
    var generator = SplitMix(seed: 7)
    let pieces: [[UInt8]] = [
      [0x61], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0x9F, 0xBF],
      [0xEE, 0x80, 0x80],
    ]
    for _ in 0..<3_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...60, using: &generator) {
        bytes += pieces.randomElement(using: &generator)!
      }
      check(bytes)
      guard !bytes.isEmpty else { continue }
      bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
        in: .min ... .max, using: &generator)
      check(bytes)
    }
  }
}

/// Strings of JSON are read and written the same whatever stands in them and wherever.
@Suite struct JSONStringTests {
  private func plainEscape(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": #"\""#
      case "\\": #"\\"#
      case "\u{8}": #"\b"#
      case "\t": #"\t"#
      case "\n": #"\n"#
      case "\u{C}": #"\f"#
      case "\r": #"\r"#
      case "\0"..."\u{1F}": #"\u00"# + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }.joined()
  }

  private func check(_ text: String) throws {
    var bytes: [UInt8] = []
    JSONWriter.append(string: text, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "\"" + plainEscape(text) + "\"")
    let tree = JSONTree()
    try bytes.withUnsafeBytes { try tree.parse($0) }
    #expect(tree.root.string == text)
  }

  @Test func `every control character, quote and backslash in every place`() throws {
    let special = (0..<0x20).map { String(Unicode.Scalar(UInt8($0))) } + ["\"", "\\", "é", "\u{1F600}"]
    for special in special {
      for before in 0...40 {
        let head = String(repeating: "x", count: before)
        try check(head + special)
        try check(head + special + special + "yyyyyyyyyyyyyyyyyyyy")
      }
    }
  }

  @Test func `texts longer than what is escaped at once`() throws {
    for count in [4095, 4096, 4097, 8192, 10_000] {
      try check(String(repeating: "\u{1}", count: count))
      try check(String(repeating: "a", count: count))
      try check(String(repeating: "é\"", count: count))
    }
  }
}
