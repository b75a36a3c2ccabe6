import Dump2Eval
import Foundation
import TestSupport
import Testing

@Suite("Same datasets from any form of a dump")
struct EquivalenceTests {
  @Test("protobuf")
  func protobuf() async throws {
    try await expectSame(CorpusDump.convert(CorpusDump.paths(.otlpProtobuf)))
  }

  @Test("without compression")
  func plain() async throws {
    let folder = try WorkFolder()
    for (name, content) in try CorpusDump.files() { try folder.write(name, Gzip.decompress(content)) }
    try await expectSame(CorpusDump.convert([folder.path]))
  }

  @Test("through a pipe, plain and as gzip members", arguments: ["gzip -dc", "cat"])
  func pipe(_ program: String) async throws {
    let folder = try WorkFolder()
    let names = CorpusDump.paths(.otlpJSON).map { "'\($0)'" }.joined(separator: " ")
    let outcome = try Shell.run(
      "\(program) \(names) | dump2eval -q -o out -", in: folder.path,
      environment: ["SOURCE_DATE_EPOCH": "1773584520"])
    #expect(outcome.status == 0)
    #expect(outcome.errorText == "")
    try await expectSame(FileTree(folder("out")))
  }

  /// Lines dealt out to a hundred files.
  private static func files(of lines: [Data]) throws -> WorkFolder {
    let folder = try WorkFolder()
    for number in 0..<100 {
      var part = Data()
      for position in stride(from: number, to: lines.count, by: 100) { part += lines[position] + [0x0A] }
      try folder.write("\(number)", part)
    }
    return folder
  }

  /// The corpus line by line over a hundred files, in an order of its own.
  private static func scattered(seed: UInt64) throws -> WorkFolder {
    var random = SplitMix(seed: seed)
    var lines: [Data] = []
    for (_, content) in try CorpusDump.files() {
      lines += try Gzip.decompress(content).split(separator: 0x0A).map { Data($0) }
    }
    lines.shuffle(using: &random)
    return try files(of: lines)
  }

  @Test("single lines over a hundred files in random order", arguments: [1, 2])
  func lines(seed: UInt64) async throws {
    let folder = try Self.scattered(seed: seed)
    try await expectSame(CorpusDump.convert([folder.path]) { $0.jobs = 4 })
  }

  @Test("the same choice from single lines in random order", arguments: 0..<3)
  func choices(number: Int) async throws {
    let choices: [@Sendable (inout Selection) -> Void] = [
      {
        $0.sample = TraceSample(.count(40), seed: 9)
        $0.includeFailed = true
      },
      {
        $0.sample = TraceSample(.percent(20))
        $0.limit = 30
      },
      {
        $0.dedupe = true
        $0.minimumTokens = 100
        $0.limit = 50
      },
    ]
    let whole = try await CorpusDump.convert(CorpusDump.paths(.otlpJSON)) { choices[number](&$0.selection) }
    #expect((20...60).contains(whole.files.count))
    let folder = try Self.scattered(seed: 4)
    let parts = try await CorpusDump.convert([folder.path]) {
      $0.jobs = 3
      choices[number](&$0.selection)
    }
    #expect(parts.differences(from: whole) == [])
  }

  @Test("single spans and log records over a hundred files in random order")
  func spans() async throws {
    var random = SplitMix(seed: 3)
    var lines: [Data] = []
    for (_, content) in try CorpusDump.files() {
      for line in try Gzip.decompress(content).split(separator: 0x0A) { lines += try Self.singles(of: line) }
    }
    #expect(lines.count > 3_000)
    lines.shuffle(using: &random)
    let folder = try Self.files(of: lines)
    try await expectSame(
      CorpusDump.convert([folder.path]) {
        $0.jobs = 3
        $0.memory = 256 << 10
      })
  }

  /// An OTLP document as many that hold one span or log record each.
  private static func singles(of line: Data) throws -> [Data] {
    let document = try JSONSerialization.jsonObject(with: line) as? [String: [[String: Any]]] ?? [:]
    var singles: [Data] = []
    let names = [("resourceSpans", "scopeSpans", "spans"), ("resourceLogs", "scopeLogs", "logRecords")]
    for (resources, scopes, leaves) in names {
      for resource in document[resources] ?? [] {
        for scope in resource[scopes] as? [[String: Any]] ?? [] {
          for leaf in scope[leaves] as? [Any] ?? [] {
            var (scope, resource) = (scope, resource)
            scope[leaves] = [leaf]
            resource[scopes] = [scope]
            singles.append(
              try JSONSerialization.data(withJSONObject: [resources: [resource]], options: .sortedKeys))
          }
        }
      }
    }
    return singles
  }

  @Test("all forms of the same dump at once: each span counts once")
  func mixed() async throws {
    let paths = Corpus.Form.allCases.flatMap { CorpusDump.paths($0) }
    try await expectSame(CorpusDump.convert(paths.shuffled()))
  }

  @Test("files in the reverse order")
  func reverse() async throws {
    try await expectSame(CorpusDump.convert(CorpusDump.paths(.otlpJSON).reversed()))
  }

  @Test("any memory limit", arguments: [64 << 10, 256 << 10, 1 << 20])
  func memory(_ limit: Int) async throws {
    try await expectSame(CorpusDump.convert(CorpusDump.paths(.otlpJSON)) { $0.memory = limit })
  }

  @Test("any number of jobs", arguments: [2, 4])
  func jobs(_ count: Int) async throws {
    try await expectSame(
      CorpusDump.convert(CorpusDump.paths(.otlpJSON)) {
        $0.jobs = count
        $0.memory = 1 << 20
      })
  }

  @Test("Jaeger")
  func jaeger() async throws {
    try await expectSame(CorpusDump.convert(CorpusDump.paths(.jaeger)))
  }

  private func expectSame(_ tree: FileTree, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let reference = try await CorpusDump.reference.value
    #expect(reference.files.count > 500)
    #expect(tree.differences(from: reference) == [], sourceLocation: sourceLocation)
  }
}
