internal import TraceReader

/// What came of reading an input or a part of it.
struct ReadingOutcome: Sendable {
  var reading = DumpReading()
  var problems = ProblemList()
}

/// What has come of the parts of a file so far, and which of them count: the first, and each at whose beginning the reader
/// of one that counts has stopped.
struct PartOutcomes: Sendable {
  private var outcomes: [ReadingOutcome?]
  /// Parts that count for certain.
  private(set) var standing: Set<Int> = [0]
  /// Parts that do not: the reader of a standing one has come past their beginning.
  private(set) var dropped: Set<Int> = []

  init(count: Int) {
    outcomes = Array(repeating: nil, count: count)
  }

  /// What follows from a part that was read.
  enum Completion {
    /// Others are still being read.
    case waiting
    /// All that counts is read: this came of the file.
    case whole(ReadingOutcome)
    /// The file has to be read at one go.
    case notInParts
  }

  /// Notes that a reader has come past the beginning of a part.
  mutating func miss(_ part: Int, by reader: Int) {
    if standing.contains(reader) { dropped.insert(part) }
  }

  /// Notes what came of a part. Of all calls, one is told of the end.
  mutating func finish(_ part: Int, _ outcome: ReadingOutcome) -> Completion {
    outcomes[part] = outcome
    guard standing.contains(part) else { return .waiting }
    var last = part
    while let outcome = outcomes[last] {
      if outcome.reading.isGivenUp {
        standing = []
        dropped = Set(outcomes.indices)
        return .notInParts
      }
      let next = outcome.reading.nextPart
      dropped.formUnion(last + 1..<(next ?? outcomes.count))
      guard let next else { return .whole(joined()) }
      standing.insert(next)
      last = next
    }
    return .waiting
  }

  /// The standing parts as one input; all of them were read.
  private func joined() -> ReadingOutcome {
    let parts = standing.sorted().compactMap { outcomes[$0] }
    return parts.dropFirst().reduce(into: parts[0]) { whole, next in
      whole.reading.append(next.reading)
      whole.problems.append(next.problems)
    }
  }
}
