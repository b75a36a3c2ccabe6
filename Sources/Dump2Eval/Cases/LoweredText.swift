/// Lower-casing as JavaScript's `toLowerCase` does it, and the question it is needed for: does a text contain
/// a phrase, whatever the case.
enum LoweredText {
  /// Lower-cased by the Unicode rules that do not depend on a language, including the one on the final sigma.
  static func lowered(_ text: String) -> String {
    let scalars = text.unicodeScalars
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if scalar == "Σ" && isFinalSigma(in: scalars, at: index) {
        result.unicodeScalars.append("ς")
      } else {
        result += scalar.properties.lowercaseMapping
      }
      index = scalars.index(after: index)
    }
    return result
  }

  /// Unicode's Final_Sigma: a cased letter before and none after, across characters that casing ignores.
  private static func isFinalSigma(in scalars: String.UnicodeScalarView, at sigma: String.Index) -> Bool {
    let before = scalars[..<sigma].last { !$0.properties.isCaseIgnorable }
    guard let before, before.properties.isCased else { return false }
    let after = scalars[scalars.index(after: sigma)...].first { !$0.properties.isCaseIgnorable }
    guard let after else { return true }
    return !after.properties.isCased
  }

  /// Whether `text`, lower-cased, contains `phrase`, which is lower-case already.
  static func contains(_ phrase: LoweredPhrase, in text: String) -> Bool {
    if phrase.isASCII, text.isKnownASCII || !text.withUTF8Span(hasLettersThatBecomeASCII) {
      return phrase.text.withUTF8Span { phrase in
        text.withUTF8Span { TextScan.contains(phrase, in: $0) }
      }
    }
    return phrase.text.withUTF8Span { phrase in
      lowered(text).withUTF8Span { TextScan.contains(phrase, in: $0) }
    }
  }

  /// Only two characters outside ASCII have lower-case forms with ASCII in them: the Kelvin sign (k) and the
  /// dotted capital I (i and a combining dot). A text without them needs no Unicode rules to look for an
  /// ASCII phrase.
  private static func hasLettersThatBecomeASCII(_ bytes: Span<UInt8>) -> Bool {
    contains([0xE2, 0x84, 0xAA], in: bytes) || contains([0xC4, 0xB0], in: bytes)
  }

  /// Whether a character occurs; by its first byte, as most texts have no such byte at all.
  private static func contains(_ character: [UInt8], in bytes: Span<UInt8>) -> Bool {
    var position = 0
    while true {
      position = TextScan.next(character[0], in: bytes, from: position)
      guard position + character.count <= bytes.count else { return false }
      if character.indices.allSatisfy({ bytes[position + $0] == character[$0] }) { return true }
      position += 1
    }
  }
}

/// A phrase to look for, lower-cased once.
struct LoweredPhrase: Sendable {
  let text: String
  let isASCII: Bool

  init(_ phrase: String) {
    text = LoweredText.lowered(phrase)
    isASCII = text.utf8.allSatisfy { $0 < 0x80 }
  }
}
