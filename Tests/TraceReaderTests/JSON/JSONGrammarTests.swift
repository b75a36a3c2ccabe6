import Testing

@testable import TraceReader

@Suite("JSON as RFC 8259 has it")
struct JSONGrammarTests {
  private static let accepted = [
    "null", "true", "false", "0", "-0", "1", "-1", "12", "1.0", "-0.5", "1e1", "1E1", "1e+1", "1e-1", "0e0",
    "1.5e10", "\"\"",
    "\"a\"", "\" \"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\u00e9\"", "\"\\uD834\\uDD1E\"",
    "\"\\uD800\"",
    "\"\\uDC00\"", "\"\\uD800\\u0041\"", "\"\u{7F}\"", "\"\u{2028}\"", "\"é😀\"", "[]", "[ ]", "[1]", "[1,2]",
    " [ 1 , 2 ] ",
    "[[]]", "[[],{}]", "{}", "{ }", "{\"a\":1}", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":[]}}",
    "\t\n\r [] \t\n\r",
    "[1e400]", "[123456789012345678901234567890]", "[\"a\",null,true]", "{\"a\" : \"b\" , \"c\" : [ ] }",
  ]

  @Test("what is allowed is accepted, and written as it was", arguments: accepted)
  func accepts(_ text: String) throws {
    let tree = JSONTree()
    try tree.parse(text)
    let json = tree.root.json
    try tree.parse(json)
    #expect(tree.root.json == json)
  }

  @Test(
    "a value is read without knowing its end",
    arguments: accepted.filter { $0.first == "{" || $0.first == "[" })
  func beginnings(_ text: String) throws {
    func parse(_ tree: JSONTree, _ text: Substring.UTF8View) throws -> Int? {
      try Array(text).withUnsafeBytes { try tree.parse(beginningOf: $0) }
    }
    let whole = JSONTree()
    try whole.parse(text)
    for rest in ["", ",{", "]}", "\u{0}", String(repeating: "x", count: 300)] {
      let tree = JSONTree()
      #expect(
        try parse(tree, (text + rest)[...].utf8) == text.utf8.count && tree.root.json == whole.root.json)
    }
    for count in 0..<text.utf8.count { #expect(try parse(JSONTree(), text.utf8.prefix(count)) == nil) }
  }

  @Test("but not more than there is memory for")
  func beginningsWithoutRoom() throws {
    let text = Array(("[\"" + String(repeating: "x", count: 5_000) + "\"]").utf8)
    let tree = JSONTree()
    #expect(try text.withUnsafeBytes { try tree.parse(beginningOf: $0) } == nil)
    try text.withUnsafeBytes { try tree.parse($0) }
    #expect(try text.withUnsafeBytes { try tree.parse(beginningOf: $0) } == text.count)
  }

  /// A text, and the offset at which it is no JSON any more.
  private static let refused: [(String, Int)] = [
    ("", 0), (" ", 1), ("nul", 0), ("nulL", 0), ("True", 0), ("tru", 0), ("NaNs", 3), ("Infinit", 0),
    ("-", 1), ("+1", 0),
    ("01", 1), ("-01", 2), ("1.", 2), (".5", 0), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("0x1", 1), ("1_000", 1),
    ("--1", 1),
    ("- 1", 1), ("\"", 1), ("\"a", 2), ("\"\\\"", 3), ("\"\\x\"", 2), ("\"\\\"", 3), ("\"\\u\"", 3),
    ("\"\\u12\"", 5),
    ("\"\\u123g\"", 6), ("\"a\nb\"", 2), ("\"\t\"", 1), ("\"\u{0}\"", 1), ("'a'", 0), ("[", 1), ("]", 0),
    ("[1", 2), ("[1,", 3),
    ("[,1]", 1), ("[1,]", 3), ("[1,,2]", 3), ("[1 2]", 3), ("[1}", 2), ("[1:2]", 2), ("{", 1), ("}", 0),
    ("{1:2}", 1),
    ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1", 6), ("{\"a\":1,}", 7), ("{,}", 1), ("{\"a\" 1}", 5),
    ("{\"a\"::1}", 5),
    ("{\"a\":1]", 6), ("{\"a\":1 \"b\":2}", 7), ("{a:1}", 1), ("{'a':1}", 1), ("[] []", 3), ("[]]", 2),
    ("1 2", 2), ("{}x", 2),
    ("\u{FEFF}[]", 0), ("// no\n[]", 0), ("[/*no*/]", 1), ("[\u{A0}1]", 1), ("[\u{B}1]", 1), ("[1\u{0}]", 2),
    ("\\u005B]", 0),
    ("[\"a\\\\\", x]", 8), ("[\"\\\"", 4), ("[undefined]", 1), ("[nulll]", 5), ("[truefalse]", 5),
    ("[1e1.5]", 4),
  ]

  @Test("anything else is refused at its place", arguments: refused)
  func refuses(_ text: String, _ offset: Int) {
    let tree = JSONTree()
    do throws(JSONSyntaxError) {
      try tree.parse(text)
      Issue.record("accepted")
    } catch {
      #expect(error.offset == offset, "\(error)")
      let bytes = Array(text.utf8)
      #expect(error.found == (offset < bytes.count ? bytes[offset] : nil))
    }
  }

  @Test("what Python writes for numbers that JSON has not is a string, and null in a text inside the text")
  func pythonNumbers() throws {
    let tree = JSONTree()
    let inner = #"{"a": NaN, "b": [-Infinity, Infinity, -1], "c": "NaN"}"#
    let decoded = try #require(tree.appendString(inner).decoded)
    #expect(decoded.json == #"{"a":null,"b":[null,null,-1],"c":"NaN"}"#)
    for broken in ["{\"a\": NaNs}", "[Inf]", "[--Infinity]", "[NaN", "[NaN,]"] {
      #expect(tree.appendString(broken).decoded == nil, "\(broken)")
    }
    try tree.parse(inner)
    #expect(tree.root.json == #"{"a":"NaN","b":["-Infinity","Infinity",-1],"c":"NaN"}"#)
  }

  @Test("bytes that are not UTF-8 become U+FFFD where a string is made")
  func invalidUTF8() throws {
    let tree = JSONTree()
    for bytes: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82],
    ] {
      let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
      try unsafe text.withUnsafeBytes { unsafe try tree.parse($0) }
      #expect(tree.root.string?.unicodeScalars.contains("\u{FFFD}") == true)
    }
  }

  @Test("a thousand levels are read, one more is refused", arguments: ["[", "{\"a\":"])
  func depth(_ opening: String) throws {
    let tree = JSONTree()
    let closing = opening == "[" ? "]" : "}"
    func nested(_ depth: Int) -> String {
      String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    }
    try tree.parse(nested(JSONTree.maximumDepth).replacing("[1]", with: "[]"))
    #expect(throws: JSONSyntaxError.self) { try tree.parse(nested(JSONTree.maximumDepth + 1)) }
    #expect(throws: JSONSyntaxError.self) { try tree.parse(String(repeating: opening, count: 1_000_000)) }
  }
}
