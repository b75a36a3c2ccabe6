internal import ExternalSort
internal import FileIO
internal import SystemPackage

/// A conversion of dumps to datasets: the library's form of the command's main job.
///
/// Reading runs on as many workers as `ConversionOptions.jobs` says; the result does not depend on their number, on the
/// memory limit, or on the order or division of the inputs. This is the only file with concurrency.
public struct Conversion: Sendable {
  private let options: ConversionOptions

  public init(_ options: ConversionOptions) {
    self.options = options
  }

  /// Runs the conversion; `onEvent` is called on the workers' threads. Throws an `OutputError` when datasets or spilled
  /// records cannot be written; what is wrong with inputs is not thrown but told in the summary.
  public func run(onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }) async throws -> Summary {
    do {
      let clock = ContinuousClock()
      let start = clock.now
      var summary = try await convert(onEvent)
      summary.seconds = (clock.now - start) / .seconds(1)
      return summary
    } catch let error as FileIOError {
      throw OutputError(error)
    }
  }

  private func convert(_ onEvent: @escaping @Sendable (RunEvent) -> Void) async throws -> Summary {
    let folder = options.temporaryFolder.map { TemporaryFolder(FilePath($0)) } ?? .standard()
    // Opened first: a folder that cannot be written to is found out before gigabytes are read.
    let builder = CaseBuilder(options.assertions)
    var assembly = try Assembly(options, builder)
    let extraction = Extraction(options, folder: folder, onEvent: onEvent)
    let workers = max(1, options.jobs)
    // The last quarter is the spool's, when traces are put together.
    let sorting = options.memory / 4 * 3
    let runs = try await withThrowingTaskGroup(of: SortedRuns.self) { group in
      for _ in 0..<workers {
        group.addTask { try extraction.work(memoryLimit: sorting / workers) }
      }
      var runs: [SortedRuns] = []
      for try await run in group { runs.append(run) }
      return runs
    }
    var summary = Summary()
    extraction.finish(into: &summary)
    let records = try SortedRecords(merging: runs, memoryLimit: options.memory, folder: folder)
    summary.spilledBytes = records.spilledBytes
    let grouper = try TraceGrouper(
      records, memoryLimit: options.memory / 4, folder: folder, includeFailed: options.selection.includeFailed
    )
    var traces = try ChosenTraces(
      grouper, options.selection, builder, memoryLimit: options.memory / 8, folder: folder)
    try assembly.run(&traces, into: &summary)
    return summary
  }
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
