internal import ExternalSort
internal import FileIO
internal import SystemPackage
internal import TraceReader

/// Reads pieces of traces once more whose datasets were made too early, since there is more of the trace somewhere.
final class TraceRereader {
  private let paths: [UInt32: FilePath]
  private let options: ConversionOptions
  private let folder: TemporaryFolder
  /// Inputs that are not what they were.
  private(set) var problems: [InputError] = []

  /// `paths` are those of the inputs that receipts name.
  init(_ paths: [UInt32: FilePath], _ options: ConversionOptions, folder: TemporaryFolder) {
    self.paths = paths
    self.options = options
    self.folder = folder
  }

  private var memoryLimit: Int { options.memory / 8 }

  /// For the records of one trace.
  func makeSorter() -> ExternalSorter { ExternalSorter(memoryLimit: memoryLimit, folder: folder) }

  func sort(_ sorter: consuming ExternalSorter) throws(FileIOError) -> SortedRecords {
    try SortedRecords(merging: [sorter.finish()], memoryLimit: memoryLimit, folder: folder)
  }

  /// Adds the records of a piece of a trace.
  func read(_ receipt: TraceReceipt, of trace: [UInt8], into sorter: inout ExternalSorter) throws(FileIOError)
  {
    let extractor = CallExtractor(memoryLimit: memoryLimit, folder: folder)
    read(receipt.place, into: extractor)
    var calls = 0
    var records = try SortedRecords(merging: [extractor.finish()], memoryLimit: memoryLimit, folder: folder)
    while try records.advance() {
      try records.withRecord { (key, payload) throws(FileIOError) in
        guard RecordKey.isOfTrace(key, trace) else { return }
        if RecordKey.split(key)?.kind == .call { calls += 1 }
        try sorter.append(key: key, payload: payload)
      }
    }
    if calls != receipt.calls.count {
      problem(
        receipt.place,
        "expected \(receipt.calls.count) calls that were there before, found \(calls): the file was changed meanwhile"
      )
    }
  }

  private func read(_ place: TraceReceipt.Place, into extractor: CallExtractor) {
    guard let path = paths[place.input] else { return }
    do throws(FileIOError) {
      guard let file = SharedFile(try InputFile(opening: path)) else { return }
      let reader = DumpReader(markers: DialectRegistry.markers, maximumSpanSize: options.maximumCallSize)
      reader.read(
        traceAt: place.range.lowerBound,
        SharedFileSource(
          file, name: path.printable, from: place.range.lowerBound, to: place.range.upperBound),
        name: path.printable, number: place.input, into: extractor)
    } catch {
      problem(place, "cannot \(error.operation.rawValue) once more: \(error.errno)")
    }
  }

  private func problem(_ place: TraceReceipt.Place, _ text: String) {
    problems.append(
      InputError(
        .damage, input: paths[place.input]?.printable ?? "-", offset: place.range.lowerBound, problem: text))
  }
}
