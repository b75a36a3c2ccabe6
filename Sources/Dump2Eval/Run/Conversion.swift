internal import ExternalSort
internal import FileIO
internal import SystemPackage

/// A conversion of dumps to datasets: the library's form of the command's main job.
///
/// Reading runs on as many workers as `ConversionOptions.jobs` says; the result does not depend on their
/// number, on the memory limit, or on the order or division of the inputs.
public struct Conversion: Sendable {
  let options: ConversionOptions

  public init(_ options: ConversionOptions) {
    self.options = options
  }

  /// Runs the conversion. Events are told on the workers' threads.
  ///
  /// - Returns: What was read, chosen and written. What is wrong with inputs is told here and not thrown.
  /// - Throws: `OutputError` when datasets or spilled records cannot be written.
  public func run(onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }) async throws -> Summary {
    try await reportingOutputErrors {
      let start = ContinuousClock.now
      let builder = CaseBuilder(options.assertions, options.redaction)
      // Opened first: a folder that cannot be written to is found out before gigabytes are read.
      let assembly = try Assembly(options, builder)
      var summary = Summary()
      var traces = try await read(builder, stages: assembly.stages, onEvent, into: &summary)
      try assembly.run(&traces, into: &summary, onEvent: onEvent)
      summary.seconds = start.secondsToNow
      return summary
    }
  }

  /// Reads and groups as `run` does, and tells what is there instead of writing it: what would be exported,
  /// and why the rest would not.
  ///
  /// - Parameters:
  ///   - traceLimit: How many traces are listed one by one.
  ///   - onEvent: Is told events on the workers' threads.
  /// - Returns: What the dumps hold. What is wrong with inputs is told here and not thrown.
  /// - Throws: `OutputError` when spilled records cannot be written.
  public func inspect(
    traceLimit: Int = 1_000, onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> Inspection {
    try await reportingOutputErrors {
      let start = ContinuousClock.now
      var summary = Summary()
      let builder = CaseBuilder(options.assertions, options.redaction)
      var traces = try await read(builder, onEvent, into: &summary)
      var inspection = try InspectionBuilder(traceLimit: traceLimit, builder).run(
        &traces, into: summary, onEvent: onEvent)
      inspection.summary.seconds = start.secondsToNow
      return inspection
    }
  }

  /// Reads all inputs, and gives the traces as the user wants them. `stages` are where datasets may be made as soon as a trace
  /// has been read.
  func read(
    _ builder: CaseBuilder, stages: [DatasetStage] = [],
    _ onEvent: @escaping @Sendable (RunEvent) -> Void, into summary: inout Summary
  ) async throws -> ChosenTraces {
    let folder = options.temporaryFolder.map { TemporaryFolder(FilePath($0)) } ?? .standard()
    let extraction = Extraction(options, stages, folder: folder, onEvent: onEvent)
    let workers = max(1, options.jobs)
    // The last third is the spool's, when traces are put together.
    let sorting = options.memory / 3 * 2
    let runs = try await withThrowingTaskGroup(of: [Extraction.WorkerRuns].self) { group in
      for _ in 0..<workers {
        group.addTask { try extraction.work(memoryLimit: sorting / workers) }
      }
      var runs: [Extraction.WorkerRuns] = []
      for try await worker in group { runs += worker }
      return runs.filter(\.isStanding).map(\.runs)
    }
    extraction.finish(into: &summary)
    let records = try SortedRecords(merging: runs, memoryLimit: options.memory, folder: folder)
    summary.spilledBytes = records.spilledBytes + extraction.keptBytes
    let grouper = try TraceGrouper.begin(
      records, memoryLimit: options.memory / 4, folder: folder,
      includeFailed: options.selection.includeFailed,
      rereader: extraction.makeRereader())
    return try ChosenTraces.choose(
      from: grouper, options.selection, builder, memoryLimit: options.memory / 8, folder: folder)
  }

  func reportingOutputErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as FileIOError {
      throw OutputError(error)
    }
  }
}

extension ContinuousClock.Instant {
  fileprivate var secondsToNow: Double { (ContinuousClock.now - self) / .seconds(1) }
}

/// Datasets, or records that were put aside, could not be written.
public struct OutputError: Error, Sendable, CustomStringConvertible {
  /// One line: `evals: cannot write: No space left on device`.
  public let description: String
  /// Whoever read standard output has gone.
  public let isBrokenPipe: Bool

  init(_ error: FileIOError) {
    description = error.description
    isBrokenPipe = error.isBrokenPipe
  }
}
