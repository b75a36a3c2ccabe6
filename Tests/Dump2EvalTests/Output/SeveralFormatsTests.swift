import Testing

@testable import Dump2Eval

@Suite("Several formats in one run")
struct SeveralFormatsTests {
  @Test("have a folder each, and their companions with them")
  func folders() async throws {
    let dump = try SampleDump(
      SampleCall(trace: 1, span: 1), SampleCall(trace: 2, span: 2), SampleCall(trace: 3, span: 3, output: nil)
    )
    let result = try await dump.convert {
      $0.formats = OutputFormat.allCases
      $0.output.companion = true
    }
    #expect(result.summary.exportedTraces == 2)
    #expect(result.summary.newDatasets == 6)
    #expect(dump.names.isEmpty)
    for format in OutputFormat.allCases {
      let name = "\(format.rawValue)/trace-\(hex(1, 32)).\(format.writer().fileExtension)"
      #expect(try dump.text(name).contains("Hi"))
    }
    #expect(try dump.text("pydantic-evals/dump2eval_evaluators.py").contains("class MaxLength"))
  }

  @Test("one format has none")
  func single() async throws {
    let dump = try SampleDump(SampleCall(trace: 1, span: 1))
    let result = try await dump.convert { $0.formats = [.promptfoo] }
    #expect(result.summary.newDatasets == 1)
    #expect(try dump.text("trace-\(hex(1, 32)).promptfoo.yaml").contains("Hi"))
  }

  @Test("say what they have no place for", arguments: OutputFormat.allCases)
  func limitations(format: OutputFormat) {
    #expect((format.limitation() == nil) == (format == .toadEval))
  }

  @Test("masked text is counted once, however often it is written")
  func redactions() async throws {
    let dump = try SampleDump(SampleCall(trace: 1, span: 1, input: "a@b.com", output: "To a@b.com"))
    for dryRun in [false, true] {
      let result = try await dump.convert {
        $0.formats = OutputFormat.allCases
        $0.redaction = RedactionOptions(masksKnownForms: true)
        $0.dryRun = dryRun
      }
      #expect(result.summary.redactions == [.email: 2])
    }
    let text = try dump.text("toad-eval/trace-\(hex(1, 32)).eval.yaml")
    #expect(text.contains(#"input: "[REDACTED]""#))
    #expect(text.contains("value: 20\n"))
  }
}
