import Foundation
import TestSupport
import Testing

@testable import TraceReader

/// A dump that is read ahead gives the same spans wherever the borders of what was read at once are.
@Suite struct LargeDumpTests {
  private static let dump: Data = {
    let lines = Corpus.all.compactMap { try? $0.content(Corpus.Form.otlpJSON.rawValue) }.reduce(Data(), +)
    var dump = Data()
    while dump.count < 3 * ByteWindow.beginning { dump += lines }
    return dump
  }()

  @Test func `in pieces and compressed`() {
    let bytes = Array(Self.dump)
    let expected = Recording.result(MemorySource(bytes))
    #expect(expected.problems.isEmpty && expected.counts.spans > 1000 && expected.counts.bytes == bytes.count)
    for chunk in [1009, 65_536, 200_003] {
      #expect(Recording.result(MemorySource(bytes, chunk: chunk)) == expected, "chunks of \(chunk)")
    }
    let compressed = MemorySource(Array(Gzip.compress(Self.dump)), chunk: 30_011)
    #expect(Recording.result(compressed) == expected)
  }

  @Test func `with damage behind the beginning`() {
    var bytes = Array(Gzip.compress(Self.dump))
    let expected = Recording.result(GzipSource(MemorySource(bytes), name: "dump"))
    bytes[bytes.count * 3 / 4] ^= 0x55
    let whole = Recording.result(MemorySource(bytes))
    #expect(!whole.problems.isEmpty && whole.counts.spans < expected.counts.spans)
    for chunk in [1009, 65_536] {
      #expect(Recording.result(MemorySource(bytes, chunk: chunk)) == whole, "chunks of \(chunk)")
    }
  }
}
