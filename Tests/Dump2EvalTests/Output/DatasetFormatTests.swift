import TestSupport
import Testing
import Yams

@testable import Dump2Eval

@Suite("Dataset formats")
struct DatasetFormatTests {
  private let dataset = EvalDataset(
    header: DatasetHeader(
      traceID: "abc123def456", exportedAt: UTCTime("2026-03-15T14:22:00Z")!, model: "gpt-4o",
      provider: "openai"),
    cases: [
      EvalCase(
        number: 1, input: "What are the side effects of ibuprofen?",
        assertions: [.maxLength(1500), .notContains("i cannot")], recordedOutput: "Nausea, {{mostly}}.",
        traceID: "abc123def456", spanID: "00f067aa0ba902b7"),
      EvalCase(
        number: 2, input: #"{"action": "summarize", "text": "..."}"#,
        system: "Be brief.\n\nAnswer in JSON.\n",
        messages: #"[{"role":"user","content":"it's {% x %}"}]"#, assertions: [.maxLength(800), .isJSON],
        recordedOutput: "file:///etc/passwd", traceID: "abc123def456", spanID: "1e5"),
    ])

  @Test("toad-eval has the names, order and types that consumers load")
  func toadEval() {
    let expected = """
      name: exported-trace-abc123de
      source: toad-eye-export
      metadata:
        trace_id: abc123def456
        exported_at: "2026-03-15T14:22:00.000Z"
        model: gpt-4o
        provider: openai
      cases:
        - id: production-case-1
          variables:
            input: "What are the side effects of ibuprofen?"
          assertions:
            - type: max_length
              value: 1500
            - type: not_contains
              value: "i cannot"
        - id: production-case-2
          variables:
            input: '{"action": "summarize", "text": "..."}'
            system: |
              Be brief.

              Answer in JSON.
            messages: '[{"role":"user","content":"it''s {% x %}"}]'
          assertions:
            - type: max_length
              value: 800
            - type: is_json
              value: true

      """
    #expect(dataset.yaml() == expected)
  }

  @Test("promptfoo is a list of tests in which nothing recorded is active")
  func promptfoo() {
    let expected = """
      - description: "exported-trace-abc123de / production-case-1"
        vars:
          input: "What are the side effects of ibuprofen?"
        providerOutput: "Nausea, {\u{2060}{mostly}}."
        metadata:
          trace_id: "abc123def456"
          span_id: "00f067aa0ba902b7"
        assert:
          - type: javascript
            value: "(typeof output === 'string' ? output : JSON.stringify(output)).length <= 1500"
          - type: not-icontains
            value: "i cannot"
      - description: "exported-trace-abc123de / production-case-2"
        vars:
          input: '{"action": "summarize", "text": "..."}'
          system: |
            Be brief.

            Answer in JSON.
          messages: '[{"role":"user","content":"it''s {\u{2060}% x %}"}]'
        providerOutput: "\u{2060}file:///etc/passwd"
        metadata:
          trace_id: "abc123def456"
          span_id: "1e5"
        assert:
          - type: javascript
            value: "(typeof output === 'string' ? output : JSON.stringify(output)).length <= 800"
          - type: is-json

      """
    #expect(dataset.yaml(.promptfoo) == expected)
  }

  @Test("pydantic-evals keeps assertions as data, and names evaluators for users of the companion")
  func pydanticEvals() throws {
    let plain = dataset.yaml(.pydanticEvals)
    #expect(
      plain.hasPrefix(
        """
        name: exported-trace-abc123de
        cases:
          - name: production-case-1
            inputs:
              input: "What are the side effects of ibuprofen?"
            metadata:
              trace_id: abc123def456
              span_id: 00f067aa0ba902b7
              assertions:
                - type: max_length
                  value: 1500
                - type: not_contains
                  value: "i cannot"
            expected_output: "Nausea, {{mostly}}."
          - name: production-case-2

        """))
    #expect(!plain.contains("evaluators"))

    let writer = OutputFormat.pydanticEvals.writer(OutputOptions(companion: true))
    var out = OutputBytes()
    writer.begin(dataset.header, into: &out)
    writer.write(dataset.cases[0], into: &out)
    writer.write(dataset.cases[1], into: &out)
    let named = out.text
    #expect(named.contains("    evaluators:\n      - MaxLength: 1500\n      - NotContains: \"i cannot\"\n"))
    #expect(named.hasSuffix("    evaluators:\n      - MaxLength: 800\n      - IsJson\n"))
    let companion = try #require(writer.companion)
    #expect(companion.name == "dump2eval_evaluators.py")
    #expect(companion.text.contains("EVALUATORS = (MaxLength, NotContains, IsJson)\n"))
  }

  @Test("only ask for a companion file where there is one", arguments: OutputFormat.allCases)
  func companions(format: OutputFormat) {
    #expect(format.writer().companion == nil)
    #expect((format.writer(OutputOptions(companion: true)).companion != nil) == (format == .pydanticEvals))
  }

  @Test("stream: datasets one after the other are documents, or one list", arguments: OutputFormat.allCases)
  func concatenated(format: OutputFormat) throws {
    let writer = format.writer()
    let separator = writer.separator.description
    let documents = try Array(Yams.load_all(yaml: dataset.yaml(format) + separator + dataset.yaml(format)))
    #expect(documents.count == (separator.isEmpty ? 1 : 2))
    #expect((documents[0] as? [Any]).map(\.count) == (separator.isEmpty ? 4 : nil))
  }

  @Test("read back exactly whatever was recorded", arguments: OutputFormat.allCases)
  func readBack(format: OutputFormat) throws {
    var generator = SplitMix(seed: 7)
    for _ in 0..<500 {
      let (input, output) = (NastyText.make(using: &generator), NastyText.make(using: &generator))
      var dataset = dataset
      dataset.cases[0].input = input
      dataset.cases[0].recordedOutput = output
      let root = try Loaded(dataset.yaml(format))
      switch format {
      case .toadEval:
        expectSame(root["cases"][0]["variables"]["input"].text, input)
      case .promptfoo:
        expectSame(root[0]["vars"]["input"].text, ActiveText.neutralised(input))
        expectSame(root[0]["providerOutput"].text, ActiveText.neutralised(output))
      case .pydanticEvals:
        expectSame(root["cases"][0]["inputs"]["input"].text, input)
        expectSame(root["cases"][0]["expected_output"].text, output)
      }
    }
  }
}
