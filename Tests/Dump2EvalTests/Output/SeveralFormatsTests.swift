import Testing
import Yams

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

@Suite("promptfoo's closed sets of keys")
struct PromptfooKeyTests {
  /// Of a test case and of an assertion, from promptfoo's config-schema.json; it refuses any other.
  private static let testKeys: Set = [
    "description", "vars", "provider", "providers", "prompts", "providerOutput", "assert",
    "assertScoringFunction",
    "options", "threshold", "metadata",
  ]
  private static let assertionKeys: Set = [
    "type", "value", "config", "threshold", "weight", "provider", "rubricPrompt", "metric", "transform",
    "contextTransform",
  ]

  @Test("hold all that is written, and recorded text stands in vars, output, description and metadata only")
  func keys() async throws {
    let dump = try SampleDump(
      SampleCall(trace: 1, span: 1, input: "{{secret}}", system: "file://x", output: #"{"secret": 1}"#),
      SampleCall(trace: 1, span: 2, start: 1_773_584_530, input: "secret", output: "package:secret"))
    _ = try await dump.convert { $0.formats = [.promptfoo] }
    let loaded = try Yams.load(yaml: dump.text("trace-\(hex(1, 32)).promptfoo.yaml"))
    let tests = try #require(loaded as? [[String: Any]])
    #expect(tests.count == 2)
    for test in tests {
      #expect(Self.testKeys.isSuperset(of: test.keys))
      #expect(
        (test["vars"] as? [String: String])?.values.allSatisfy {
          !$0.contains("{{") && !$0.hasPrefix("file:")
        } == true)
      let assertions = try #require(test["assert"] as? [[String: Any]])
      #expect(!assertions.isEmpty)
      for assertion in assertions {
        #expect(Self.assertionKeys.isSuperset(of: assertion.keys))
        #expect(!"\(assertion)".contains("secret"))
      }
    }
  }
}
