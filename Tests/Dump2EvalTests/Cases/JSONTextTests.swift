import Testing

@testable import Dump2Eval

@Suite("JSON as JSON.parse accepts it")
struct JSONTextTests {
  private func isValid(_ text: String) -> Bool { text.withUTF8Span(JSONText.isValid) }

  @Test(
    "accepts",
    arguments: [
      "{}", "[]", "\"\"", "0", "-0", "10", "-1.5e+3", "1E5", "0.0e-0", "true", "false", "null",
      " \t\r\n1 \t\r\n",
      "[1,2]", "[ 1 , [ ] , { } ]", #"{"a":1}"#, #"{"a":1,"a":2}"#, #"{ "a" : { "b" : [ null ] } , "" : 0 }"#,
      #""\"\\\/\b\f\n\r\t""#, #""\u00e9\uD83D\uDE00""#, #""\ud800""#, #""\u0000""#,
      "\"\u{7F}\u{85}\u{2028}\u{FEFF}é😀\"",
      "[[[[[[]]]]]]", "[\n1\n]", "1e400", "123456789012345678901234567890",
    ])
  func accepts(text: String) {
    #expect(isValid(text))
  }

  @Test(
    "refuses",
    arguments: [
      "", " ", "prose", "NaN", "Infinity", "-Infinity", "01", "-01", "+1", ".5", "1.", "1.e5", "1e", "1e+",
      "-", "--1",
      "0x1", "1a", "1 2", "True", "tru", "nulll", "undefined", "'a'", "\u{FEFF}1", "1\u{FEFF}", "\u{A0}1",
      "1\u{B}",
      "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[}", "{", "}", "{]", "{\"", "{\"a", "{\"a\"",
      "{\"a\":",
      "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:2}", "{\"a\"::1}", "{\"a\" 1}",
      "{\"a\":1]", "[:]",
      "{}{}", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\a\"", "\"a\nb\"",
      "\"a\tb\"",
      "\"\u{0}\"", "\"\u{1F}\"", "// c\n1", "1,", "```json\n{}\n```", "\u{0}",
    ])
  func refuses(text: String) {
    #expect(!isValid(text))
  }

  @Test("at any depth", arguments: [1, 63, 64, 65, 127, 128, 129, 1_000_000])
  func depth(depth: Int) {
    let arrays = String(repeating: "[", count: depth)
    let closed = String(repeating: "]", count: depth)
    #expect(isValid(arrays + closed))
    #expect(!isValid(arrays + closed.dropLast()))
    #expect(!isValid(arrays + closed + "]"))
    let mixed = String(repeating: #"[{"a":"#, count: depth) + "1"
    #expect(isValid(mixed + String(repeating: "}]", count: depth)))
    #expect(!isValid(mixed + "]" + String(repeating: "}]", count: depth).dropFirst()))
    #expect(!isValid(mixed + String(repeating: "}]", count: depth).dropLast() + "}"))
  }
}
