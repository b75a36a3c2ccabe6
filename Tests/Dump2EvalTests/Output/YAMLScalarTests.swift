import TestSupport
import Testing
import Yams

@testable import Dump2Eval

@Suite("Recorded text as YAML")
struct YAMLScalarTests {
  private func written(_ text: String) -> String {
    var out = OutputBytes()
    YAMLScalar.writeRecorded(text, indent: 2, into: &out)
    return out.text
  }

  @Test(
    "takes the most readable style that is exact",
    arguments: [
      ("", #""""#),
      ("hello", #""hello""#),
      ("it's", #""it's""#),
      ("null", #""null""#),
      (#"{"a": "b\n"}"#, #"'{"a": "b\n"}'"#),
      (#"{"a": "it's"}"#, #"'{"a": "it''s"}'"#),
      (#"say "it's isn't""#, #""say \"it's isn't\"""#),
      ("tab\there \"", #""tab\there \"""#),
      ("a\nb", "|-\n    a\n    b"),
      ("a\nb\n", "|\n    a\n    b"),
      ("a\n\n", "|+\n    a\n"),
      ("a\n\n\tb\\\n  \"c\": é😀\n", "|\n    a\n\n    \tb\\\n      \"c\": é😀"),
      ("  a\nb", "|2-\n      a\n    b"),
      ("\ta\nb", "|2-\n    \ta\n    b"),
      ("\na", "|2-\n\n    a"),
      ("a  \nb", "|-\n    a  \n    b"),
      ("---\n...\n", "|\n    ---\n    ..."),
      ("\n", #""\n""#),
      ("a\n ", "\"a\\n\\\n    \\ \""),
      ("a\r\n  b\r\n", "\"a\\r\\n\\\n    \\  b\\r\\n\""),
      (
        "a\u{85}\u{2028}\u{2029}\u{FEFF}\u{9F}\u{7F}\u{1B}\u{1}\u{0}",
        #""a\x85\u2028\u2029\uFEFF\x9F\x7F\e\x01\0""#
      ),
      ("\u{FEFF}a\nb", "\"\\uFEFFa\\n\\\n    b\""),
      ("\u{A0}\u{2027}\u{202A}\u{FEFE}", "\"\u{A0}\u{2027}\u{202A}\u{FEFE}\""),
    ])
  func styles(text: String, expected: String) {
    #expect(written(text) == expected + "\n")
  }

  @Test("finds every unprintable character at every place in the vector, and none beside it")
  func unprintableAtEveryPlace() {
    let ranges: [ClosedRange<UInt32>] = [0x0...0x110, 0x2020...0x2030, 0xFEF0...0xFF05, 0xFFF0...0x1000F]
    for value in ranges.joined() {
      let scalar = Unicode.Scalar(value)!
      let mustEscape =
        value < 0x20 || (0x7F...0x9F).contains(value) || [0x22, 0x5C].contains(value)
        || [0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF].contains(value)
      for length in 0..<40 {
        let text = String(repeating: "é", count: length % 3) + String(repeating: "a", count: length)
        let whole = text + String(Character(scalar)) + "bcdefghijklmnopqrstu".prefix(length % 21)
        let found = whole.withUTF8Span { TextScan.nextEscape(in: $0, from: 0) }
        #expect(found == (mustEscape ? text.utf8.count : whole.utf8.count), "U+\(String(value, radix: 16))")
        let needsMore = mustEscape && ![0x22, 0x5C].contains(value)
        var out = OutputBytes()
        let end = whole.withUTF8Span { TextScan.quote($0, from: 0, into: &out) }
        #expect(end == (needsMore ? text.utf8.count : whole.utf8.count), "U+\(String(value, radix: 16))")
        let quoted = whole.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        #expect(out.text == (needsMore ? text : quoted))
      }
    }
  }

  @Test("reads back exactly, wherever it stands in a dataset")
  func readsBack() throws {
    var generator = SplitMix(seed: 20_260_315)
    for _ in 0..<3000 {
      let texts = (0..<4).map { _ in NastyText.make(using: &generator) }
      let dataset = EvalDataset(
        header: DatasetHeader(
          traceID: texts[0], exportedAt: UTCTime(unixMilliseconds: 0), model: texts[1], provider: texts[2]),
        cases: [
          EvalCase(
            number: 1, input: texts[3], system: texts[2], messages: texts[1],
            assertions: [.notContains(texts[0])],
            recordedOutput: texts[2], traceID: texts[0], spanID: texts[1]),
          EvalCase(
            number: 2, input: texts[1], assertions: [.maxLength(1)], recordedOutput: "", traceID: "",
            spanID: ""),
        ])
      let root = try Loaded(dataset.yaml())
      expectSame(root["metadata"]["trace_id"].text, texts[0])
      expectSame(root["metadata"]["model"].text, texts[1])
      expectSame(root["metadata"]["provider"].text, texts[2])
      expectSame(root["cases"][0]["variables"]["input"].text, texts[3])
      expectSame(root["cases"][0]["variables"]["system"].text, texts[2])
      expectSame(root["cases"][0]["variables"]["messages"].text, texts[1])
      expectSame(root["cases"][0]["assertions"][0]["value"].text, texts[0])
      expectSame(root["cases"][1]["variables"]["input"].text, texts[1])
    }
  }

  @Test("reads back lines of a megabyte")
  func longLines() throws {
    for piece in ["a", "é ", "\"", "'", "😀\n"] {
      let text = String(repeating: piece, count: 1 << 20) + "."
      expectSame(try Loaded("key: " + written(text))["key"].text, text)
    }
  }

  @Test(
    "leaves an identifier plain only where no reader takes it for anything but a string",
    arguments: [
      ("abc123def456", true), ("gpt-4o", true), ("4bf92f3577b34da6a3ce929d0e0e4736", true), ("openai", true),
      ("models/gemini-1.5_pro", true), ("0b1a", true), ("12345678", false), ("1e5", false), ("e5", false),
      ("0b101", false),
      ("0x1F", false), ("null", false), ("Null", false), ("yes", false), ("N", false), ("Off", false),
      ("inf", false),
      ("2001-01-01", false), ("1_000", false), ("", false), ("a b", false), ("a:b", false), ("-a", false),
      ("é", false),
    ])
  func plainIdentifiers(text: String, isPlain: Bool) {
    #expect(text.withUTF8Span(YAMLScalar.isPlainSafe) == isPlain)
  }
}

/// Swift takes canonically equivalent strings for equal; recorded text must keep its bytes. A leading U+FEFF
/// is beyond us: libyaml hands it out, and Yams loses it when it makes a String of the bytes with Foundation.
func expectSame(_ loaded: String?, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(
    loaded.map { withoutByteOrderMark($0) } == withoutByteOrderMark(expected), sourceLocation: sourceLocation)
}

private func withoutByteOrderMark(_ text: String) -> [UInt8] {
  Array(String.UnicodeScalarView(text.unicodeScalars.drop { $0 == "\u{FEFF}" }).description.utf8)
}

/// A loaded YAML document, for looking into without casts.
struct Loaded {
  let value: Any?

  init(_ yaml: String) throws { value = try Yams.load(yaml: yaml) }

  private init(value: Any?) { self.value = value }

  subscript(key: String) -> Loaded { Loaded(value: (value as? [String: Any])?[key]) }

  subscript(index: Int) -> Loaded {
    guard let list = value as? [Any], list.indices.contains(index) else { return Loaded(value: nil) }
    return Loaded(value: list[index])
  }

  var text: String? { value as? String }
  var keys: Set<String> { Set((value as? [String: Any]).map { Array($0.keys) } ?? []) }
  var count: Int? { (value as? [Any])?.count }
}
