import TestSupport
import Testing

@testable import Dump2Eval

@Suite("Active text")
struct ActiveTextTests {
  @Test(
    "gets one word joiner where it would act",
    arguments: [
      ("", ""), ("{ a }", "{ a }"), ("a file://x", "a file://x"), ("{\u{2060}a", "{\u{2060}a"), ("a{", "a{_"),
      ("{\n", "{_\n"), ("{_", "{__"), ("{\n\n", "{\n\n"),
      ("{{x}}", "{_{x}}"), ("{{{x", "{_{_{x"), ("{% x %}", "{_% x %}"), ("a{#b", "a{_#b"), ("a#}", "a#_}"),
      ("{#}", "{_#_}"), ("#_}{", "#__}{_"), ("C#", "C#"), ("# }", "# }"), ("{_{x", "{__{x"),
      ("{__%", "{___%"), ("file://x", "_file://x"), ("FILE://{{x", "_FILE://{_{x"),
      ("_file://x", "__file://x"),
      ("package:a:b", "_package:a:b"), ("file:/x", "file:/x"), ("_{{", "_{_{_"),
    ])
  func neutralised(text: String, expected: String) {
    let joiners = { (text: String) in String(text.map { $0 == "_" ? "\u{2060}" : $0 }) }
    let neutralised = ActiveText.neutralised(joiners(text))
    expectSame(neutralised, joiners(expected))
    expectSame(Self.undone(neutralised), joiners(text))
  }

  @Test("is inert afterwards and restored exactly")
  func restored() {
    let pieces = ["{", "{{", "%", "#", "\u{2060}", "file://", "package:", "a", "}", "#}", "\n", "{%"]
    var generator = SplitMix(seed: 3)
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        pieces.randomElement(using: &generator)!
      }.joined()
      let neutralised = ActiveText.neutralised(text)
      expectSame(Self.undone(neutralised), text)
      let bytes = Array(neutralised.utf8)
      for (first, second) in zip(bytes, bytes.dropFirst()) where first == UInt8(ascii: "{") {
        #expect(!"{%#".utf8.contains(second))
      }
      #expect(!neutralised.contains("#}"))
      #expect(bytes.last != UInt8(ascii: "{") && !bytes.reversed().starts(with: "\n{".utf8))
      #expect(
        !neutralised.utf8.starts(with: "file://".utf8) && !neutralised.utf8.starts(with: "package:".utf8))
    }
  }

  /// The text without one joiner of each place where one was put.
  private static func undone(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var position = 0
    while position < scalars.count {
      let rest = scalars[position...]
      let behind = rest.drop { $0 == "\u{2060}" }
      if behind.count == rest.count {
        result.append(scalars[position])
        position += 1
        continue
      }
      let isPlace =
        switch result.last {
        case "{": behind.isEmpty || Array(behind) == ["\n"] || "{%#".unicodeScalars.contains(behind.first!)
        case "#": behind.first == "}"
        case nil:
          ["file://", "package:"].contains {
            String(String.UnicodeScalarView(behind)).lowercased().hasPrefix($0)
          }
        default: false
        }
      result.append(contentsOf: rest.prefix(rest.count - behind.count - (isPlace ? 1 : 0)))
      position = behind.startIndex
    }
    return String(result)
  }
}
