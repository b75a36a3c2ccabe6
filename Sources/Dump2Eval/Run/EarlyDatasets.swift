internal import FileIO

/// Makes the datasets of a trace as soon as an input has told it in one piece, as Jaeger's forms do: its content then need
/// not be put aside until all inputs are read. They wait under hidden names; who walks the sorted records afterwards gives
/// them theirs, or makes others where it turns out that there is more of the trace.
///
/// One per worker. What is touched for each call goes without run-time exclusivity checks: nothing that is called meanwhile
/// comes back here.
final class EarlyDatasets {
  /// Pieces that cannot be read again.
  let kept: KeptPieces
  var met = MetTraces()
  private let options: ConversionOptions
  private let builder: CaseBuilder
  private let stages: [DatasetStage]
  private let conditions: [Condition]
  @safe @exclusivity(unchecked) private var joiner: TraceJoiner
  @safe @exclusivity(unchecked) private var bytes = OutputBytes()

  /// nil where something about a trace is not known before all traces are: what is chosen by comparing them, and what is
  /// counted when cases are made.
  init?(
    _ options: ConversionOptions, _ stages: [DatasetStage], memoryLimit: Int, folder: TemporaryFolder,
    kept: () -> KeptPieces
  ) {
    let selection = options.selection
    let builder = CaseBuilder(options.assertions, options.redaction)
    guard !stages.isEmpty, builder.makesCaseOfEveryOutput, !builder.redacts, !selection.dedupe,
      selection.sample == nil, selection.limit == nil
    else { return nil }
    self.kept = kept()
    self.options = options
    self.builder = builder
    self.stages = stages
    conditions = selection.conditions
    joiner = TraceJoiner(
      memoryLimit: memoryLimit, folder: folder, includeFailed: selection.includeFailed)
  }

  /// Makes a trace's datasets.
  ///
  /// - Parameters:
  ///   - members: All that the input tells of the trace, with the content of its calls.
  ///   - trace: Its canonical id.
  ///   - place: Where the input tells it.
  /// - Returns: What is to be remembered; nil when this has to wait, and nothing was done.
  /// - Throws: When a dataset cannot be written.
  func take(
    _ members: inout TraceMembers, of trace: String, at place: TraceReceipt.Place
  ) throws(FileIOError) -> TraceReceipt? {
    // Of two records of one span the sorted records decide.
    guard members.sortCalls() else { return nil }
    let pieceCalls = members.calls.count
    try joiner.removeAll()
    let group = try joiner.join(&members, canonicalID: trace)
    var removed = [Int](repeating: 0, count: conditions.count)
    Condition.apply(conditions, to: group) { removed[$0] += 1 }
    var tally = TraceTally(group.calls)
    tally.removed = removed
    var datasets: [StagedDataset] = []
    if tally.exportable > 0 {
      let calls = group.calls.filter { $0.status == .exportable }
      let header = DatasetHeader(trace: group, calls: calls, exportedAt: options.exportedAt)
      for stage in stages {
        datasets.append(
          try stage.make(header, count: calls.count, in: &bytes) { (position) throws(FileIOError) in
            try joiner.withCall(calls[position]) { builder.makeCase(of: $0, number: position + 1) }
          })
      }
    }
    return TraceReceipt(place: place, id: group.id, calls: pieceCalls, tally: tally, datasets: datasets)
  }
}
