import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Dump2Eval

@Suite("A large file read by several workers")
struct ConversionPartsTests {
  private final class Events: Sendable {
    let bytes = Mutex(0)
    let inputs = Mutex<[InputReport]>([])

    func note(_ event: RunEvent) {
      switch event {
      case .read(let count): bytes.withLock { $0 += count }
      case .input(let report): inputs.withLock { $0.append(report) }
      case .problem, .assembled: break
      }
    }
  }

  private struct Outcome: Equatable {
    var summary: Summary
    var files: FileTree
    var reports: [InputReport]
  }

  /// Converts files with parts of some hundred bytes.
  private static func convert(
    _ paths: [String], jobs: Int, partSize: Int = 100, events: Events = Events()
  ) async throws -> Outcome {
    let work = try WorkFolder()
    var options = ConversionOptions(
      inputs: paths.map { DumpInput($0) }, destination: .folder(work("out")),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.temporaryFolder = work.path
    options.memory = 128 << 10
    options.jobs = jobs
    options.minimumPartSize = partSize
    var summary = try await Conversion(options).run { events.note($0) }
    summary.seconds = 0
    summary.spilledBytes = 0
    return Outcome(
      summary: summary, files: try FileTree(work("out")),
      reports: events.inputs.withLock { $0.sorted { $0.name < $1.name } })
  }

  private func expectSame(_ paths: [String], _ what: String) async throws {
    let one = try await Self.convert(paths, jobs: 1)
    for jobs in 2...5 {
      let several = try await Self.convert(paths, jobs: jobs)
      #expect(several.files.differences(from: one.files) == [], "\(what), \(jobs) jobs")
      #expect(several.summary == one.summary, "\(what), \(jobs) jobs")
      #expect(several.reports == one.reports, "\(what), \(jobs) jobs")
    }
  }

  /// Traces and log records of a library, and those of others behind them.
  private static func content(of corpora: ArraySlice<Corpus>, _ form: Corpus.Form) throws -> Data {
    var content = Data()
    for corpus in corpora {
      content += try corpus.content(form.rawValue)
      if form == .otlpJSON, let logs = try? corpus.content("logs.otlp.jsonl") { content += logs }
    }
    return content
  }

  @Test("gives the same whatever the jobs", arguments: [Corpus.Form.otlpJSON, .otlpProtobuf, .jaeger])
  func corpus(form: Corpus.Form) async throws {
    let work = try WorkFolder()
    for start in stride(from: 0, to: Corpus.all.count, by: 12) {
      let corpora = Corpus.all[start..<min(start + 4, Corpus.all.count)]
      let content = try Self.content(of: corpora, form)
      try await expectSame([work.write("dump", content)], "\(corpora)")
    }
  }

  @Test("gives the same when it is damaged", arguments: [Corpus.Form.otlpJSON, .otlpProtobuf])
  func damage(form: Corpus.Form) async throws {
    let work = try WorkFolder()
    var random = SplitMix(seed: 5)
    let content = Array(try Self.content(of: Corpus.all.prefix(3), form))
    for number in 0..<12 {
      var damaged = content
      for _ in 0...number % 4 {
        let place = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged[place] ^= 0x10
        case 1: damaged.insert(0x0A, at: place)
        case 2: damaged.insert(contentsOf: Array("\n[main] INFO {\n".utf8), at: place)
        default: damaged.removeSubrange(place..<min(damaged.count, place + 300))
        }
      }
      try await expectSame([work.write("dump", Data(damaged))], "number \(number)")
    }
  }

  @Test("beside other inputs; progress counts each byte once")
  func others() async throws {
    let work = try WorkFolder()
    var paths: [String] = []
    var size = 0
    for (number, corpus) in Corpus.all.prefix(6).enumerated() {
      let content = try corpus.content(Corpus.Form.otlpJSON.rawValue)
      size += content.count
      paths.append(try work.write("\(number)", content))
    }
    try await expectSame(paths, "files")
    let events = Events()
    _ = try await Self.convert(paths, jobs: 4, events: events)
    #expect(events.bytes.withLock { $0 } == size)
    paths.insert(work("missing"), at: 2)
    paths.insert(try work.write("text", String(repeating: "no dump\n", count: 100_000)), at: 4)
    try await expectSame(paths, "with others")
  }

  @Test("is read again at one go when more fails in a part than may without knowing of the others")
  func givenUp() async throws {
    let line =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","#
      + #""spanId":"0000000000000001","name":""# + String(repeating: "x", count: 2_500) + "\"}]}]}]}\n"
    let bad = String(repeating: "{x\n", count: 8_300)
    let text = String(repeating: line, count: 700) + bad + String(repeating: line, count: 500)
    let work = try WorkFolder()
    let copy = try work.write("dump", text)
    let one = try await Self.convert([copy], jobs: 1)
    let several = try await Self.convert([copy], jobs: 128, partSize: 1)
    #expect(several == one)
    #expect(one.summary.spans == 1_200)
  }
}
