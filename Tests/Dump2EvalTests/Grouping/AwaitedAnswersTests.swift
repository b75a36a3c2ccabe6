import TestSupport
import Testing

@testable import Dump2Eval

@Suite("An answer finds the call that was open")
struct AwaitedAnswersTests {
  private static func calls(_ times: [ClosedRange<Int64>], answered: Set<Int> = []) -> [GroupedCall] {
    times.enumerated().map { position, time in
      let digest = CallRecord.Digest()
      digest.call.startTime = time.lowerBound
      digest.call.endTime = time.upperBound
      digest.hasOutput = answered.contains(position)
      return GroupedCall(digest: digest, content: nil, status: digest.status)
    }
  }

  /// What it is, in as many steps as calls for each answer.
  private static func owners(
    _ calls: [GroupedCall], _ answers: [(time: Int64, hasContent: Bool)]
  ) -> [Int?] {
    var answered = Set(calls.indices.filter { calls[$0].digest.hasOutput })
    return answers.map { answer in
      let owner = calls.indices
        .filter {
          !answered.contains($0) && calls[$0].call.startTime <= answer.time
            && answer.time <= calls[$0].call.endTime
        }
        .min { calls[$0].call.endTime < calls[$1].call.endTime }
      if let owner, answer.hasContent { answered.insert(owner) }
      return owner
    }
  }

  @Test("of several the one that ended next")
  func several() {
    let calls = Self.calls([1...9, 2...5, 3...5, 4...4, 6...7], answered: [3])
    var awaited = AwaitedAnswers(Array(calls.indices), among: calls)
    #expect(awaited.call(openAt: 4, answers: false) == 1)
    #expect(awaited.call(openAt: 4, answers: true) == 1)
    #expect(awaited.call(openAt: 5, answers: true) == 2)
    #expect(awaited.call(openAt: 5, answers: true) == 0)
    #expect(awaited.call(openAt: 5, answers: true) == nil)
    #expect(awaited.call(openAt: 6, answers: true) == 4)
    // Before 1970.
    #expect(awaited.call(openAt: -5, answers: true) == nil)
  }

  @Test("whatever there is", arguments: 0..<50)
  func random(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let times = (0..<60).map { _ in
      let start = Int64.random(in: -50...50, using: &random)
      return start...start + Int64.random(in: 0...20, using: &random)
    }
    let calls = Self.calls(times, answered: Set((0..<10).map { _ in Int.random(in: 0..<60, using: &random) }))
    let sorted = (0..<80).map { _ in Int64.random(in: -50...70, using: &random) }.sorted {
      UInt64(bitPattern: $0) < UInt64(bitPattern: $1)
    }
    let answers = sorted.map { (time: $0, hasContent: Bool.random(using: &random)) }
    var awaited = AwaitedAnswers(Array(calls.indices), among: calls)
    let owners = answers.map { awaited.call(openAt: $0.time, answers: $0.hasContent) }
    #expect(owners == Self.owners(calls, answers))
  }
}
