internal import FileIO

/// The second half of a conversion: makes datasets of sorted records, trace by trace.
struct Assembly {
  private let options: ConversionOptions
  private let builder: CaseBuilder
  private let outputs: [DatasetOutput]

  init(_ options: ConversionOptions, _ builder: CaseBuilder) throws(FileIOError) {
    self.options = options
    self.builder = builder
    var outputs: [DatasetOutput] = []
    for format in options.formats {
      outputs.append(try DatasetOutput(format, options, subfolder: options.formats.count > 1))
    }
    self.outputs = outputs
  }

  /// Where datasets can be made before all inputs are read; none when they go elsewhere.
  var stages: [DatasetStage] { outputs.compactMap(\.stage) }

  /// Writes a dataset in each format for each trace that has something to export.
  func run(
    _ traces: inout ChosenTraces, into summary: inout Summary, onEvent: (RunEvent) -> Void
  ) throws(FileIOError) {
    var missing = options.selection.traceIDs
    var abbreviations = TraceIDAbbreviations(options.selection.traceIDs)
    while let trace = try traces.next() {
      summary.count(trace, onEvent)
      abbreviations.meet(trace)
      for datasets in trace.obsolete {
        for (output, dataset) in zip(outputs, datasets) { output.discard(dataset) }
      }
      guard trace.hasExportableCalls else { continue }
      missing[trace.canonicalID] = nil
      try write(trace, &traces, &summary)
    }
    summary.finish(traces, onEvent)
    summary.traceIDsWithoutCases = missing.values.sorted()
    summary.similarTraceIDs = abbreviations.similar
    for output in outputs { summary.count(try output.finish()) }
  }

  private func write(
    _ trace: GroupedTrace, _ traces: inout ChosenTraces, _ summary: inout Summary
  ) throws(FileIOError) {
    if let made = trace.made {
      for (output, dataset) in zip(outputs, made.datasets) { try output.commit(dataset, of: trace.id) }
      return
    }
    let calls = trace.calls.filter { $0.status == .exportable }
    let header = DatasetHeader(trace: trace, calls: calls, exportedAt: options.exportedAt)
    // A dataset may be made more than once: for each format, and to be compared with what is there.
    var redactions: Redactor.Counts = [:]
    func make(_ position: Int) throws(FileIOError) -> EvalCase? {
      if position == 0 { redactions.removeAll(keepingCapacity: true) }
      return try traces.withCall(calls[position]) {
        builder.makeCase(of: $0, number: position + 1, redactions: &redactions)
      }
    }
    if options.dryRun, builder.redacts {
      for position in calls.indices { _ = try make(position) }
    }
    let size = calls.reduce(0) { $0.addingClamped($1.digest.contentCount) }
    for output in outputs { try output.write(header, count: calls.count, size: size, make) }
    summary.redactions.merge(redactions) { $0 + $1 }
  }
}

/// Finds out what was meant with the first characters of an id, such as a dataset's name shows.
private struct TraceIDAbbreviations {
  private(set) var similar: [String: String] = [:]
  /// As they were spelt, by canonical id. Shorter ones begin too many ids, and long lists are not typed.
  private var candidates: [String: String]
  private static let shortest = 4
  private static let mostCandidates = 16

  init(_ ids: [String: String]) {
    candidates = ids.count > Self.mostCandidates ? [:] : ids.filter { $0.value.utf8.count >= Self.shortest }
  }

  mutating func meet(_ trace: GroupedTrace) {
    guard !candidates.isEmpty else { return }
    // What is there itself stands for nothing else.
    if let id = candidates.removeValue(forKey: trace.canonicalID) { similar[id] = nil }
    for id in candidates.values where similar[id] == nil && trace.id.hasPrefix(id.lowercased()) {
      similar[id] = trace.id
    }
  }
}

extension DatasetHeader {
  /// Model and provider are those of the first call that names its model.
  init(trace: GroupedTrace, calls: [GroupedCall], exportedAt: UTCTime) {
    let named = calls.first { $0.call.model != nil }
    self.init(
      traceID: trace.id, exportedAt: exportedAt, model: named?.call.model ?? "unknown",
      provider: named?.call.provider ?? "unknown")
  }
}

extension Summary {
  fileprivate mutating func count(_ outcomes: WriteBehind.Outcomes) {
    newDatasets += outcomes[.new] ?? 0
    unchangedDatasets += outcomes[.unchanged] ?? 0
    keptDatasets += outcomes[.kept] ?? 0
    blockedDatasets += outcomes[.blocked] ?? 0
    replacedDatasets += outcomes[.replaced] ?? 0
  }

  /// Takes what is known when all traces were walked.
  mutating func finish(_ traces: borrowing ChosenTraces, _ onEvent: (RunEvent) -> Void) {
    for problem in traces.problems {
      problems.append(InputProblem(problem))
      onEvent(.problem(InputProblem(problem)))
    }
    duplicateSpans = traces.duplicateSpans
    removedCalls = traces.removed
    folds = traces.foldCounts
  }
}
