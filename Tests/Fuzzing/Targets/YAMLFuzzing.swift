internal import Dump2Eval
internal import Yams

/// A dataset with texts of all kinds in it, in each format, read back with libyaml.
enum YAMLFuzzing {
  static func run(_ bytes: [UInt8]) {
    // Texts are separated by a byte that UTF-8 does not have.
    let texts = bytes.split(separator: 0xFF, maxSplits: 5, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    func text(_ position: Int) -> String { position < texts.count ? texts[position] : "" }
    let header = DatasetHeader(
      traceID: text(1), exportedAt: UTCTime(unixMilliseconds: 0), model: text(2), provider: text(3))
    let evalCase = EvalCase(
      number: 1, input: text(0), system: text(4), messages: text(5), assertions: [.notContains(text(2))],
      recordedOutput: text(4), traceID: text(1), spanID: text(3))
    let dataset = EvalDataset(header: header, cases: [evalCase])
    let yaml = dataset.yaml()
    let metadata = [("trace_id", text(1)), ("model", text(2)), ("provider", text(3))]
    for (name, value) in metadata { check(yaml, ["metadata", name], value) }
    let variables = [("input", text(0)), ("system", text(4)), ("messages", text(5))]
    for (name, value) in variables { check(yaml, ["cases", "variables", name], value) }
    for format in OutputFormat.allCases where (try? compose(yaml: dataset.yaml(format))) == nil {
      fatalError("libyaml does not read \(format): \(dataset.yaml(format))")
    }
  }

  /// Of lists the first element is meant.
  private static func check(_ yaml: String, _ path: [String], _ expected: String) {
    var node = try? compose(yaml: yaml)
    for key in path {
      node = node?[key]
      if let list = node?.sequence { node = list.first }
    }
    let found = node?.scalar?.string
    require(
      found.map { Array($0.utf8) } == Array(expected.utf8) || found == withoutByteOrderMark(expected),
      "\(path) is \(found ?? "missing") in \(yaml)")
  }

  /// Yams 6.2 drops a byte order mark that a text begins with, also one that is written `\uFEFF`; libyaml itself does not, nor
  /// do the other readers.
  private static func withoutByteOrderMark(_ text: String) -> String? {
    let mark = Array("\u{FEFF}".utf8)
    return text.utf8.starts(with: mark)
      ? String(decoding: text.utf8.dropFirst(mark.count), as: UTF8.self) : nil
  }
}
