import Dump2Eval
import Foundation
import TestSupport
import Testing
import Yams

@testable import Dump2EvalCommand

@Suite("dump2eval inspect")
struct InspectTests {
  private static let hostile = #"<script>alert(1)</script>&\"'\u001b[31m\u202e"#

  private static func line(service: String, model: String, content: Bool, number: Int) -> String {
    let messages = #"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]"#
    let contents =
      content
      ? #",{"key":"gen_ai.input.messages","value":{"stringValue":"\#(messages)"}}"#
        + #",{"key":"gen_ai.output.messages","value":{"stringValue":"\#(messages)"}}"# : ""
    let id = String(number + 1 << 20, radix: 16)
    return #"""
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},\#
      "scopeSpans":[{"scope":{"name":"toad-eye"},"spans":[{"traceId":"00000000000000000000000000\#(id)",\#
      "spanId":"0000000000\#(id)","name":"chat","startTimeUnixNano":"1773584520000000000",\#
      "endTimeUnixNano":"1773584521000000000","attributes":[\#
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\#
      {"key":"gen_ai.request.model","value":{"stringValue":"\#(model)"}},\#
      {"key":"gen_ai.usage.cost","value":{"doubleValue":0.5}},\#
      {"key":"gen_ai.usage.total_tokens","value":{"intValue":"1200"}}\#(contents)]}]}]}]}
      """#
  }

  private static func dump(in folder: WorkFolder) throws {
    let lines = (0..<30).map { number in
      line(
        service: number == 0 ? hostile : "service-with-a-name-that-is-rather-long-\(number % 7)",
        model: "gpt-\(number % 5)", content: number.isMultiple(of: 3), number: number)
    }
    try folder.write("dump.json", lines.joined(separator: "\n"))
  }

  private static func inspection() async throws -> Inspection {
    let folder = try WorkFolder()
    try dump(in: folder)
    let options = ConversionOptions(
      inputs: [DumpInput(folder("dump.json"))], exportedAt: UTCTime(unixMilliseconds: 0))
    return try await Conversion(options).inspect()
  }

  @Test("tables fit the terminal, and lose columns rather than meaning", arguments: [40, 80, 120, 200])
  func width(columns: Int) async throws {
    let text = InspectionTable(
      try await Self.inspection(), width: columns, usesColor: false, isVerbose: false
    ).text
    for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= columns, "\(line)") }
    #expect(text.contains("  service  "))
    #expect(text.contains("toad-eye (20 calls)"))
    #expect(text.contains("dialect") == (columns >= 120))
    #expect(!text.contains("\u{1B}"))
  }

  @Test("piped tables hold everything and no escape sequences")
  func piped() throws {
    let folder = try WorkFolder()
    try Self.dump(in: folder)
    let outcome = try Shell.run("dump2eval inspect dump.json", in: folder.path)
    #expect(outcome.status == 0)
    #expect(outcome.errorText == "")
    #expect(
      outcome.outputText.hasPrefix("33 % of 30 LLM calls can be exported, 10 traces of 30 with LLM calls\n"))
    #expect(outcome.outputText.contains("service-with-a-name-that-is-rather-long-6"))
    #expect(outcome.outputText.contains("toad-eye (20 calls): was content recording on (recordContent)?"))
    #expect(!outcome.outputText.contains("\u{1B}"))
    #expect(try FileTree(folder.path).files.keys.sorted() == ["dump.json"])
  }

  @Test("JSON is JSON, with the numbers of the tables")
  func json() throws {
    let folder = try WorkFolder()
    try Self.dump(in: folder)
    let outcome = try Shell.run("dump2eval inspect --json dump.json", in: folder.path)
    let root = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    let total = try #require(root["total"] as? [String: Any])
    #expect(total["calls"] as? Int == 30)
    #expect(total["exportable"] as? Int == 10)
    let services = try #require(root["services"] as? [[String: Any]])
    #expect(services.contains { $0["name"] as? String == "<script>alert(1)</script>&\"'\u{1B}[31m\u{202E}" })
    #expect((root["traces"] as? [Any])?.count == 30)
    let fewer = try Shell.run("dump2eval inspect --json --max-traces 3 dump.json", in: folder.path)
    let less = try #require(try JSONSerialization.jsonObject(with: fewer.output) as? [String: Any])
    #expect((less["traces"] as? [Any])?.count == 3)
  }

  @Test("the largest count of tokens that can be recorded is told in every form")
  func mostTokens() throws {
    let folder = try WorkFolder()
    let line = Self.line(service: "a", model: "m", content: true, number: 0)
    try folder.write(
      "dump.json",
      line.replacing("total_tokens", with: "input_tokens").replacing("1200", with: "\(Int.max)"))
    let outcome = try Shell.run("dump2eval inspect --json dump.json", in: folder.path)
    #expect(outcome.status == 0)
    let root = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    let tokens = try #require(root["tokens"] as? [String: Any])
    #expect(tokens["largest"] as? Int == Int.max)
    #expect(tokens["mean"] as? Double == Double(Int.max))
    for arguments in ["inspect", "inspect --html page.html"] {
      #expect(try Shell.run("dump2eval \(arguments) dump.json", in: folder.path).status == 0)
    }
  }

  @Test("the page loads nothing, runs nothing, and shows text as text")
  func page() throws {
    let folder = try WorkFolder()
    try Self.dump(in: folder)
    let outcome = try Shell.run("dump2eval inspect --html page.html dump.json", in: folder.path)
    #expect(outcome.status == 0)
    #expect(outcome.outputText == "")
    let page = try String(contentsOfFile: folder("page.html"), encoding: .utf8)
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;?[31m?"))
    #expect(!page.contains("<script"))
    #expect(!page.contains("\u{202E}"))
    #expect(page.contains("default-src 'none'"))
    for loading in ["http:", "https:", "src=", "@import", "url("] {
      #expect(!page.contains(loading), "\(loading)")
    }
    // Whatever is opened is closed.
    for name in ["div", "section", "table", "tr", "td", "span", "i", "b", "p", "ul", "li"] {
      let opened = page.matches(of: try Regex("<\(name)[ >]")).count
      #expect(opened == page.matches(of: try Regex("</\(name)>")).count, "\(name)")
    }
  }

  @Test(
    "ends with the status that a conversion would have",
    arguments: [
      ("dump.json", 0), ("--service none dump.json", 1), ("damaged.json", 2), ("missing.json", 2),
      ("--max-traces -1 dump.json", 64), ("--html /nowhere/page.html dump.json", 3),
    ])
  func status(arguments: String, status: Int32) throws {
    let folder = try WorkFolder()
    try Self.dump(in: folder)
    try folder.write("damaged.json", "{\"resourceSpans\":[{]")
    #expect(try Shell.run("dump2eval inspect \(arguments)", in: folder.path).status == status)
  }

  @Test(
    "texts are measured and cut as terminals show them",
    arguments: [
      ("abc", 3, 3, "abc"), ("abcdefgh", 8, 5, "ab…gh"), ("日本語", 6, 4, "日…"),
      ("e\u{301}x", 2, 2, "e\u{301}x"),
      ("abc", 3, 1, "…"), ("👍🏽ok", 4, 4, "👍🏽ok"),
    ])
  func display(text: String, width: Int, limit: Int, fitted: String) {
    #expect(DisplayText.width(text) == width)
    #expect(DisplayText.fitted(text, to: limit) == fitted)
  }
}
