internal import ExternalSort
internal import FileIO
internal import Synchronization
internal import TraceReader

extension Extraction {
  /// What a worker has read: inputs as a whole, or one part of an input.
  struct WorkerRuns: Sendable {
    let runs: SortedRuns
    let part: InputPart?

    /// Whether it belongs to the result; known when all workers are done.
    var isStanding: Bool { part?.isStanding ?? true }
  }

  /// An extractor, with the thread that it may work on.
  private final class Target {
    let extractor: CallExtractor
    private var behind: ExtractBehind?

    init(memoryLimit: Int, folder: TemporaryFolder, early: EarlyDatasets?) {
      extractor = CallExtractor(memoryLimit: memoryLimit, folder: folder, early: early)
    }

    deinit { behind?.end() }

    /// Lets `body` read; everything is taken when this returns.
    func take(isRelaying: Bool, _ body: (any TraceSink) -> DumpReading) -> DumpReading {
      guard isRelaying else { return body(extractor) }
      // References of an input that was read without the thread.
      extractor.forgetReferences()
      let behind = behind ?? ExtractBehind(extractor)
      self.behind = behind
      defer { behind.settle() }
      return body(behind)
    }
  }

  /// Reads until there is no more. One call for each worker, on its own thread.
  func work(memoryLimit: Int) throws(FileIOError) -> [WorkerRuns] {
    let reader = DumpReader(markers: DialectRegistry.markers, maximumSpanSize: options.maximumCallSize)
    let early = makeEarlyDatasets(memoryLimit: memoryLimit / 8)
    let whole = Target(memoryLimit: memoryLimit, folder: folder, early: early)
    var parts: [(part: InputPart, target: Target)] = []
    var last = whole
    reading: while last.extractor.failure == nil, let work = queue.withLock({ $0.next() }) {
      let active = readers.add(1, ordering: .relaxed).newValue
      defer { readers.subtract(1, ordering: .relaxed) }
      // Of a worker's extractors one at a time holds memory.
      switch work {
      case .input(let item):
        if last !== whole { last.extractor.putAside() }
        guard last.extractor.failure == nil else { break reading }
        last = whole
        // With fewer inputs than workers there is a processor for the second half of a worker's work.
        read(item, with: reader, into: whole, isRelaying: active * 2 <= options.jobs)
      case .part(let part):
        last.extractor.putAside()
        guard last.extractor.failure == nil else { break reading }
        // A part may turn out to be of no use, so its records are kept apart; all parts of a file together take no more
        // than a worker or two.
        last = Target(memoryLimit: memoryLimit / 2, folder: folder, early: early)
        parts.append((part, last))
        if read(part, with: reader, into: last, isRelaying: part.input.all.count * 2 <= options.jobs) {
          continue
        }
        last.extractor.putAside()
        guard last.extractor.failure == nil else { break reading }
        last = whole
        read(part.input.item, with: reader, into: whole, isRelaying: false)
      }
    }
    var runs = [WorkerRuns(runs: try whole.extractor.finish(), part: nil)]
    for (part, target) in parts {
      runs.append(WorkerRuns(runs: try target.extractor.finish(), part: part))
    }
    return runs
  }

  private func read(
    _ item: InputQueue.Item, with reader: DumpReader, into target: Target, isRelaying: Bool
  ) {
    var reading = DumpReading()
    let extractor = target.extractor
    extractor.inputName = item.name
    do throws(FileIOError) {
      let file =
        if let path = item.path { try InputFile(opening: path) } else { try InputFile.standardInput() }
      extractor.seekableInput = file.isRegularFile && item.path != nil ? item.reference : nil
      let source = CountingSource(FileSource(file, name: item.name)) { [onEvent] count in
        onEvent(.read(bytes: count))
      }
      reading = target.take(isRelaying: isRelaying) { sink in
        reader.read(source, name: item.name, number: item.reference, into: sink)
      }
    } catch {
      extractor.report(
        InputError(
          .unreadable, input: item.name, problem: "cannot \(error.operation.rawValue): \(error.errno)"))
    }
    notePath(of: item, in: extractor)
    finish(item, ReadingOutcome(reading: reading, problems: extractor.takeProblems()))
  }

  /// Reads a part; false when the file has to be read again, without parts.
  private func read(
    _ part: InputPart, with reader: DumpReader, into target: Target, isRelaying: Bool
  ) -> Bool {
    let item = part.input.item
    target.extractor.inputName = item.name
    target.extractor.seekableInput = item.reference
    // What is behind the part counts as the next one's.
    var rest = part.range
    let source = CountingSource(PartSource(part)) { [onEvent] count in
      let told = rest.clamped(to: rest.lowerBound..<rest.lowerBound + Int64(count))
      rest = told.upperBound..<rest.upperBound
      if !told.isEmpty { onEvent(.read(bytes: told.count)) }
    }
    let reading = target.take(isRelaying: isRelaying) { sink in
      reader.read(
        part.dumpPart, source, name: item.name, number: item.reference, into: sink)
    }
    notePath(of: item, in: target.extractor)
    let outcome = ReadingOutcome(reading: reading, problems: target.extractor.takeProblems())
    switch part.finish(outcome) {
    case .waiting: return true
    case .notInParts: return false
    case .whole(let outcome):
      finish(item, outcome)
      return true
    }
  }
}
