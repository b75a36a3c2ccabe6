internal import ExternalSort
internal import FileIO
internal import TraceReader

/// The traces of a run with the user's choice made: of each, what is still exportable is to be exported.
///
/// Most choices are made on the way. Two need to know all traces before the first: for those the sorted
/// records are read once more each.
struct ChosenTraces: ~Copyable {
  private var grouper: TraceGrouper
  private let selection: Selection
  private let conditions: [Condition]
  private let builder: CaseBuilder
  private var folded: FoldedCalls?
  /// What folding found; nil when it was not asked for.
  private(set) var foldCounts: FoldCounts?
  private var sampled: SampledTraces?
  /// Candidates for export so far, before folding.
  private var candidates: UInt64 = 0
  private var exportedTraces = 0
  /// How many calls each part of the choice has removed, in the order in which they are asked.
  private(set) var removed: [RemovedCalls]

  /// Looks ahead where the choice asks for it. Apart from the initialiser: one that throws destroys its members twice
  /// (Swift 6.2).
  static func choose(
    from grouper: consuming TraceGrouper, _ selection: Selection, _ builder: CaseBuilder, memoryLimit: Int,
    folder: TemporaryFolder
  ) throws(FileIOError) -> ChosenTraces {
    var chosen = ChosenTraces(grouper, selection, builder)
    if selection.dedupe { try chosen.fold(memoryLimit: memoryLimit, folder: folder) }
    if let sample = selection.sample { try chosen.take(sample) }
    return chosen
  }

  private init(_ grouper: consuming TraceGrouper, _ selection: Selection, _ builder: CaseBuilder) {
    self.grouper = grouper
    self.selection = selection
    self.builder = builder
    conditions = selection.conditions
    removed = conditions.map { RemovedCalls(option: $0.name) }
    var steps: [Selection.Step] = []
    if !builder.makesCaseOfEveryOutput { steps.append(.assertions) }
    if selection.dedupe { steps.append(.dedupe) }
    if selection.sample != nil { steps.append(.sample) }
    if selection.limit != nil { steps.append(.limit) }
    removed += steps.map { RemovedCalls(option: $0.rawValue) }
  }

  var duplicateSpans: Int { grouper.duplicateSpans }
  /// What went wrong on the way.
  var problems: [InputError] { grouper.problems }

  /// The next trace; nil at the end. What the choice excludes has the status `filtered`.
  mutating func next() throws(FileIOError) -> GroupedTrace? {
    guard let trace = try nextFolded() else { return nil }
    guard trace.hasExportableCalls else { return trace }
    if let sampled, !sampled.includes(trace.canonicalID) {
      remove(.sample, from: trace)
    } else if let limit = selection.limit, exportedTraces >= limit {
      remove(.limit, from: trace)
    } else {
      exportedTraces += 1
    }
    return trace
  }

  /// Lends the whole call, with its content.
  mutating func withCall<Result>(
    _ grouped: GroupedCall, _ body: (LLMCall) -> Result
  ) throws(FileIOError) -> Result { try grouper.withCall(grouped, body) }

  // MARK: Looking ahead

  private mutating func fold(memoryLimit: Int, folder: TemporaryFolder) throws(FileIOError) {
    var folding = InputFolding(memoryLimit: memoryLimit, folder: folder)
    while let trace = try nextMeetingConditions() {
      for call in trace.calls where call.status == .exportable {
        // Never nil for an exportable call; its place must be counted in any case.
        let hash = try grouper.withCall(call) { builder.makeCase(of: $0, number: 1)?.inputHash }
        try folding.add(hash: hash ?? 0)
      }
    }
    let folded = try folding.finish()
    foldCounts = folded.counts
    self.folded = consume folded
    try startAgain()
  }

  private mutating func take(_ sample: TraceSample) throws(FileIOError) {
    var sampled = SampledTraces(sample)
    if SampledTraces.needsAllTraces(sample) {
      while let trace = try nextFolded() {
        if trace.hasExportableCalls { sampled.offer(trace.canonicalID) }
      }
      try startAgain()
    }
    self.sampled = sampled
  }

  private mutating func startAgain() throws(FileIOError) {
    try grouper.rewind()
    try folded?.rewind()
    candidates = 0
    for position in removed.indices { removed[position].calls = 0 }
  }

  // MARK: One trace

  private mutating func nextFolded() throws(FileIOError) -> GroupedTrace? {
    guard let trace = try nextMeetingConditions() else { return nil }
    guard folded != nil else { return trace }
    for position in trace.calls.indices where trace.calls[position].status == .exportable {
      if try folded?.contains(candidates) ?? false {
        remove(Selection.Step.dedupe.rawValue, &trace.calls[position])
      }
      candidates += 1
    }
    return trace
  }

  private mutating func nextMeetingConditions() throws(FileIOError) -> GroupedTrace? {
    guard let trace = try grouper.next() else { return nil }
    if let made = trace.made {
      for (position, calls) in zip(removed.indices, made.tally.removed) { removed[position].calls += calls }
      return trace
    }
    Condition.apply(conditions, to: trace) { removed[$0].calls += 1 }
    guard !builder.makesCaseOfEveryOutput else { return trace }
    for position in trace.calls.indices where trace.calls[position].status == .exportable {
      let evalCase = try grouper.withCall(trace.calls[position]) { builder.makeCase(of: $0, number: 1) }
      if evalCase == nil {
        remove(Selection.Step.assertions.rawValue, &trace.calls[position])
      }
    }
    return trace
  }

  private mutating func remove(_ step: Selection.Step, from trace: GroupedTrace) {
    for position in trace.calls.indices where trace.calls[position].status == .exportable {
      remove(step.rawValue, &trace.calls[position])
    }
  }

  private mutating func remove(_ option: String, _ call: inout GroupedCall) {
    call.filter()
    count(removedBy: option)
  }

  private mutating func count(removedBy option: String) {
    guard let position = removed.firstIndex(where: { $0.option == option }) else { return }
    removed[position].calls += 1
  }
}

/// How many calls an option has removed.
public struct RemovedCalls: Sendable, Hashable {
  /// Its long name without the dashes: `min-tokens`.
  public let option: String
  public internal(set) var calls = 0
}

extension EvalCase {
  /// Tells cases that ask the same: equal in all that is sent to a model.
  fileprivate var inputHash: UInt64 {
    var hash = TextHash.hash(input)
    for part in [system, messages] {
      hash = TextHash.hash(part ?? "", seed: part == nil ? ~hash : hash)
    }
    return hash
  }
}
