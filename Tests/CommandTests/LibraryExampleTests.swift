import Foundation
import TestSupport
import Testing

@Suite("The library's example")
struct LibraryExampleTests {
  private static let span = #"""
    {"resourceSpans":[{"scopeSpans":[{"scope":{"name":"toad-eye"},"spans":[{"traceId":"0123456789abcdef0123456789abcdef",\#
    "spanId":"0123456789abcdef","name":"chat","startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[\#
    {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\#
    {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},\#
    {"key":"gen_ai.toad_eye.prompt","value":{"stringValue":"Hi"}},\#
    {"key":"gen_ai.toad_eye.completion","value":{"stringValue":"Hello"}}]}]}]}]}
    """#

  @Test("reads a trace, makes YAML of it, and exports it")
  func threeCalls() throws {
    let folder = try WorkFolder()
    try folder.write("dump.json", Self.span)
    let outcome = try Shell.run(
      "LibraryExample dump.json 0123456789ABCDEF0123456789ABCDEF evals", in: folder.path)
    #expect(outcome.status == 0)
    #expect(outcome.errorText == "")
    let lines = outcome.outputText.split(separator: "\n")
    #expect(lines.first == "gpt-4o: exportable")
    #expect(lines.contains("  - id: production-case-1"))
    #expect(lines.last == "exported to evals/trace-0123456789abcdef0123456789abcdef.eval.yaml")
    let exported = try String(
      contentsOfFile: folder("evals/trace-0123456789abcdef0123456789abcdef.eval.yaml"), encoding: .utf8)
    let printed = lines.dropFirst().dropLast().filter { !$0.contains("exported_at") }.joined(separator: "\n")
    #expect(
      exported.split(separator: "\n").filter { !$0.contains("exported_at") }.joined(separator: "\n")
        == printed)
  }

  @Test("says what is missing")
  func missing() throws {
    let folder = try WorkFolder()
    try folder.write("dump.json", Self.span)
    let outcome = try Shell.run("LibraryExample dump.json 99 evals", in: folder.path)
    #expect(outcome.outputText == "no LLM call in trace 99\n")
    #expect(try FileTree(folder("evals")).files.isEmpty)
  }
}
