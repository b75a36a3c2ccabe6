import Testing

@testable import Dump2Eval

@Suite("Assertions from a recorded output")
struct AssertionBuilderTests {
  private func assertions(
    _ output: String, kinds: Set<AssertionKind> = Set(AssertionKind.allCases),
    phrases: [String] = ["i cannot"]
  ) -> [Assertion] {
    AssertionBuilder(AssertionOptions(kinds: kinds, refusalPhrases: phrases)).assertions(for: output)
  }

  @Test("come in a fixed order")
  func order() {
    #expect(assertions("Hello") == [.maxLength(8), .notContains("i cannot")])
    #expect(assertions(#"{"a":1}"#) == [.maxLength(11), .notContains("i cannot"), .isJSON])
    #expect(assertions("Sorry, I CANNOT do that.") == [.maxLength(36)])
    #expect(
      assertions("I can't", phrases: ["I Cannot", "i cannot", "CAN'T", "as an AI"])
        == [.maxLength(11), .notContains("i cannot"), .notContains("as an ai")])
  }

  @Test("may be none, which the caller must not write")
  func none() {
    #expect(assertions("prose", kinds: [.isJSON]).isEmpty)
    #expect(assertions("", kinds: [.maxLength]).isEmpty)
    #expect(assertions("").contains(.maxLength(0)) == false)
  }

  @Test(
    "count as JavaScript does",
    arguments: ["", "a", "é", "中文", "😀", "👩‍👩‍👧", "e\u{301}", "aé中😀" + "\u{10FFFF}\u{FFFD}"])
  func utf16Length(text: String) {
    for padding in 0..<40 {
      let whole = String(repeating: "x", count: padding) + text + String(repeating: "é😀", count: padding % 7)
      #expect(whole.utf16Length == whole.utf16.count)
    }
  }

  @Test("scale lengths without rounding errors")
  func factor() {
    for length in Array(0..<3000) + [1_000_001, 1 << 40, 1 << 52 + 1] {
      #expect(LengthFactor.default.scaledUp(length) == length + (length + 1) / 2)
    }
    #expect(LengthFactor(1.1)?.scaledUp(10) == 11)
    #expect(LengthFactor(1.1)?.scaledUp(11) == 13)
    #expect(LengthFactor(0.5)?.scaledUp(1) == 1)
    #expect(LengthFactor(2)?.scaledUp(21) == 42)
    #expect(LengthFactor(1e-6)?.scaledUp(1_000_001) == 2)
    #expect(LengthFactor(1e-6)?.scaledUp(1) == 1)
    #expect(LengthFactor(1e6)?.scaledUp(7) == 7_000_000)
    #expect(LengthFactor(1.2345678901234567e-6)?.scaledUp(1_000_000) == 2)
    #expect(LengthFactor(1e6)?.scaledUp(Int.max) == Int.max)
    #expect(LengthFactor(1.5) == .default)
    #expect(LengthFactor(1.5)?.description == "1.5")
    for refused in [0, -1, -0.0, .nan, .infinity, 1e-7, 1e7] { #expect(LengthFactor(refused) == nil) }
  }

  @Test(
    "look for phrases as JavaScript's lower-casing makes them",
    arguments: [
      ("i cannot", "I CANNOT", true), ("i cannot", "i can not", false), ("i cannot", "İ cannot", false),
      ("ok", "O\u{212A}", true), ("ok", "é O\u{212A}", true), ("hi", "Hİ!", true),
      ("kein", "\u{212A}EIN", true),
      ("no", "№", false), ("été", "ÉTÉ", true), ("e\u{301}", "\u{E9}", false), ("", "anything", true),
      ("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ.", true), ("οδοσ", "ΟΔΟΣ", false), ("οδος", "ΟΔΟΣ", true),
      ("@[`{", "@[`{", true),
      ("@[`{", "`{@[", false), ("a", "", false), ("ß", "ẞ", true), ("ß", "SS", false),
    ])
  func phrases(phrase: String, text: String, isContained: Bool) {
    for padding in [0, 1, 7, 15, 16, 17, 31, 40] {
      let whole = String(repeating: ".", count: padding) + text + String(repeating: "?", count: padding)
      #expect(LoweredText.contains(LoweredPhrase(phrase), in: whole) == isContained)
    }
  }
}
