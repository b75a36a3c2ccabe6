internal import ExternalSort
internal import FileIO
internal import SystemPackage
internal import TraceReader

/// Reads pieces of traces once more whose datasets were made too early, since there is more of the trace somewhere.
final class TraceRereader {
  private let paths: [UInt32: FilePath]
  private let kept: [KeptPieces]
  private let options: ConversionOptions
  private let folder: TemporaryFolder
  private var noted: Set<UInt32> = []
  /// Inputs that are not what they were.
  private(set) var problems: [InputError] = []

  /// `paths` are those of the inputs that receipts name, and `kept` what is left of others, by number.
  init(
    _ paths: [UInt32: FilePath], _ kept: [KeptPieces], _ options: ConversionOptions, folder: TemporaryFolder
  ) {
    self.paths = paths
    self.kept = kept
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
  func read(
    _ receipt: TraceReceipt, of trace: [UInt8], into sorter: inout ExternalSorter
  ) throws(FileIOError) {
    switch receipt.place {
    case .kept(let number, let handle):
      if kept.indices.contains(number) { try kept[number].read(handle, into: &sorter) }
    case .input(let number, let range):
      let calls = try read(range, of: number, trace, into: &sorter)
      guard calls != receipt.calls else { return }
      note(
        number, range,
        "expected \(receipt.calls) calls that were there before, found \(calls): the file was changed meanwhile"
      )
    }
  }

  /// - Returns: How many calls the object holds.
  private func read(
    _ range: Range<Int64>, of input: UInt32, _ trace: [UInt8], into sorter: inout ExternalSorter
  ) throws(FileIOError) -> Int {
    let extractor = CallExtractor(memoryLimit: memoryLimit, folder: folder)
    read(range, of: input, into: extractor)
    var calls = 0
    var records = try SortedRecords(merging: [extractor.finish()], memoryLimit: memoryLimit, folder: folder)
    while try records.advance() {
      try records.withRecord { (key, payload) throws(FileIOError) in
        guard RecordKey.isOfTrace(key, trace) else { return }
        if RecordKey.split(key)?.kind == .call { calls += 1 }
        try sorter.append(key: key, payload: payload)
      }
    }
    return calls
  }

  private func read(_ range: Range<Int64>, of input: UInt32, into extractor: CallExtractor) {
    guard let path = paths[input] else { return }
    do throws(FileIOError) {
      guard let file = SharedFile(try InputFile(opening: path)) else { return }
      let reader = DumpReader(markers: DialectRegistry.markers, maximumSpanSize: options.maximumCallSize)
      reader.read(
        traceAt: range.lowerBound,
        SharedFileSource(file, name: path.printable, from: range.lowerBound, to: range.upperBound),
        name: path.printable, number: input, into: extractor)
    } catch {
      note(input, range, "cannot \(error.operation.rawValue) once more: \(error.errno)")
    }
  }

  /// Once for each input: what is wrong with one piece is wrong with others.
  private func note(_ input: UInt32, _ range: Range<Int64>, _ text: String) {
    guard noted.insert(input).inserted else { return }
    problems.append(
      InputError(.damage, input: paths[input]?.printable ?? "-", offset: range.lowerBound, problem: text))
  }
}
