import CByteScan
import TestSupport
import Testing

/// One form of the loops over text.
private struct TextLoops: Sendable {
  typealias Bytes = UnsafePointer<UInt8>
  typealias Target = UnsafeMutablePointer<UInt8>

  var unescape: @Sendable (Bytes, Int, Target) -> cbytescan_progress
  var escape: @Sendable (Bytes, Int, Target) -> Int
  var survey: @Sendable (Bytes, Int) -> cbytescan_survey
  var contains: @Sendable (Bytes, Int, Bytes, Int) -> CInt
  var indent: @Sendable (Bytes, Int, Int, Target) -> Int
  var quote: @Sendable (Bytes, Int, Int, Int, Target) -> cbytescan_progress

  static let plain = TextLoops(
    unescape: cbytescan_unescape_json_plain, escape: cbytescan_escape_json_plain,
    survey: cbytescan_survey_text_plain, contains: cbytescan_contains_lowered_plain,
    indent: cbytescan_indent_lines_plain, quote: cbytescan_quote_yaml_plain)

  private static let chosen = TextLoops(
    unescape: cbytescan_unescape_json, escape: cbytescan_escape_json, survey: cbytescan_survey_text,
    contains: cbytescan_contains_lowered, indent: cbytescan_indent_lines, quote: cbytescan_quote_yaml)

  #if arch(x86_64)
    private static let avx2 = TextLoops(
      unescape: cbytescan_unescape_json_avx2, escape: cbytescan_escape_json_avx2,
      survey: cbytescan_survey_text_avx2, contains: cbytescan_contains_lowered_avx2,
      indent: cbytescan_indent_lines_avx2, quote: cbytescan_quote_yaml_avx2)
    /// What is chosen for this processor, and what it could run besides.
    static let others = cbytescan_has_avx512() != 0 ? [chosen, avx2] : [chosen]
  #else
    static let others = [chosen]
  #endif
}

/// The loops for this processor against those for every machine. Where there is no AVX2 they are the same, and nothing is
/// compared with anything.
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
    // An empty array has no address.
    guard !text.isEmpty else { return }
    let expected = outcomes(TextLoops.plain, text)
    for loops in TextLoops.others { #expect(outcomes(loops, text) == expected) }
  }

  private func outcomes(_ loops: TextLoops, _ text: [UInt8]) -> [Outcome] {
    text.withUnsafeBufferPointer { text in
      let (base, count) = (text.baseAddress!, text.count)
      var outcomes = [
        Self.writing(count + 16) { target in
          let done = loops.unescape(base, count, target)
          return (done.written, [done.read])
        },
        Self.writing(count * 6 + 16) { (loops.escape(base, count, $0), []) },
      ]

      let survey = loops.survey(base, count)
      outcomes.append(
        Outcome(
          numbers: survey.unprintable != 0
            ? [] : [survey.quotes, survey.apostrophes, survey.newlines, Int(survey.tab)]))

      // What is there, what is not, and what begins or ends like it.
      let needles =
        ["i cannot", "z", "aaaa", "\u{FEFF}a", ""].map { Array($0.utf8) }
        + [0, 7, 61].filter { $0 + 5 <= count }.map { Array(text[$0..<$0 + 5]) }
      for needle in needles {
        needle.withUnsafeBufferPointer { needle in
          // The address of an empty one is not looked at.
          let isFound = loops.contains(base, count, needle.baseAddress ?? base, needle.count)
          outcomes.append(Outcome(numbers: [Int(isFound)]))
        }
      }

      let lines = text.count { $0 == 0x0A } + 1
      for indent in [0, 2, 10, 16] {
        outcomes.append(
          Self.writing(count + lines * indent + 65) { (loops.indent(base, count, indent, $0), []) })
      }
      for piece in [37, 100, 16 << 10] { outcomes.append(quoted(loops, base, count, piece: piece)) }
      return outcomes
    }
  }

  /// In pieces, as the caller does; where a piece ends is the loops' own.
  private func quoted(
    _ loops: TextLoops, _ base: UnsafePointer<UInt8>, _ count: Int, piece: Int
  ) -> Outcome {
    var whole = Outcome()
    var position = 0
    while position < count {
      let end = min(position + piece, count)
      let start = position
      let outcome = Self.writing((end - start) * 2 + 32) { target in
        let done = loops.quote(base, start, end, count, target)
        position = done.read
        return (done.written, [])
      }
      whole.bytes += outcome.bytes
      if position < end { break }
    }
    whole.numbers = [position]
    return whole
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
