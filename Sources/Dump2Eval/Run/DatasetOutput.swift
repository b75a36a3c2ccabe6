internal import FileIO
internal import SystemPackage

/// Where the datasets of one format go: a folder, standard output, or nowhere.
final class DatasetOutput {
  let writer: any DatasetWriting
  private let folder: DatasetFolder?
  private var stream: BufferedWriter?
  private var isFirst = true
  private var bytes = OutputBytes()

  /// Pieces of a dataset are handed on when they are larger than this.
  private static let pieceSize = 256 << 10

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
      self.folder = consume folder
    case .standardOutput where !options.dryRun:
      stream = BufferedWriter.standardOutput()
      folder = nil
    default:
      folder = nil
    }
  }

  /// Writes a dataset; what became of it, or nil when datasets go nowhere.
  func write(
    _ header: DatasetHeader, count: Int, _ cases: Cases
  ) throws(FileIOError) -> DatasetFolder.Outcome? {
    if stream != nil {
      if !isFirst { try stream?.write(writer.separator.description) }
      isFirst = false
      try produce(header, count, cases) { (bytes) throws(FileIOError) in
        try stream?.write(bytes)
      }
      return .new
    }
    let name = DatasetFileName.make(traceID: header.traceID, fileExtension: writer.fileExtension)
    return try folder?.write(name) { (take) throws(FileIOError) in try produce(header, count, cases, take) }
  }

  /// Hands the last bytes to the system.
  func finish() throws(FileIOError) { try stream?.flush() }

  private func produce(
    _ header: DatasetHeader, _ count: Int, _ cases: Cases,
    _ take: (RawSpan) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    bytes.removeAll()
    writer.begin(header, into: &bytes)
    for position in 0..<count {
      guard let evalCase = try cases(position) else { continue }
      writer.write(evalCase, into: &bytes)
      guard bytes.count > Self.pieceSize else { continue }
      try bytes.withBytes(take)
      bytes.removeAll()
    }
    writer.end(into: &bytes)
    try bytes.withBytes(take)
  }
}
