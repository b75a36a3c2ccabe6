internal import FileIO
internal import SystemPackage

/// Where the datasets of one format go: a folder, standard output, or nowhere.
final class DatasetOutput {
  let writer: any DatasetWriting
  /// Where datasets can be made before it is known whether they are the right ones.
  let stage: DatasetStage?
  private let folder: WriteBehind?
  private var stream: BufferedWriter?
  private var streamed = 0
  private var bytes = OutputBytes()

  /// Pieces of a dataset are handed on when they are larger than this.
  fileprivate static let pieceSize = 256 << 10
  /// A dataset with more text than this is written piece by piece.
  private static let largeSize = 512 << 10

  /// The cases of a dataset, asked for one at a time, in order, and possibly all of them again.
  typealias Cases = (_ position: Int) throws(FileIOError) -> EvalCase?

  /// With `subfolder`, datasets go to a folder of the format's name in the destination.
  init(_ format: OutputFormat, _ options: ConversionOptions, subfolder: Bool) throws(FileIOError) {
    writer = format.writer(options.output)
    switch options.destination {
    case .folder(let path) where !options.dryRun:
      var path = FilePath(path)
      if subfolder {
        // The destination itself is checked too.
        _ = try OutputFolder(makingIfMissing: path)
        path.append(format.rawValue)
      }
      let folder = try DatasetFolder(path, replacing: options.force)
      if let companion = writer.companion { try folder.writeCompanion(companion) }
      self.folder = WriteBehind(folder)
      stage = DatasetStage(writer: writer, folder: folder)
    case .standardOutput where !options.dryRun:
      stream = BufferedWriter.standardOutput()
      folder = nil
      stage = nil
    default:
      folder = nil
      stage = nil
    }
  }

  deinit {
    folder?.close()
    // The thread may hold the folder longer than the process lasts.
    stage?.folder.close()
  }

  /// Writes a dataset, at the latest when `finish()` is called. `size` is about how many bytes of text its cases have.
  func write(
    _ header: DatasetHeader, count: Int, size: Int, _ cases: Cases
  ) throws(FileIOError) {
    if stream != nil {
      if streamed > 0 { try stream?.write(writer.separator.description) }
      streamed += 1
      return try writer.writePieces(header, count, cases, in: &bytes) { (bytes) throws(FileIOError) in
        try stream?.write(bytes)
      }
    }
    guard let folder else { return }
    let name = writer.fileName(of: header.traceID)
    if size > Self.largeSize {
      try folder.write(name) { (take) throws(FileIOError) in
        try writer.writePieces(header, count, cases, in: &bytes, take)
      }
    } else {
      try folder.add(name) { (bytes) throws(FileIOError) in
        try writer.append(header, count, cases, to: &bytes) { (_) throws(FileIOError) in }
      }
    }
  }

  /// Hands the last bytes to the system.
  ///
  /// - Returns: What became of the datasets; nothing when they go nowhere.
  func finish() throws(FileIOError) -> WriteBehind.Outcomes {
    try stream?.flush()
    if stream != nil { return [.new: streamed] }
    return try folder?.finish() ?? [:]
  }

  /// Gives a dataset its name that was made before, at the latest when `finish()` is called.
  func commit(_ dataset: StagedDataset, of traceID: String) throws(FileIOError) {
    try folder?.add(writer.fileName(of: traceID), dataset)
  }

  /// Removes a dataset that was made before.
  func discard(_ dataset: StagedDataset) { stage?.folder.discard(dataset) }
}

/// Makes datasets that get their names later, or never. Several threads may do so at the same time.
struct DatasetStage: Sendable {
  let writer: any DatasetWriting
  let folder: DatasetFolder

  /// Makes a dataset. The buffer is the thread's.
  func make(
    _ header: DatasetHeader, count: Int, in buffer: inout OutputBytes, _ cases: DatasetOutput.Cases
  ) throws(FileIOError) -> StagedDataset {
    try folder.stage(writer.fileName(of: header.traceID)) { (take) throws(FileIOError) in
      try writer.writePieces(header, count, cases, in: &buffer, take)
    }
  }
}

extension DatasetWriting {
  fileprivate func fileName(of traceID: String) -> String {
    DatasetFileName.make(traceID: traceID, fileExtension: fileExtension)
  }

  fileprivate func writePieces(
    _ header: DatasetHeader, _ count: Int, _ cases: DatasetOutput.Cases, in bytes: inout OutputBytes,
    _ take: (RawSpan) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    bytes.removeAll()
    try append(header, count, cases, to: &bytes) { (bytes) throws(FileIOError) in
      guard bytes.count > DatasetOutput.pieceSize else { return }
      try bytes.withBytes(take)
      bytes.removeAll()
    }
    try bytes.withBytes(take)
  }

  fileprivate func append(
    _ header: DatasetHeader, _ count: Int, _ cases: DatasetOutput.Cases, to bytes: inout OutputBytes,
    afterCase: (inout OutputBytes) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    begin(header, into: &bytes)
    for position in 0..<count {
      guard let evalCase = try cases(position) else { continue }
      write(evalCase, into: &bytes)
      try afterCase(&bytes)
    }
    end(into: &bytes)
  }
}
