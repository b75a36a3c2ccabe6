import Foundation
import TestSupport
import Testing

/// `DUMP2EVAL_RECORD=1 swift test --filter Conformance` rewrites the list of known gaps and the scoreboard.
@Suite("Conformance with recorded telemetry")
struct ConformanceTests {
  @Test(
    "exports what was really asked, with what the real answers imply", arguments: Corpus.all,
    Corpus.Form.allCases)
  func isRight(_ corpus: Corpus, _ form: Corpus.Form) async throws {
    let score = try await ScoreBook.shared.score(corpus, form)
    guard !Recording.isOn else { return }
    let known = try KnownGaps.read()
    let found = score.failures.map { KnownGaps.line(corpus, form, $0) }
    for failure in found where !known.contains(failure) { Issue.record("\(failure)") }
    for gap in known.subtracting(found) where gap.hasPrefix(KnownGaps.line(corpus, form, "")) {
      Issue.record("closed, so it can go from known-gaps.txt: \(gap)")
    }
  }

  @Test("all folders are there")
  func isComplete() {
    #expect(Corpus.all.count >= 44)
  }

  @Test("the list of known gaps is up to date", .enabled(if: Recording.isOn))
  func recordGaps() async throws {
    var lines = ""
    for corpus in Corpus.all {
      for form in Corpus.Form.allCases {
        for failure in try await ScoreBook.shared.score(corpus, form).failures {
          lines += KnownGaps.line(corpus, form, failure) + "\n"
        }
      }
    }
    try Recording.rewrite(KnownGaps.path) { text in
      text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { $0 + "\n" }.joined() + lines
    }
  }
}

@Suite("Conformance scoreboard")
struct ScoreboardTests {
  private static let start = "<!-- scoreboard: DUMP2EVAL_RECORD=1 swift test --filter Conformance -->\n"
  private static let end = "<!-- end of scoreboard -->"

  @Test("README has the scores of now")
  func readme() async throws {
    let table = try await Self.table()
    if Recording.isOn {
      try Recording.rewrite("README.md") { text in
        text.replacingCharacters(in: try Self.range(in: text), with: table)
      }
    } else {
      let text = try SourceTree.text("README.md")
      #expect(text[try Self.range(in: text)] == table[...])
    }
  }

  private static func range(in text: String) throws -> Range<String.Index> {
    let from = try #require(text.range(of: start)).upperBound
    return from..<(try #require(text.range(of: end)).lowerBound)
  }

  private static func table() async throws -> String {
    var rows =
      "| library, version, setting | \(Corpus.Form.allCases.map(\.title).joined(separator: " | ")) |\n"
    rows += "|---|" + String(repeating: "---|", count: Corpus.Form.allCases.count) + "\n"
    var totals = Corpus.Form.allCases.map { _ in (right: 0, expected: 0, tooMany: 0) }
    for corpus in Corpus.all {
      var cells: [String] = []
      for (column, form) in Corpus.Form.allCases.enumerated() {
        let score = try await ScoreBook.shared.score(corpus, form)
        totals[column].right += score.right
        totals[column].expected += score.expected
        totals[column].tooMany += score.tooMany
        cells.append(cell(score.right, score.expected, score.tooMany))
      }
      rows += "| \(try title(of: corpus)) | \(cells.joined(separator: " | ")) |\n"
    }
    let sums = totals.map { cell($0.right, $0.expected, $0.tooMany) }
    return rows + "| **all** | \(sums.joined(separator: " | ")) |\n"
  }

  private static func cell(_ right: Int, _ expected: Int, _ tooMany: Int) -> String {
    "\(right)/\(expected)" + (tooMany > 0 ? ", \(tooMany) too many" : "")
  }

  private static func title(of corpus: Corpus) throws -> String {
    let meta = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: corpus.path("meta.json"))))
    return ((meta as? [String: Any])?["library"] as? String ?? corpus.name).replacingOccurrences(
      of: "|", with: "\\|")
  }
}
