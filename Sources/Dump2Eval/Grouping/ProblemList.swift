internal import TraceReader

/// Problems of an input in the order in which they were met: the first ones, and how many more there were. A file that is
/// broken everywhere must not fill the memory.
struct ProblemList: Sendable {
  private var first: [InputError] = []
  private var further = 0

  private static let limit = 10_000

  mutating func append(_ problem: InputError) {
    if first.count < Self.limit { first.append(problem) } else { further += 1 }
  }

  /// Adds those of the next part of the same input.
  mutating func append(_ next: ProblemList) {
    for problem in next.first { append(problem) }
    further += next.further
  }

  /// The problems, and at the end what stands for the others.
  var all: [InputError] {
    guard let last = first.last, further > 0 else { return first }
    return first + [
      InputError(
        .damage, input: last.input,
        problem: "expected a dump with few broken places, found \(further) more")
    ]
  }
}
