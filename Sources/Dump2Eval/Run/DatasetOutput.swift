internal import FileIO
internal import SystemPackage

/// Where the datasets of one format go: a folder, standard output, or nowhere.
final class DatasetOutput {
  let writer: any DatasetWriting
  private let folder: WriteBehind?
  private var stream: BufferedWriter?
  private var streamed = 0
  private var bytes = OutputBytes()

  /// Pieces of a dataset are handed on when they are larger than this.
  private static let pieceSize = 256 << 10
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
    case .standardOutput where !options.dryRun:
      stream = BufferedWriter.standardOutput()
      folder = nil
    default:
      folder = nil
    }
  }

  deinit { folder?.close() }

  /// Writes a dataset, at the latest when `finish()` is called. `size` is about how many bytes of text its cases have.
  func write(
    _ header: DatasetHeader, count: Int, size: Int, _ cases: Cases
  ) throws(FileIOError) {
    if stream != nil {
      if streamed > 0 { try stream?.write(writer.separator.description) }
      streamed += 1
      return try writePieces(header, count, cases) { (bytes) throws(FileIOError) in
        try stream?.write(bytes)
      }
    }
    guard let folder else { return }
    let name = DatasetFileName.make(traceID: header.traceID, fileExtension: writer.fileExtension)
    if size > Self.largeSize {
      try folder.write(name) { (take) throws(FileIOError) in try writePieces(header, count, cases, take) }
    } else {
      try folder.add(name) { (bytes) throws(FileIOError) in
        try append(header, count, cases, to: &bytes) { (_) throws(FileIOError) in }
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

  private func writePieces(
    _ header: DatasetHeader, _ count: Int, _ cases: Cases,
    _ take: (RawSpan) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    var bytes = OutputBytes()
    swap(&bytes, &self.bytes)
    bytes.removeAll()
    try append(header, count, cases, to: &bytes) { (bytes) throws(FileIOError) in
      guard bytes.count > Self.pieceSize else { return }
      try bytes.withBytes(take)
      bytes.removeAll()
    }
    try bytes.withBytes(take)
    swap(&bytes, &self.bytes)
  }

  private func append(
    _ header: DatasetHeader, _ count: Int, _ cases: Cases, to bytes: inout OutputBytes,
    afterCase: (inout OutputBytes) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    writer.begin(header, into: &bytes)
    for position in 0..<count {
      guard let evalCase = try cases(position) else { continue }
      writer.write(evalCase, into: &bytes)
      try afterCase(&bytes)
    }
    writer.end(into: &bytes)
  }
}
