internal import ExternalSort
internal import FileIO
internal import Synchronization
internal import SystemPackage
internal import TraceReader

/// The first half of a conversion: reads inputs into sorted runs of records, one worker after another taking
/// the next.
final class Extraction: Sendable {
  private let queue: Mutex<InputQueue>
  private let results = Mutex<[InputResult]>([])
  /// Workers that are reading.
  private let readers = Atomic(0)
  private let options: ConversionOptions
  private let folder: TemporaryFolder
  private let onEvent: @Sendable (RunEvent) -> Void

  /// What came of one input.
  struct InputResult: Sendable {
    let number: Int
    let report: InputReport
    let counts: ReadingCounts
    let problems: [InputError]
  }

  init(_ options: ConversionOptions, folder: TemporaryFolder, onEvent: @escaping @Sendable (RunEvent) -> Void)
  {
    queue = Mutex(InputQueue(options.inputs))
    self.options = options
    self.folder = folder
    self.onEvent = onEvent
  }

  /// Reads inputs until there are no more. One call for each worker, on its own thread.
  func work(memoryLimit: Int) throws(FileIOError) -> SortedRuns {
    let extractor = CallExtractor(memoryLimit: memoryLimit, folder: folder)
    let behind = ExtractBehind(extractor)
    defer { behind.end() }
    let reader = DumpReader(markers: DialectRegistry.markers, maximumSpanSize: options.maximumCallSize)
    while extractor.failure == nil, let item = queue.withLock({ $0.next() }) {
      // With fewer inputs than workers there is a processor for the second half of a worker's work.
      let isRelaying = readers.add(1, ordering: .relaxed).newValue * 2 <= options.jobs
      defer { readers.subtract(1, ordering: .relaxed) }
      read(item, with: reader, into: extractor, through: isRelaying ? behind : nil)
    }
    return try extractor.finish()
  }

  private func read(
    _ item: InputQueue.Item, with reader: DumpReader, into extractor: CallExtractor,
    through behind: ExtractBehind?
  ) {
    var reading = DumpReading()
    extractor.inputName = item.name
    do throws(FileIOError) {
      let file =
        if let path = item.path { try InputFile(opening: path) } else { try InputFile.standardInput() }
      let source = CountingSource(FileSource(file, name: item.name)) { [onEvent] count in
        onEvent(.read(bytes: count))
      }
      reading = reader.read(
        source, name: item.name, number: UInt32(truncatingIfNeeded: item.number), into: behind ?? extractor)
      behind?.settle()
    } catch {
      extractor.report(
        InputError(
          .unreadable, input: item.name, problem: "cannot \(error.operation.rawValue): \(error.errno)"))
    }
    let problems = extractor.takeProblems()
    let report = InputReport(
      name: item.name, format: reading.format, bytes: reading.counts.bytes, spans: reading.counts.spans,
      logRecords: reading.counts.logRecords, problems: problems.count)
    let result = InputResult(number: item.number, report: report, counts: reading.counts, problems: problems)
    results.withLock { $0.append(result) }
    for problem in problems { onEvent(.problem(InputProblem(problem))) }
    onEvent(.input(report))
  }

  /// What each input was, in order; of more than ten thousand the first.
  var reports: [InputReport] {
    let results = results.withLock { $0 }
    return results.sorted { $0.number < $1.number }.prefix(Summary.maximumInputs).map(\.report)
  }

  /// Adds what was read to a summary; to be called when all workers are done.
  func finish(into summary: inout Summary) {
    let missing = queue.withLock { $0.problems }
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
      severity: severity, input: error.input, offset: error.offset, compressedOffset: error.compressedOffset,
      text: error.problem)
  }
}
