internal import ExternalSort
internal import FileIO
internal import Synchronization
internal import SystemPackage
internal import TraceReader

/// The first half of a conversion: reads inputs into sorted runs of records, one worker after another taking
/// what is next: an input, or a part of one.
final class Extraction: Sendable {
  let queue: Mutex<WorkQueue>
  private let results = Mutex<[InputResult]>([])
  /// Workers that are reading.
  let readers = Atomic(0)
  /// The paths of inputs that datasets were made of early and that can be read again, by their number.
  private let paths = Mutex<[UInt32: FilePath]>([:])
  /// What early datasets were made of where nothing can be read again.
  private let kept = Mutex<[KeptPieces]>([])
  let options: ConversionOptions
  private let stages: [DatasetStage]
  let folder: TemporaryFolder
  let onEvent: @Sendable (RunEvent) -> Void

  /// What came of one input.
  struct InputResult: Sendable {
    let number: Int
    let report: InputReport
    let counts: ReadingCounts
    let problems: [InputError]
  }

  /// `stages` are where datasets may be made as soon as a trace has been read.
  init(
    _ options: ConversionOptions, _ stages: [DatasetStage], folder: TemporaryFolder,
    onEvent: @escaping @Sendable (RunEvent) -> Void
  ) {
    queue = Mutex(WorkQueue(options))
    self.options = options
    self.stages = stages
    self.folder = folder
    self.onEvent = onEvent
  }

  /// What came of an input as a whole.
  func finish(_ item: InputQueue.Item, _ outcome: ReadingOutcome) {
    let reading = outcome.reading
    var problems = outcome.problems.all
    if let path = item.path, reading.isPlainText { LineNumbers.add(to: &problems, of: path) }
    let report = InputReport(
      name: item.name, format: reading.format, bytes: reading.counts.bytes, spans: reading.counts.spans,
      logRecords: reading.counts.logRecords, problems: problems.count)
    let result = InputResult(number: item.number, report: report, counts: reading.counts, problems: problems)
    results.withLock { $0.append(result) }
    for problem in problems { onEvent(.problem(InputProblem(problem))) }
    onEvent(.input(report))
  }

  /// For one worker and so much of its memory; nil where no dataset is made before all inputs are read.
  func makeEarlyDatasets(memoryLimit: Int) -> EarlyDatasets? {
    EarlyDatasets(options, stages, memoryLimit: memoryLimit / 2, folder: folder) {
      kept.withLock { kept in
        kept.append(KeptPieces(number: kept.count, memoryLimit: memoryLimit / 2, folder: folder))
        return kept[kept.count - 1]
      }
    }
  }

  /// Remembers where an input can be read again, if an extractor has noted that it may have to be.
  func notePath(of item: InputQueue.Item, in extractor: CallExtractor) {
    guard extractor.takeNamesInput(), let path = item.path else { return }
    paths.withLock { $0[item.reference] = path }
  }

  /// What was kept on disk.
  var keptBytes: Int64 { kept.withLock { $0.reduce(0) { $0 + $1.spilledBytes } } }

  /// What pieces of traces are read from once more.
  func makeRereader() -> TraceRereader {
    TraceRereader(paths.withLock { $0 }, kept.withLock { $0 }, options, folder: folder)
  }

  /// What each input was, in order; of more than ten thousand the first.
  var reports: [InputReport] {
    let results = results.withLock { $0 }
    return results.sorted { $0.number < $1.number }.prefix(Summary.maximumInputs).map(\.report)
  }

  /// Adds what was read to a summary; to be called when all workers are done.
  func finish(into summary: inout Summary) {
    let missing = queue.withLock { $0.inputs.problems }
    for (_, problem) in missing { onEvent(.problem(InputProblem(problem))) }
    let results = results.withLock { $0 }
    summary.inputs = reports
    var problems = missing.map { (number: $0.number, order: 0, problem: $0.problem) }
    for result in results {
      summary.files += 1
      summary.bytes += result.counts.bytes
      summary.spans += result.counts.spans
      summary.logRecords += result.counts.logRecords
      summary.metricLists += result.counts.metricLists
      summary.unknownValues += result.counts.unknownValues
      for (order, problem) in result.problems.enumerated() {
        problems.append((result.number, order + 1, problem))
      }
    }
    problems.sort { ($0.number, $0.order) < ($1.number, $1.order) }
    summary.problems = problems.map { InputProblem($0.problem) }
  }
}

extension InputProblem {
  init(_ error: InputError) {
    let severity: Severity =
      switch error.severity {
      case .unreadable: .unreadable
      case .damage: .damage
      case .notice: .notice
      }
    self.init(
      severity: severity, input: error.input, offset: error.offset, line: error.line,
      compressedOffset: error.compressedOffset, text: error.problem)
  }
}
