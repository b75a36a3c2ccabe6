import Testing

@testable import Dump2Eval

/// One record of a call, as the filter sees it.
private func record(
  _ span: String, in parent: String? = nil, _ time: ClosedRange<Int64>, input: String? = "q",
  output: String? = "a",
  response: String? = nil, scope: String = "openai", isCopy: Bool = false
) -> GroupedCall {
  var call = LLMCall()
  call.spanID = span
  call.parentSpanID = parent
  call.startTime = time.lowerBound
  call.endTime = time.upperBound
  call.responseID = response
  call.scope = scope
  if let input { call.messages = [Message(role: .user, text: input)] }
  if let output { call.choices = [Choice(text: output)] }
  let digest = CallRecord.Digest(call, isCopy: isCopy, resource: nil)
  digest.hashes = ContentHashes(of: call)
  return GroupedCall(digest: digest, content: nil, status: digest.status)
}

/// Unchecked: its digests are only read.
private struct Situation: CustomTestStringConvertible, @unchecked Sendable {
  let name: String
  let calls: [GroupedCall]
  /// The spans that repeat another.
  let repeats: Set<String>
  var testDescription: String { name }
}

private let situations: [Situation] = [
  Situation(
    name: "a framework's span around its client's: the inner one stays",
    calls: [record("a", 1...9, scope: "langchain"), record("b", in: "a", 2...8)], repeats: ["a"]),
  Situation(
    name: "the inner one lacks content: the outer one stays",
    calls: [record("a", 1...9, scope: "langchain"), record("b", in: "a", 2...8, input: nil, output: nil)],
    repeats: ["b"]),
  Situation(
    name: "siblings of two instrumentations",
    calls: [record("a", in: "r", 1...9, scope: "langchain"), record("b", in: "r", 2...8)], repeats: ["a"]),
  Situation(
    name: "parallel calls of one instrumentation that ask and answer alike",
    calls: [record("a", in: "r", 1...9), record("b", in: "r", 2...8)], repeats: []),
  Situation(
    name: "the same with ids of two responses",
    calls: [
      record("a", in: "r", 1...9, response: "1"), record("b", in: "a", 2...8, response: "2", scope: "other"),
    ], repeats: []),
  Situation(
    name: "one response id, told in other words",
    calls: [
      record("a", in: "r", 1...9, output: "a!", response: "1", scope: "langchain"),
      record("b", in: "x", 2...8, response: "1"),
    ], repeats: ["a"]),
  Situation(
    name: "the same call again later", calls: [record("a", 1...3), record("b", 4...6, scope: "other")],
    repeats: []),
  Situation(
    name: "a generation made by hand around a wrapped client",
    calls: [record("a", in: "r", 1...9, scope: "langfuse"), record("b", in: "a", 2...8, scope: "langfuse")],
    repeats: ["a"]),
  Situation(
    name: "a raw copy below its call",
    calls: [
      record("a", 1...9, response: "1"),
      record("b", in: "a", 2...8, response: "x", scope: "litellm", isCopy: true),
    ], repeats: ["b"]),
  Situation(
    name: "copies of two requests below a span that has the attributes of the last",
    calls: [
      record("a", 1...9, input: "two"),
      record("b", in: "a", 2...4, input: "one", scope: "litellm", isCopy: true),
      record("c", in: "a", 5...8, input: "two", scope: "litellm", isCopy: true),
    ], repeats: ["c"]),
  Situation(
    name: "a shadow belongs to the call with its response id",
    calls: [
      record("a", in: "r", 1...8, input: "1", response: "1"),
      record("b", in: "r", 1...9, input: "2", response: "2"),
      record("c", in: "r", 2...8, input: nil, output: nil, response: "1", scope: "sdk", isCopy: true),
      record("d", in: "r", 3...9, input: nil, output: nil, response: "2", scope: "sdk", isCopy: true),
    ], repeats: ["c", "d"]),
  Situation(
    name: "a parent of several calls is none of them",
    calls: [
      record("a", 1...9, input: nil, output: nil), record("b", in: "a", 2...4, input: "1"),
      record("c", in: "a", 5...8, input: "2"),
    ], repeats: []),
]

@Suite("Records of one call")
struct RepeatFilterTests {
  @Test("are told from calls that are alike", arguments: situations)
  private func situation(_ situation: Situation) {
    let repeats = RepeatFilter.groups(of: situation.calls).flatMap(\.repeats)
    #expect(Set(repeats.map { situation.calls[$0].call.spanID }) == situation.repeats)
  }

  @Test("are found however many calls begin and end in between")
  func callsInBetween() {
    let short = (1...6_000).map { number in
      record(
        "s\(number)", Int64(number) * 10...Int64(number) * 10 + 5, input: "q\(number)", response: "r\(number)"
      )
    }
    let outer = record("outer", 0...100_000, input: "long")
    let inner = record("inner", in: "s1", 70_000...80_000, input: "long", scope: "sdk")
    let calls = [outer] + short + [inner]
    let groups = RepeatFilter.groups(of: calls)
    #expect(groups.map { [$0.survivor] + $0.repeats } == [[calls.count - 1, 0]])
  }

  @Test("cost no more than their overlaps")
  func manyCalls() {
    let calls = (0..<5_000).map { record("s\($0)", Int64($0) * 10...Int64($0) * 10 + 5) }
    let clock = ContinuousClock()
    let time = clock.measure { #expect(RepeatFilter.groups(of: calls).isEmpty) }
    #expect(time < .seconds(30))
  }
}
