import TestSupport

/// Texts made of all that YAML readers are known to trip over.
enum NastyText {
  /// Pieces that can stand in a literal block, so that blocks are made often.
  static let tame = [
    " ", "  ", "    ", "\t", "\t\t", "\n", "\n\n", "\n\n\n", " \n", "\t\n", "\n ", "\n\t", "---", "...",
    "\n---\n", "# ",
    ": ", "- ", "? ", "%YAML 1.2", "@", "`", "&a ", "*a ", "!!str ", "|", "|-\n", ">", "\"", "'", "''", "\\",
    "\\n",
    "\\\n", "{", "}", "[", "]", ",", "{{x}}", "null", "~", "true", "0x10", "1e5", "=", "<<", "word", "it's",
    "key: value", "x: |", "{\"a\": \"b\\n\"}", "C:\\dir", "def f(x):\n\treturn x\n",
    "```json\n{\"a\": 1}\n```\n", "😀",
    "👩‍👩‍👧", "e\u{301}", "中文", "«é»", "…", "“q”", "\u{A0}", "\u{AD}", "\u{200D}", "\u{2060}", "\u{202E}",
    "\u{3000}",
    "\u{E000}", "\u{FFFD}", "\u{FFF9}", "\u{10000}", scalar(0xFDD0), scalar(0x1FFFF), scalar(0x10FFFF),
  ]

  /// Pieces that force quotes.
  static let wild = [
    "\r", "\r\n", "\u{0}", "\u{1}", "\u{7}", "\u{8}", "\u{B}", "\u{C}", "\u{1B}", "\u{1F}", "\u{7F}",
    "\u{80}", "\u{85}",
    "\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", scalar(0xFFFE), scalar(0xFFFF),
  ]

  static func make(using generator: inout SplitMix) -> String {
    let pieces = Bool.random(using: &generator) ? tame : tame + wild + wild
    var text = ""
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      text += pieces.randomElement(using: &generator)!
    }
    if Int.random(in: 0..<200, using: &generator) == 0 {
      text += String(repeating: pieces.randomElement(using: &generator)!, count: 2000)
    }
    return text
  }

  /// Noncharacters cannot be written as literals.
  private static func scalar(_ value: UInt32) -> String {
    String(Character(Unicode.Scalar(value)!))
  }
}
