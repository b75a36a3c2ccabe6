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

  @Test("single lines over a hundred files in random order", arguments: [1, 2])
  func lines(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    var lines: [Data] = []
    for (_, content) in try CorpusDump.files() {
      lines += try Gzip.decompress(content).split(separator: 0x0A).map { Data($0) }
    }
    lines.shuffle(using: &random)
    let folder = try WorkFolder()
    for number in 0..<100 {
      var part = Data()
      for position in stride(from: number, to: lines.count, by: 100) { part += lines[position] + [0x0A] }
      try folder.write("\(number)", part)
    }
    try await expectSame(CorpusDump.convert([folder.path]) { $0.jobs = 4 })
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

/// Random numbers that are the same in every run (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
