import Testing

@testable import Dump2Eval

@Suite("A copy finds the call that it belongs to")
struct CopyJoinerTests {
  /// One span: when, under whom, and digests of what it holds.
  struct Span {
    var id: String
    var parent: String? = "root"
    var time: ClosedRange<Int64>
    var isCopy = false
    var response: String?
    var input: UInt64?
    var output: UInt64?
  }

  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let spans: [Span]
    /// Copy and call by their places.
    let owners: [[Int]]
  }

  @Test(arguments: [
    Case(
      testDescription: "the second half of a stream",
      spans: [
        Span(id: "a", time: 1...2, input: 1), Span(id: "b", time: 9...9, isCopy: true, input: 1, output: 2),
      ], owners: [[1, 0]]),
    Case(
      testDescription: "the second half in a trace of its own",
      spans: [Span(id: "b", parent: nil, time: 9...9, isCopy: true, input: 1, output: 2)], owners: []),
    Case(
      testDescription: "parallel streams that ask alike",
      spans: [
        Span(id: "a", time: 1...2, input: 1), Span(id: "b", time: 1...3, input: 1),
        Span(id: "c", time: 8...8, isCopy: true, input: 1, output: 2),
        Span(id: "d", time: 9...9, isCopy: true, input: 1, output: 3),
      ], owners: [[2, 1], [3, 0]]),
    Case(
      testDescription: "a stream's half and a shadow of its call",
      spans: [
        Span(id: "a", time: 1...4, input: 1), Span(id: "b", parent: "a", time: 2...3, isCopy: true),
        Span(id: "c", time: 9...9, isCopy: true, input: 1, output: 2),
      ], owners: [[1, 0], [2, 0]]),
    Case(
      testDescription: "the raw copy of the last call, and of one that it has overwritten",
      spans: [
        Span(id: "root", parent: nil, time: 1...9, response: "r2", input: 2, output: 3),
        Span(id: "a", time: 2...3, isCopy: true, response: "r1", input: 1, output: 2),
        Span(id: "b", time: 4...5, isCopy: true, response: "r2", input: 2, output: 3),
      ], owners: [[2, 0]]),
    Case(
      testDescription: "a proxy's own response id",
      spans: [
        Span(id: "root", parent: nil, time: 1...9, response: "proxy", input: 2, output: 3),
        Span(id: "b", time: 4...5, isCopy: true, response: "provider", input: 2, output: 3),
      ], owners: [[1, 0]]),
    Case(
      testDescription: "an answer without its question, the same response",
      spans: [
        Span(id: "root", parent: nil, time: 1...9, response: "r", input: 2),
        Span(id: "b", time: 4...5, isCopy: true, response: "r", output: 3),
      ], owners: [[1, 0]]),
    Case(
      testDescription: "a shadow beside parallel calls goes with the one of its response",
      spans: [
        Span(id: "a", time: 1...5, response: "r1", input: 1, output: 1),
        Span(id: "b", time: 1...5, response: "r2", input: 2, output: 2),
        Span(id: "c", time: 2...4, isCopy: true, response: "r1"),
      ], owners: [[2, 0]]),
  ])
  func owners(_ item: Case) {
    let calls = item.spans.map { span in
      let digest = CallRecord.Digest()
      digest.call.spanID = span.id
      digest.call.parentSpanID = span.parent
      digest.call.startTime = span.time.lowerBound
      digest.call.endTime = span.time.upperBound
      digest.call.responseID = span.response
      digest.isCopy = span.isCopy
      digest.hasInput = span.input != nil
      digest.hasOutput = span.output != nil
      digest.hashes.input = span.input ?? 0
      digest.hashes.output = span.output ?? 0
      return digest
    }
    #expect(CopyJoiner.owners(of: calls).map { [$0.copy, $0.call] } == item.owners)
  }
}
