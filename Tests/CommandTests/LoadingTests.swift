import Foundation
import TestSupport
import Testing
import Yams

/// What consumers of the default format demand of a dataset, on everything that the corpus gives.
@Suite("Datasets load")
struct LoadingTests {
  @Test("with what consumers demand of them")
  func load() async throws {
    let tree = try await CorpusDump.reference.value
    #expect(tree.files.count > 500)
    for (name, content) in tree.files {
      for problem in try Self.problems(of: content) { Issue.record("\(name): \(problem)") }
    }
  }

  /// Another parser, of YAML 1.1, reads the same values.
  @Test("in PyYAML as in Yams", .enabled(if: hasPyYAML))
  func pyYAML() async throws {
    let tree = try await CorpusDump.reference.value
    let folder = try WorkFolder()
    var read: [String: Any] = [:]
    for (name, content) in tree.files {
      try folder.write("in/" + name, content)
      read[name] = try Yams.load(yaml: String(decoding: content, as: UTF8.self))
    }
    let outcome = try Shell.run(
      """
      python3 -c '
      import json, os, yaml
      loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
      print(json.dumps({name: yaml.load(open("in/" + name, "rb"), loader) for name in os.listdir("in")}))'
      """, in: folder.path)
    #expect(outcome.errorText == "")
    let other = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any] ?? [:]
    #expect(other.count == read.count)
    for name in tree.files.keys.sorted() {
      let values = [try Self.canonical(read[name]), try Self.canonical(other[name])]
      #expect(values[0] == values[1], "\(name)")
    }
  }

  private static let hasPyYAML = (try? Shell.run("python3 -c 'import yaml'", in: "/").status) == 0

  private static func canonical(_ value: Any?) throws -> Data {
    try JSONSerialization.data(withJSONObject: value ?? [:], options: .sortedKeys)
  }

  private static func problems(of content: Data) throws -> [String] {
    var problems: [String] = []
    func demand(_ condition: Bool, _ problem: String) { if !condition { problems.append(problem) } }
    let dataset = try Yams.load(yaml: String(decoding: content, as: UTF8.self)) as? [String: Any] ?? [:]
    demand(dataset["name"] as? String != "" && dataset["name"] is String, "name")
    demand(dataset["source"] as? String == "toad-eye-export", "source")
    let metadata = dataset["metadata"] as? [String: Any] ?? [:]
    for key in ["trace_id", "exported_at", "model", "provider"] {
      demand((metadata[key] as? String)?.isEmpty == false, "metadata.\(key)")
    }
    let cases = dataset["cases"] as? [[String: Any]] ?? []
    demand(!cases.isEmpty, "no cases")
    for (position, item) in cases.enumerated() {
      demand(item["id"] as? String == "production-case-\(position + 1)", "id of case \(position + 1)")
      let variables = item["variables"] as? [String: Any] ?? [:]
      demand(variables["input"] is String, "no input in case \(position + 1)")
      demand(
        variables.values.allSatisfy { $0 is String }, "a variable that is no string in case \(position + 1)")
      if let messages = variables["messages"] as? String {
        let list = try JSONSerialization.jsonObject(with: Data(messages.utf8)) as? [[String: Any]]
        demand(list?.allSatisfy { $0["role"] is String } == true, "messages of case \(position + 1)")
      }
      let assertions = item["assertions"] as? [[String: Any]] ?? []
      demand(!assertions.isEmpty, "no assertion in case \(position + 1)")
      for assertion in assertions { demand(isValid(assertion), "\(assertion) in case \(position + 1)") }
    }
    return problems
  }

  private static func isValid(_ assertion: [String: Any]) -> Bool {
    switch assertion["type"] as? String {
    case "max_length": (assertion["value"] as? Int ?? 0) > 0
    case "not_contains": assertion["value"] as? String == "i cannot"
    case "is_json": assertion["value"] as? Bool == true
    default: false
    }
  }
}
