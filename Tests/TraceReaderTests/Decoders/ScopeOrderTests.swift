import Testing

@testable import TraceReader

@Suite("The scope of spans and log records is known")
struct ScopeOrderTests {
  private static let leaf = #"{"traceId":"01","spanId":"02","name":"gen_ai","attributes":[]}"#

  private static func scopes(_ list: String, chunk: Int = .max) -> [String] {
    let text = #"{"resource\#(list)":[{"scope\#(list)":["#
    let members = list == "Spans" ? "spans" : "logRecords"
    let objects = [
      #"{"scope":{"name":"before"},"\#(members)":[\#(leaf)]}"#,
      #"{"\#(members)":[\#(leaf), \#(leaf)] , "schemaUrl":"]},","scope" : {"name":"behind"}}"#,
      #"{"\#(members)":[\#(leaf)]}"#,
      #"{"\#(members)":[\#(leaf)],"scope":null}"#,
      #"{"scope":{},"\#(members)":[\#(leaf)],"scope":{"name":"twice"}}"#,
      #"{"\#(members)":[\#(leaf)],"instrumentation_library":{"name":"old"}}"#,
    ]
    let (recording, _) = Recording.read(text + objects.joined(separator: ",\n") + "]}]}\n", chunk: chunk)
    #expect(recording.problems.isEmpty)
    return recording.lines.filter { $0.contains("gen_ai") || $0.hasPrefix("log") }.map { line in
      let rest = line.split(separator: "scope=")[1]
      return String(rest.prefix { $0 != " " })
    }
  }

  @Test("before and behind them", arguments: ["Spans", "Logs"])
  func order(_ list: String) {
    let expected = ["before", "behind", "behind", "-", "-", "-", "old"]
    #expect(Self.scopes(list) == expected)
    for chunk in [1, 7, 64, 129] { #expect(Self.scopes(list, chunk: chunk) == expected) }
  }

  @Test("however many of them come before it")
  func far() {
    let many = Array(repeating: Self.leaf, count: 20_000).joined(separator: ",")
    let text = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(many)],"scope":{"name":"behind"}}]}]}"#
    let (recording, reading) = Recording.read(text)
    #expect(reading.counts.spans == 20_000)
    #expect(recording.lines.allSatisfy { $0.contains("scope=behind") })
  }
}
