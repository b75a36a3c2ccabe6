import Dump2Eval
import Foundation
import TestSupport
import Testing

@Suite("The books balance")
struct BooksTests {
  /// A way to damage a dump, or to leave it as it is.
  enum Damage: String, CaseIterable {
    case none, cut, headless, flip, lost, splice, text
  }

  private static func damage(_ bytes: [UInt8], _ damage: Damage, _ random: inout SplitMix) -> [UInt8] {
    guard bytes.count > 2 else { return bytes }
    func place() -> Int { Int.random(in: 1..<bytes.count, using: &random) }
    var result = bytes
    switch damage {
    case .none: break
    case .cut: result.removeLast(place())
    case .headless: result.removeFirst(place())
    case .flip: for _ in 0..<5 { result[place()] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case .lost: result.remove(at: place())
    case .splice:
      let (first, second) = (place(), place())
      result.removeSubrange(min(first, second)..<max(first, second))
    case .text: result.insert(contentsOf: "\n2026-03-15 INFO [main] started\n".utf8, at: place())
    }
    return result
  }

  @Test("whatever a dump is and however it is damaged", arguments: Corpus.all)
  func corpus(_ corpus: Corpus) async throws {
    var random = SplitMix(seed: UInt64(corpus.name.utf8.reduce(0) { $0 &* 31 &+ Int($1) }.magnitude))
    for form in Corpus.Form.allCases {
      guard let content = try? corpus.content(form.rawValue) else { continue }
      for damage in Damage.allCases {
        let bytes = Self.damage(Array(content), damage, &random)
        try await check(bytes, "\(corpus.name) \(form) \(damage)", isWhole: damage == .none)
      }
    }
  }

  private func check(_ bytes: [UInt8], _ what: String, isWhole: Bool) async throws {
    let work = try WorkFolder()
    var options = ConversionOptions(
      inputs: [DumpInput(try work.write("dump", Data(bytes)))], destination: .folder(work("out")),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.memory = 64 << 10
    let summary = try await Conversion(options).run()
    let files = try FileTree(work("out")).files
    let cases = files.values.reduce(0) {
      $0 + String(decoding: $1, as: UTF8.self).ranges(of: "\n  - id: ").count
    }
    #expect(summary.exportedCases == cases, "\(what): cases on disk")
    #expect(
      summary.exportedTraces == files.count && summary.newDatasets == files.count, "\(what): datasets on disk"
    )
    #expect(summary.exportedTraces <= summary.traces, "\(what): traces")
    #expect(
      summary.seenCalls <= summary.spans + summary.logRecords, "\(what): every call is a span or its records")
    // Where protobuf no longer tells where records begin, reading stops, and says so.
    let isRead = summary.bytes == bytes.count
    #expect(isRead || (!isWhole && summary.isDamaged && summary.bytes < bytes.count), "\(what): bytes")
    for (status, services) in summary.callsByService {
      #expect(
        services.values.reduce(0, +) == summary.calls[status], "\(what): services of '\(status.rawValue)'")
    }
    if isWhole { #expect(summary.problems.isEmpty, "\(what): \(summary.problems)") }
  }
}
