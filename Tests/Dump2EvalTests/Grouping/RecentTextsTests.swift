import Testing

@testable import Dump2Eval

@Suite("Texts of many records")
struct RecentTextsTests {
  private func text(_ text: String, in recent: RecentTexts) -> String? {
    Array(text.utf8).withUnsafeBytes { recent.text(of: $0) }
  }

  @Test("are those that were asked for, also when they share a place")
  func texts() {
    let recent = RecentTexts()
    let names = (0..<1_000).map { "opentelemetry.instrumentation.number.\($0 % 300)" }
    for name in names { #expect(text(name, in: recent) == name) }
  }

  @Test("are not looked for when they are short, or long beyond a name")
  func limits() {
    let recent = RecentTexts()
    #expect(text("", in: recent) == nil)
    #expect(text("gpt-4o-mini", in: recent) == nil)
    #expect(text(String(repeating: "x", count: 201), in: recent) == nil)
    #expect(text("größer als fünfzehn", in: recent) == "größer als fünfzehn")
  }
}
