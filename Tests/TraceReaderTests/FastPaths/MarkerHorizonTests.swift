import TestSupport
import Testing

@testable import TraceReader

/// What was searched ahead tells of each span what a search of that span alone tells.
@Suite struct MarkerHorizonTests {
  private static let markers = MarkerSet(["gen_ai", "llm", "operationId"])

  /// Spans of random lengths, some with a marker, one with a marker at either end.
  private static func spans(_ random: inout SplitMix) -> [[UInt8]] {
    (0..<40).map { _ in
      var span = [UInt8](repeating: UInt8(ascii: "x"), count: Int.random(in: 1...300, using: &random))
      let marker = Array(
        ["gen_ai", "llm", "operationId", #"\u0067"#, "gen_a", "lm"].randomElement(using: &random)!.utf8)
      if Int.random(in: 0..<3, using: &random) == 0, span.count >= marker.count {
        let last = span.count - marker.count
        let start = [0, last, Int.random(in: 0...last, using: &random)].randomElement(using: &random)!
        span.replaceSubrange(start..<start + marker.count, with: marker)
      }
      return span
    }
  }

  @Test(arguments: [MarkerSet.Text.json, .plain], [1, 7, 64, 1000, 1 << 20])
  func `in every order of reads`(_ text: MarkerSet.Text, chunk: Int) {
    var random = SplitMix(seed: 7)
    for _ in 0..<20 {
      let spans = Self.spans(&random)
      let window = ByteWindow(
        MemorySource(Array(spans.joined(separator: [UInt8(ascii: ",")])), chunk: chunk), name: "dump")
      var horizon = MarkerHorizon(Self.markers, text)
      for span in spans {
        #expect(window.require(span.count))
        let expected = span.withUnsafeBytes { Self.markers.isFound(in: $0, as: text) }
        // Asked twice, as where a span is looked at in two ways, and then for a part that begins before.
        let half = span.count / 2
        let isBehind = span[half...].withUnsafeBytes { Self.markers.isFound(in: $0, as: text) }
        let parts = [(0, span.count), (0, span.count), (half, span.count - half), (0, span.count)]
        let found = parts.map { horizon.isMarked($0.0, $0.1, of: window) }
        #expect(found == [expected, expected, isBehind, expected])
        _ = window.require(span.count + 1)
        window.advance(by: min(window.count, span.count + 1))
      }
    }
  }

  @Test func `spans that are behind the window's position`() {
    let text = Array("{aaaa},{gen_ai},{bbbb},{llm}".utf8)
    let window = ByteWindow(MemorySource(text), name: "dump")
    #expect(window.require(text.count))
    var horizon = MarkerHorizon(Self.markers, .json)
    let spans = [(0, 6), (7, 8), (16, 6), (23, 5)]
    let forwards = spans.map { horizon.isMarked($0.0, $0.1, of: window) }
    let backwards = spans.reversed().map { horizon.isMarked($0.0, $0.1, of: window) }
    #expect(forwards == [false, true, false, true] && backwards == [true, false, true, false])
  }

  @Test func `a set of no markers takes everything`() {
    let window = ByteWindow(MemorySource([1, 2, 3]), name: "dump")
    #expect(window.require(3))
    var horizon = MarkerHorizon(MarkerSet([]), .plain)
    let found = [(0, 1), (1, 2)].map { horizon.isMarked($0.0, $0.1, of: window) }
    #expect(found == [true, true])
  }
}
