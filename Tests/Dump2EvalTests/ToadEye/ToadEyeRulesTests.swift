import Foundation
import TestSupport
import Testing

@testable import Dump2Eval

/// An answer and what it implies.
struct Answer: Sendable, CustomTestStringConvertible {
  let text: String
  let maxLength: Int
  var isRefusal = false
  var isJSON = false

  var testDescription: String { text.count > 60 ? String(text.prefix(60)) + "…" : text.debugDescription }
}

/// The datasets of traces in toad-eye's own attributes, whole: what toad-eye's export gives for the same traces.
@Suite("toad-eye's rules")
struct ToadEyeRulesTests {
  static let lengths: [Answer] = [
    Answer(text: "a", maxLength: 2),
    Answer(text: "ab", maxLength: 3),
    Answer(text: "abc", maxLength: 5),
    Answer(text: "Grüße", maxLength: 8),
    Answer(text: "👍", maxLength: 3),
    Answer(text: "👍🏽 ok", maxLength: 11),
    Answer(text: "👩‍👩‍👧‍👦", maxLength: 17),
    Answer(text: "🇩🇪", maxLength: 6),
    Answer(text: "e\u{301}", maxLength: 3),
    Answer(text: "日本語", maxLength: 5),
    Answer(text: "  padded \n", maxLength: 15),
    Answer(text: String(repeating: "x", count: 100_001), maxLength: 150_002),
  ]

  static let refusals: [Answer] = [
    Answer(text: "I cannot help.", maxLength: 21, isRefusal: true),
    Answer(text: "I CANNOT", maxLength: 12, isRefusal: true),
    Answer(text: "Sorry, i CanNot do that", maxLength: 35, isRefusal: true),
    Answer(text: "Hawaii cannot wait", maxLength: 27, isRefusal: true),
    Answer(text: "I  cannot", maxLength: 14),
    Answer(text: "I can not", maxLength: 14),
    Answer(text: "I\ncannot", maxLength: 12),
    // Lower case of U+0130 is an i and a dot above; of U+0131 it is itself.
    Answer(text: "\u{130} CANNOT", maxLength: 12),
    Answer(text: "\u{131} cannot", maxLength: 12),
    Answer(text: #"{"error":"I cannot"}"#, maxLength: 30, isRefusal: true, isJSON: true),
  ]

  /// As `JSON.parse` accepts and refuses them.
  static let json: [Answer] = [
    Answer(text: "42", maxLength: 3, isJSON: true),
    Answer(text: "-0", maxLength: 3, isJSON: true),
    Answer(text: "1e5", maxLength: 5, isJSON: true),
    Answer(text: "1E400", maxLength: 8, isJSON: true),
    Answer(text: #""x""#, maxLength: 5, isJSON: true),
    Answer(text: "true", maxLength: 6, isJSON: true),
    Answer(text: "null", maxLength: 6, isJSON: true),
    Answer(text: "{}", maxLength: 3, isJSON: true),
    Answer(text: "[]", maxLength: 3, isJSON: true),
    Answer(text: "42  \n", maxLength: 8, isJSON: true),
    Answer(text: "\t\r\n {\"a\": [1, 2]}\n", maxLength: 27, isJSON: true),
    Answer(text: #"{"a":1,"a":2}"#, maxLength: 20, isJSON: true),
    Answer(text: #""\ud800""#, maxLength: 12, isJSON: true),
    Answer(text: "\"\u{7F}\u{2028}\"", maxLength: 6, isJSON: true),
    Answer(
      text: String(repeating: "[", count: 4_000) + String(repeating: "]", count: 4_000), maxLength: 12_000,
      isJSON: true),
    Answer(text: "01", maxLength: 3),
    Answer(text: "+1", maxLength: 3),
    Answer(text: ".5", maxLength: 3),
    Answer(text: "1.", maxLength: 3),
    Answer(text: "NaN", maxLength: 5),
    Answer(text: "Infinity", maxLength: 12),
    Answer(text: "-Infinity", maxLength: 14),
    Answer(text: "True", maxLength: 6),
    Answer(text: "undefined", maxLength: 14),
    Answer(text: "\u{FEFF}{}", maxLength: 5),
    Answer(text: "{}\u{A0}", maxLength: 5),
    Answer(text: "{}\u{0B}", maxLength: 5),
    Answer(text: "{} {}", maxLength: 8),
    Answer(text: "{}.", maxLength: 5),
    Answer(text: "[1,]", maxLength: 6),
    Answer(text: "{'a':1}", maxLength: 11),
    Answer(text: "{a:1}", maxLength: 8),
    Answer(text: "\"a\nb\"", maxLength: 8),
    Answer(text: #""\x41""#, maxLength: 9),
    Answer(text: #""open"#, maxLength: 8),
    Answer(text: "```json\n{}\n```", maxLength: 21),
    Answer(text: "/* no */ {}", maxLength: 17),
  ]

  @Test("lengths are counted in UTF-16 code units and rounded up", arguments: lengths)
  func counts(_ answer: Answer) async throws { try await check(answer) }

  @Test("a refusal is one in any case of letters", arguments: refusals)
  func refuses(_ answer: Answer) async throws { try await check(answer) }

  @Test("JSON is what JSON.parse accepts", arguments: json)
  func parses(_ answer: Answer) async throws { try await check(answer) }

  private func check(_ answer: Answer) async throws {
    var expected =
      Self.header + """
        cases:
          - id: production-case-1
            variables:
              input: "What are the side effects of ibuprofen?"
            assertions:
              - type: max_length
                value: \(answer.maxLength)

        """
    if !answer.isRefusal { expected += "      - type: not_contains\n        value: \"i cannot\"\n" }
    if answer.isJSON { expected += "      - type: is_json\n        value: true\n" }
    let found = try await Self.dataset(of: [("What are the side effects of ibuprofen?", answer.text)])
    #expect(found == expected)
  }

  @Test("the prompt is one text, whatever it looks like; cases are in order of time")
  func cases() async throws {
    let found = try await Self.dataset(of: [
      ("You are brief.\nWhat is new?", "Nothing."),
      (#"[{"role":"user","content":"not messages"}]"#, "A list."),
      ("", "No question."),
      ("No answer?", " "),
      ("sha256:" + String(repeating: "0a", count: 32), "sha256:" + String(repeating: "1b", count: 32)),
      ("42", "Yes 👍"),
    ])
    #expect(
      found == Self.header + """
        cases:
          - id: production-case-1
            variables:
              input: |-
                You are brief.
                What is new?
            assertions:
              - type: max_length
                value: 12
              - type: not_contains
                value: "i cannot"
          - id: production-case-2
            variables:
              input: '[{"role":"user","content":"not messages"}]'
            assertions:
              - type: max_length
                value: 11
              - type: not_contains
                value: "i cannot"
          - id: production-case-3
            variables:
              input: "42"
            assertions:
              - type: max_length
                value: 9
              - type: not_contains
                value: "i cannot"

        """)
  }

  private static let header = """
    name: exported-trace-abc123de
    source: toad-eye-export
    metadata:
      trace_id: abc123def456abc123def456abc123de
      exported_at: "2026-03-15T14:22:00.000Z"
      model: gpt-4o
      provider: openai

    """

  /// The dataset of one trace with a span for each prompt and answer.
  private static func dataset(of calls: [(prompt: String, completion: String)]) async throws -> String {
    let spans = calls.enumerated().map { position, call -> [String: Any] in
      let attributes = [
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
        "gen_ai.toad_eye.prompt": call.prompt, "gen_ai.toad_eye.completion": call.completion,
        "gen_ai.toad_eye.status": "success",
      ]
      return [
        "traceId": "abc123def456abc123def456abc123de", "spanId": "00000000000000a\(position)",
        "name": "chat gpt-4o",
        "startTimeUnixNano": "177358452000000000\(position)", "endTimeUnixNano": "1773584521000000000",
        "attributes": attributes.map {
          ["key": $0.key, "value": ["stringValue": $0.value]] as [String: Any]
        },
      ]
    }
    let dump: [String: Any] = ["resourceSpans": [["scopeSpans": [["spans": spans]]]]]
    let work = try WorkFolder()
    try work.write("dump.json", JSONSerialization.data(withJSONObject: dump))
    let options = ConversionOptions(
      inputs: [DumpInput(work("dump.json"))], destination: .folder(work("out")),
      exportedAt: UTCTime("2026-03-15T14:22:00Z")!)
    _ = try await Conversion(options).run()
    let tree = try FileTree(work("out"))
    let content = try #require(tree.files["trace-abc123def456abc123def456abc123de.eval.yaml"])
    return String(decoding: content, as: UTF8.self)
  }
}
