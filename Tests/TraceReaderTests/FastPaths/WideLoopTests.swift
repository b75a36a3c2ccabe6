import CByteScan
import TestSupport
import Testing

/// The loops that are chosen for this processor against those for every machine. Where there is no AVX-512 they are the same,
/// and nothing is compared with anything.
@Suite("Loops over text in wide blocks")
struct WideLoopTests {
  /// What a loop wrote and said.
  private struct Outcome: Equatable {
    var bytes: [UInt8] = []
    var numbers: [Int] = []
  }

  /// Pieces that the loops have something to do with, among words of many lengths.
  private static let pieces: [[UInt8]] = [
    Array("\"".utf8), Array("\\".utf8), Array("\\\\".utf8), Array("\\n".utf8), Array("\\\"".utf8),
    Array("\\/".utf8),
    Array("\\t\\r\\b\\f".utf8), Array("\\u00e9".utf8), Array("\\x".utf8), Array("\\N".utf8), Array("\n".utf8),
    Array("\n\n".utf8),
    Array("\t".utf8), Array("\r".utf8), Array("\u{1}".utf8), Array("\u{8}\u{C}".utf8), Array("\u{7F}".utf8),
    Array("'".utf8),
    Array("\u{85}".utf8), Array("\u{A0}é".utf8), Array("\u{2028}".utf8), Array("\u{201C}".utf8),
    Array("\u{FEFF}".utf8),
    Array("\u{FFFE}".utf8), Array("\u{FFFD}".utf8), Array("😀".utf8), Array("/".utf8), Array("  ".utf8),
    Array("{[]}".utf8),
  ]

  /// A text of words and, each with this chance in a hundred, of what is special.
  private static func text(_ count: Int, special: Int, _ random: inout SplitMix) -> [UInt8] {
    var text: [UInt8] = []
    while text.count < count {
      if Int.random(in: 0..<100, using: &random) < special {
        text += pieces.randomElement(using: &random)!
      } else {
        text += Array(
          repeating: UInt8.random(in: 97...122, using: &random), count: Int.random(in: 1...40, using: &random)
        )
      }
    }
    return text
  }

  /// Writes into so much room and no more.
  private static func writing(
    _ room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> (written: Int, numbers: [Int])
  ) -> Outcome {
    let guardCount = 64
    var memory = [UInt8](repeating: 0xEE, count: room + guardCount)
    let done = memory.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    #expect(memory[room...].allSatisfy { $0 == 0xEE }, "written beyond the room")
    return Outcome(bytes: Array(memory[..<done.written]), numbers: done.numbers)
  }

  private func compare(_ text: [UInt8]) {
    text.withUnsafeBufferPointer { text in
      // An empty array has no address.
      guard let base = text.baseAddress, text.count > 0 else { return }
      let count = text.count
      func unescape(_ loop: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>) -> cbytescan_progress)
        -> Outcome
      {
        Self.writing(count + 16) { target in
          let done = loop(base, count, target)
          return (done.written, [done.read])
        }
      }
      #expect(unescape(cbytescan_unescape_json) == unescape(cbytescan_unescape_json_plain))

      func escape(_ loop: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>) -> Int) -> Outcome {
        Self.writing(count * 6 + 16) { (loop(base, count, $0), []) }
      }
      #expect(escape(cbytescan_escape_json) == escape(cbytescan_escape_json_plain))

      func survey(_ loop: (UnsafePointer<UInt8>, Int) -> cbytescan_survey) -> [Int] {
        let found = loop(base, count)
        if found.unprintable != 0 { return [-1] }
        return [found.quotes, found.apostrophes, found.newlines, Int(found.tab)]
      }
      #expect(survey(cbytescan_survey_text) == survey(cbytescan_survey_text_plain))

      // What is there, what is not, and what begins or ends like it.
      for needle in ["i cannot", "z", "aaaa", "\u{FEFF}a", ""].map({ Array($0.utf8) })
        + [0, 7, 61].filter({ $0 + 5 <= count }).map({ Array(text[$0..<$0 + 5]) })
      {
        needle.withUnsafeBufferPointer { needle in
          // The address of an empty one is not looked at.
          let start = needle.baseAddress ?? base
          #expect(
            cbytescan_contains_lowered(base, count, start, needle.count)
              == cbytescan_contains_lowered_plain(base, count, start, needle.count))
        }
      }

      let lines = text.count { $0 == 0x0A } + 1
      for indent in [0, 2, 10, 16] {
        func indented(_ loop: (UnsafePointer<UInt8>, Int, Int, UnsafeMutablePointer<UInt8>) -> Int) -> Outcome
        {
          Self.writing(count + lines * indent + 65) { (loop(base, count, indent, $0), []) }
        }
        #expect(indented(cbytescan_indent_lines) == indented(cbytescan_indent_lines_plain))
      }
      quote(base, count)
    }
  }

  /// In pieces, as the caller does; where a piece ends is the loops' own.
  private func quote(_ base: UnsafePointer<UInt8>, _ count: Int) {
    func quoted(
      _ loop: (UnsafePointer<UInt8>, Int, Int, Int, UnsafeMutablePointer<UInt8>) -> cbytescan_progress,
      piece: Int
    ) -> Outcome {
      var whole = Outcome()
      var position = 0
      while position < count {
        let end = min(position + piece, count)
        let start = position
        let outcome = Self.writing((end - start) * 2 + 64) { target in
          let done = loop(base, start, end, count, target)
          position = done.read
          return (done.written, [])
        }
        whole.bytes += outcome.bytes
        if position < end { break }
      }
      whole.numbers = [position]
      return whole
    }
    for piece in [37, 100, 16 << 10] {
      #expect(
        quoted(cbytescan_quote_yaml, piece: piece) == quoted(cbytescan_quote_yaml_plain, piece: 16 << 10))
    }
  }

  @Test("do what those for every machine do", arguments: [0, 2, 10, 40, 100])
  func same(special: Int) {
    var random = SplitMix(seed: UInt64(special))
    for count in Array(0...200) + [1_000, 20_000] {
      for _ in 0..<(count < 1_000 ? 8 : 2) { compare(Self.text(count, special: special, &random)) }
    }
  }

  @Test("at every place of a block")
  func places() {
    for piece in Self.pieces {
      for place in 0..<140 {
        var text = [UInt8](repeating: 97, count: 200)
        text.replaceSubrange(place..<place + piece.count, with: piece)
        compare(text)
        compare(Array(text[..<(place + piece.count)]))
      }
    }
  }

  @Test("runs of backslashes of every length at every place")
  func backslashes() {
    for length in 1...70 {
      for place in stride(from: 0, to: 70, by: 3) {
        compare(
          Array(repeating: 97, count: place) + Array(repeating: UInt8(ascii: "\\"), count: length)
            + Array(
              "n\" and the rest of a text that is longer than a block of 64 bytes, so that it is a block".utf8
            ))
      }
    }
  }

  /// All positions that a search for candidates stops at.
  private static func stops(
    _ bytes: [UInt8],
    _ next: (UnsafePointer<UInt8>, Int, Int) -> cbytescan_candidate
  ) -> [[Int]] {
    bytes.withUnsafeBufferPointer { bytes in
      var stops: [[Int]] = []
      var from = 0
      while from < bytes.count {
        let found = next(bytes.baseAddress!, from, bytes.count)
        stops.append([found.position, Int(found.buckets)])
        from = found.position + 1
      }
      return stops
    }
  }

  @Test("markers are looked for at the same places", arguments: [1, 4, 30])
  func candidates(rarity: Int) {
    var fingerprints = cbytescan_fingerprints()
    for (bucket, marker) in ["gen_ai", "llm", "LLM", "\\u00", "mlflow", "la"].enumerated() {
      cbytescan_add_fingerprint(&fingerprints, Array(marker.utf8), marker.utf8.count, UInt32(bucket))
    }
    var random = SplitMix(seed: UInt64(rarity))
    let alphabet = Array("genlmLM\\u0_af".utf8)
    for count in Array(1...300) + [5_000] {
      let bytes = (0..<count).map { _ in
        Int.random(in: 0..<rarity, using: &random) == 0 ? alphabet.randomElement(using: &random)! : 0x20
      }
      for wanted: UInt8 in [0xFF, 0x05] {
        let expected = Self.stops(bytes) { cbytescan_next_candidate_plain(&fingerprints, $0, $1, $2, wanted) }
        #expect(Self.stops(bytes) { cbytescan_next_candidate(&fingerprints, $0, $1, $2, wanted) } == expected)
        #if arch(x86_64)
          if cbytescan_has_avx2() != 0 {
            #expect(
              Self.stops(bytes) { cbytescan_next_candidate_avx2(&fingerprints, $0, $1, $2, wanted) }
                == expected)
          }
        #endif
      }
    }
  }
}
