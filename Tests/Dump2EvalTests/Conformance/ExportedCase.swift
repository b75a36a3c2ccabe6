import Foundation
import TestSupport
import Yams

@testable import Dump2Eval

/// A case as a consumer of the dataset sees it.
struct ExportedCase: Equatable {
  let input: String
  let assertions: [Assertion]

  enum Assertion: Equatable, CustomStringConvertible {
    case maxLength(Int)
    case notContains(String)
    case isJSON
    case unknown(String)

    var description: String {
      switch self {
      case .maxLength(let length): "max_length \(length)"
      case .notContains(let phrase): "not_contains \(phrase)"
      case .isJSON: "is_json"
      case .unknown(let text): text
      }
    }
  }

  init(_ yaml: Any) {
    let fields = yaml as? [String: Any] ?? [:]
    input = (fields["variables"] as? [String: Any])?["input"] as? String ?? ""
    assertions = (fields["assertions"] as? [[String: Any]] ?? []).map { assertion in
      switch (assertion["type"] as? String, assertion["value"]) {
      case ("max_length", let length as Int): .maxLength(length)
      case ("not_contains", let phrase as String): .notContains(phrase)
      case ("is_json", let value as Bool) where value: .isJSON
      default: .unknown("\(assertion)")
      }
    }
  }

  /// The cases in a folder's datasets by trace id.
  static func read(_ tree: FileTree) throws -> [String: [ExportedCase]] {
    var cases: [String: [ExportedCase]] = [:]
    for (_, content) in tree.files.sorted(by: { $0.key < $1.key }) {
      let dataset = try Yams.load(yaml: String(decoding: content, as: UTF8.self)) as? [String: Any] ?? [:]
      let id = (dataset["metadata"] as? [String: Any])?["trace_id"] as? String ?? ""
      cases[id.lowercased(), default: []] += (dataset["cases"] as? [Any] ?? []).map { ExportedCase($0) }
    }
    return cases
  }

  func hasInput(of call: GroundTruth.Call) -> Bool {
    let found = Self.normal(input)
    if found == Self.normal(call.inputParts.joined(separator: "\n")) { return true }
    // Libraries glue several parts together in their own ways before they record them.
    guard call.inputParts.count > 1 else { return false }
    func solid(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    return solid(found) == solid(call.inputParts.joined())
  }

  /// Whether the assertions are exactly those that the real answer implies.
  func hasAssertions(of call: GroundTruth.Call) -> Bool {
    if call.answer.isBlank { return assertions.contains(.isJSON) || !call.refusal.isEmpty }
    let trimmed = call.answer.trimmingCharacters(in: .whitespacesAndNewlines)
    return assertions == Self.assertions(for: call.answer) || assertions == Self.assertions(for: trimmed)
  }

  private static func assertions(for answer: String) -> [Assertion] {
    var assertions = [Assertion.maxLength((answer.utf16.count * 3 + 1) / 2)]
    if !answer.lowercased().contains("i cannot") { assertions.append(.notContains("i cannot")) }
    if (try? JSONSerialization.jsonObject(with: Data(answer.utf8), options: .fragmentsAllowed)) != nil {
      assertions.append(.isJSON)
    }
    return assertions
  }

  /// Without what libraries change: trailing blanks, kinds of line ends, lines that stand for pictures.
  private static func normal(_ text: String) -> String {
    text.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0.reversed().drop { $0.isWhitespace }.reversed()) }
      .filter { !["[image]", "[audio]", "[file]"].contains($0) }
      .joined(separator: "\n")
  }
}
