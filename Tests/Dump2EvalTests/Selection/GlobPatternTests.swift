import Dump2Eval
import Testing

@Suite("Glob patterns")
struct GlobPatternTests {
  @Test(
    "stand for names as in a shell",
    arguments: [
      ("gpt-4o", ["gpt-4o"], ["gpt-4o-mini", "GPT-4o", ""]),
      ("gpt-4*", ["gpt-4", "gpt-4o", "gpt-4*"], ["gpt-3.5", "xgpt-4"]),
      ("*/gpt-?", ["openai/gpt-5", "a/b/gpt-5"], ["gpt-5", "openai/gpt-"]),
      ("*", ["", "anything"], []),
      ("a*b*c", ["abc", "aXbYc", "abbcbc"], ["ab", "acb", "abcd"]),
      ("[a-c]?[!0-9]", ["b1x", "c--"], ["d1x", "b11"]),
      ("[]x]", ["]", "x"], ["[", ""]),
      ("[a-]", ["a", "-"], ["b"]),
      (#"\*\?[\]]"#, ["*?]"], ["ab]"]),
      ("caf?", ["café"], ["cafe\u{301}"]),
      ("**x**", ["x", "axb"], ["a"]),
    ] as [(String, [String], [String])])
  func matching(pattern: String, yes: [String], no: [String]) throws {
    let glob = try #require(GlobPattern(pattern))
    for name in yes { #expect(glob.matches(name), "\(name)") }
    for name in no { #expect(!glob.matches(name), "\(name)") }
  }

  @Test("that cannot be meant are refused", arguments: ["[", "[abc", "[]", "[!]", "[z-a]", "x\\", "[\\"])
  func refused(pattern: String) {
    #expect(GlobPattern(pattern) == nil)
  }

  @Test("take no time that grows with the number of stars")
  func hostile() throws {
    let glob = try #require(GlobPattern(String(repeating: "a*", count: 50) + "b"))
    #expect(!glob.matches(String(repeating: "a", count: 5_000)))
  }
}
