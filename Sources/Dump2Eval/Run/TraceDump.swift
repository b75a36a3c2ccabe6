internal import FileIO
internal import SystemPackage

/// A dump as a library sees it: traces with their LLM calls, one at a time.
///
/// ```swift
/// let dump = TraceDump("dumps/")
/// if let trace = try await dump.trace("abc123def456"), let dataset = EvalDataset(trace) {
///   print(dataset.yaml())
/// }
/// ```
///
/// Memory is that of the options and of the largest trace, however large the dump is.
public struct TraceDump: Sendable {
  /// What is read, which of it is wanted, and what the reading may use; what concerns output counts for
  /// ``export(_:to:)`` only.
  public var options: ConversionOptions

  /// The traces in files, or in all files below folders; `-` is standard input.
  public init(_ paths: String...) {
    self.init(ConversionOptions(inputs: paths.map { DumpInput($0) }, exportedAt: .now))
  }

  /// The traces that a conversion with these options reads.
  public init(_ options: ConversionOptions) {
    self.options = options
  }

  /// Gives all traces that hold an LLM call, in the order of their ids.
  ///
  /// - Parameters:
  ///   - onEvent: Is told events on the workers' threads.
  ///   - body: Is called for one trace after the other; what it throws ends the walk.
  /// - Returns: What was read. What is wrong with inputs is told here and not thrown.
  /// - Throws: `OutputError` when spilled records cannot be written, and what `body` throws.
  @discardableResult
  public func forEachTrace(
    onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }, _ body: (RecordedTrace) throws -> Void
  ) async throws -> Summary {
    let conversion = Conversion(options)
    return try await conversion.reportingOutputErrors {
      var summary = Summary()
      var traces = try await conversion.read(CaseBuilder(options.assertions), onEvent, into: &summary)
      while let trace = try traces.next() {
        summary.count(trace, onEvent)
        guard !trace.calls.isEmpty else { continue }
        var calls: [RecordedTrace.Call] = []
        for grouped in trace.calls {
          calls.append(RecordedTrace.Call(call: try traces.withCall(grouped) { $0 }, status: grouped.status))
        }
        try body(RecordedTrace(id: trace.id, calls: calls))
      }
      summary.finish(traces, onEvent)
      return summary
    }
  }

  /// The trace with an id, in any spelling that dumps use; nil when the dump has no LLM call in it.
  ///
  /// - Parameter id: As in the dump or in a dataset's name.
  /// - Returns: The trace, with all of its calls.
  /// - Throws: As ``forEachTrace(onEvent:_:)``.
  public func trace(_ id: String) async throws -> RecordedTrace? {
    var found: RecordedTrace?
    var dump = self
    dump.options.selection = Selection()
    dump.options.selection.includeFailed = options.selection.includeFailed
    dump.options.selection.restrict(toTraceIDs: [id])
    try await dump.forEachTrace { trace in
      if !trace.calls.allSatisfy({ $0.status == .filtered }) { found = trace }
    }
    return found
  }

  /// Writes the dataset of one trace, as the command does: atomically, and never over one that differs unless
  /// the options force it.
  ///
  /// - Parameters:
  ///   - id: In any spelling that dumps use.
  ///   - folder: Is made when it is missing.
  /// - Returns: The path of the dataset, or of the one that is there and stays; nil when the trace has nothing to export,
  ///   and when the options ask for a dry run.
  /// - Throws: `OutputError` when it cannot be written, also since something else than a file has its name.
  public func export(_ id: String, to folder: String) async throws -> String? {
    guard !options.dryRun, let trace = try await trace(id),
      let dataset = EvalDataset(
        trace, exportedAt: options.exportedAt, assertions: options.assertions, redaction: options.redaction)
    else { return nil }
    var options = options
    options.destination = .folder(folder)
    let format = options.formats.first ?? .toadEval
    return try await Conversion(options).reportingOutputErrors {
      let output = try DatasetOutput(format, options, subfolder: false)
      try output.write(dataset.header, count: dataset.cases.count, size: 0) { dataset.cases[$0] }
      let path =
        (folder.hasSuffix("/") ? folder : folder + "/")
        + DatasetFileName.make(traceID: trace.id, fileExtension: output.writer.fileExtension)
      guard try output.finish()[.blocked] == nil else {
        throw FileIOError(.write, FilePath(path), .fileExists)
      }
      return path
    }
  }
}

/// A trace as it was recorded: its LLM calls by start time.
public struct RecordedTrace: Sendable, Equatable {
  /// A call, and what becomes of it.
  public struct Call: Sendable, Equatable {
    public let call: LLMCall
    /// `exportable`, or why it is not.
    public let status: CallStatus
  }

  /// Lower-case hex where the dump has a known form of id.
  public let id: String
  public let calls: [Call]
}

extension EvalDataset {
  /// The dataset of a trace; nil when none of its calls can be exported.
  public init?(
    _ trace: RecordedTrace, exportedAt: UTCTime = .now, assertions: AssertionOptions = AssertionOptions(),
    redaction: RedactionOptions = RedactionOptions()
  ) {
    let builder = CaseBuilder(assertions, redaction)
    let calls = trace.calls.filter { $0.status == .exportable }.map(\.call)
    var cases: [EvalCase] = []
    for call in calls {
      if let made = builder.makeCase(of: call, number: cases.count + 1) { cases.append(made) }
    }
    guard !cases.isEmpty else { return nil }
    let named = calls.first { $0.model != nil }
    self.init(
      header: DatasetHeader(
        traceID: trace.id, exportedAt: exportedAt, model: named?.model ?? "unknown",
        provider: named?.provider ?? "unknown"),
      cases: cases)
  }
}
