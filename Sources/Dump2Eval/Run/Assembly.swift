internal import ExternalSort
internal import FileIO
internal import SystemPackage

/// The second half of a conversion: makes datasets of sorted records, trace by trace.
struct Assembly: ~Copyable {
  private let options: ConversionOptions
  private let writer: any DatasetWriting
  private let builder: CaseBuilder
  private var output: Output
  private var bytes = OutputBytes()

  /// Where datasets go.
  private enum Output: ~Copyable {
    case folder(DatasetFolder)
    case stream(BufferedWriter, isFirst: Bool)
    case nowhere
  }

  /// Pieces of a dataset are handed on when they are larger than this.
  private static let pieceSize = 256 << 10

  init(_ options: ConversionOptions, _ builder: CaseBuilder) throws(FileIOError) {
    self.options = options
    self.builder = builder
    writer = options.format.writer(options.output)
    if options.dryRun {
      output = .nowhere
    } else {
      switch options.destination {
      case .folder(let path):
        output = .folder(try DatasetFolder(FilePath(path), replacing: options.force))
      case .standardOutput:
        output = .stream(BufferedWriter.standardOutput(), isFirst: true)
      }
    }
  }

  /// Writes a dataset for each trace that has something to export.
  mutating func run(_ traces: inout ChosenTraces, into summary: inout Summary) throws(FileIOError) {
    var missing = options.selection.traceIDs
    while let trace = try traces.next() {
      summary.count(trace)
      let cases = trace.calls.filter { $0.status == .exportable }
      guard !cases.isEmpty else { continue }
      missing.remove(trace.canonicalID)
      try write(cases, of: trace, &traces, &summary)
    }
    summary.duplicateSpans = traces.duplicateSpans
    summary.removedCalls = traces.removed
    summary.folds = traces.foldCounts
    summary.traceIDsWithoutCases = missing.sorted()
    if case .stream(var stream, let isFirst) = takeOutput() {
      try stream.flush()
      output = .stream(stream, isFirst: isFirst)
    }
  }

  /// The output, to be put back: what owns a descriptor cannot be lent out of `self` while `self` is at work.
  private mutating func takeOutput() -> Output {
    var taken = Output.nowhere
    swap(&taken, &output)
    return taken
  }

  private mutating func write(
    _ cases: [GroupedCall], of trace: GroupedTrace, _ traces: inout ChosenTraces, _ summary: inout Summary
  ) throws(FileIOError) {
    let named = cases.first { $0.call.model != nil }
    let header = DatasetHeader(
      traceID: trace.id, exportedAt: options.exportedAt, model: named?.call.model ?? "unknown",
      provider: named?.call.provider ?? "unknown")
    switch takeOutput() {
    case .nowhere: break
    case .folder(let folder):
      let name = DatasetFileName.make(traceID: trace.id, fileExtension: writer.fileExtension)
      let outcome = try folder.write(name) { (take) throws(FileIOError) in
        try produce(header, cases, &traces, take)
      }
      output = .folder(folder)
      switch outcome {
      case .new: summary.newDatasets += 1
      case .unchanged: summary.unchangedDatasets += 1
      case .kept: summary.keptDatasets += 1
      case .replaced: summary.replacedDatasets += 1
      }
    case .stream(var stream, let isFirst):
      if !isFirst { try stream.write(writer.separator.description) }
      try produce(header, cases, &traces) { (bytes) throws(FileIOError) in
        try unsafe stream.write(bytes.span.bytes)
      }
      output = .stream(stream, isFirst: false)
      summary.newDatasets += 1
    }
  }

  private mutating func produce(
    _ header: DatasetHeader, _ cases: [GroupedCall], _ traces: inout ChosenTraces,
    _ take: (borrowing [UInt8]) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    bytes.removeAll()
    writer.begin(header, into: &bytes)
    for (position, grouped) in cases.enumerated() {
      let call = try traces.call(grouped)
      guard let evalCase = builder.makeCase(of: call, number: position + 1) else { continue }
      writer.write(evalCase, into: &bytes)
      guard bytes.count > Self.pieceSize else { continue }
      try take(bytes.bytes)
      bytes.removeAll()
    }
    writer.end(into: &bytes)
    try take(bytes.bytes)
  }
}
