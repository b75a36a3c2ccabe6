internal import ExternalSort
internal import FileIO
internal import Synchronization
internal import SystemPackage
internal import TraceReader

/// The first half of a conversion: reads inputs into sorted runs of records, one worker after another taking
/// what is next: an input, or a part of one.
final class Extraction: Sendable {
  private let queue: Mutex<WorkQueue>
  private let results = Mutex<[InputResult]>([])
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
    queue = Mutex(WorkQueue(options))
    self.options = options
    self.folder = folder
    self.onEvent = onEvent
  }

  /// What a worker has read: inputs as a whole, or one part of an input.
  struct WorkerRuns: Sendable {
    let runs: SortedRuns
    let part: InputPart?

    /// Whether it belongs to the result; known when all workers are done.
    var isStanding: Bool { part?.isStanding ?? true }
  }

  /// Reads until there is no more. One call for each worker, on its own thread.
  func work(memoryLimit: Int) throws(FileIOError) -> [WorkerRuns] {
    let reader = DumpReader(markers: DialectRegistry.markers, maximumSpanSize: options.maximumCallSize)
    let whole = CallExtractor(memoryLimit: memoryLimit, folder: folder)
    var parts: [(part: InputPart, extractor: CallExtractor)] = []
    var last = whole
    while last.failure == nil, let work = queue.withLock({ $0.next() }) {
      switch work {
      case .input(let item):
        if last !== whole { last.putAside() }
        last = whole
        read(item, with: reader, into: whole)
      case .part(let part):
        // May turn out to be of no use, and so is kept apart; of a worker's extractors one at a time holds memory.
        last.putAside()
        // Half: the parts of a file together take no more than a worker or two of their own would.
        last = CallExtractor(memoryLimit: memoryLimit / 2, folder: folder)
        parts.append((part, last))
        if read(part, with: reader, into: last) { continue }
        last.putAside()
        last = whole
        read(part.input.item, with: reader, into: whole)
      }
    }
    var results = [WorkerRuns(runs: try whole.finish(), part: nil)]
    for (part, extractor) in parts {
      results.append(WorkerRuns(runs: try extractor.finish(), part: part))
    }
    return results
  }

  private func read(_ item: InputQueue.Item, with reader: DumpReader, into extractor: CallExtractor) {
    var reading = DumpReading()
    extractor.inputName = item.name
    do throws(FileIOError) {
      let file =
        if let path = item.path { try InputFile(opening: path) } else { try InputFile.standardInput() }
      let source = CountingSource(FileSource(file, name: item.name)) { [onEvent] count in
        onEvent(.read(bytes: count))
      }
      reading = reader.read(
        source, name: item.name, number: UInt32(truncatingIfNeeded: item.number), into: extractor)
    } catch {
      extractor.report(
        InputError(
          .unreadable, input: item.name, problem: "cannot \(error.operation.rawValue): \(error.errno)"))
    }
    finish(item, ReadingOutcome(reading: reading, problems: extractor.takeProblems()))
  }

  /// Reads a part; false when the file has to be read again, without parts.
  private func read(
    _ part: InputPart, with reader: DumpReader, into extractor: CallExtractor
  ) -> Bool {
    let item = part.input.item
    extractor.inputName = item.name
    // What is behind the part counts as the next one's.
    var rest = part.range
    let source = CountingSource(PartSource(part)) { [onEvent] count in
      let told = rest.clamped(to: rest.lowerBound..<rest.lowerBound + Int64(count))
      rest = told.upperBound..<rest.upperBound
      if !told.isEmpty { onEvent(.read(bytes: told.count)) }
    }
    let reading = reader.read(
      part.dumpPart, source, name: item.name, number: UInt32(truncatingIfNeeded: item.number), into: extractor
    )
    let outcome = ReadingOutcome(reading: reading, problems: extractor.takeProblems())
    switch part.finish(outcome) {
    case .waiting: return true
    case .notInParts: return false
    case .whole(let outcome):
      finish(item, outcome)
      return true
    }
  }

  private func finish(_ item: InputQueue.Item, _ outcome: ReadingOutcome) {
    let (reading, problems) = (outcome.reading, outcome.problems.all)
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
      severity: severity, input: error.input, offset: error.offset, compressedOffset: error.compressedOffset,
      text: error.problem)
  }
}
