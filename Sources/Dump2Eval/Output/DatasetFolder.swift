// Unsafe code: reads into buffers of its own, within their capacity, and compares what is lent for the call.

internal import FileIO
internal import SystemPackage

/// The folder that datasets are written to: each appears whole or not at all, and none is overwritten unless asked for.
///
/// May be used by several threads.
final class DatasetFolder: Sendable {
  /// What became of a dataset.
  enum Outcome: UInt8 {
    case new, unchanged, kept, replaced
    /// A folder or link has the name: a person's doing, so it is neither followed nor replaced.
    case blocked
  }

  private let folder: OutputFolder
  private let replaces: Bool
  /// What is there is looked at before a dataset is made, unless the folder was empty.
  private let looksFirst: Bool

  /// Opens the folder, makes it where it is missing, and removes what killed runs have left in it.
  init(_ path: FilePath, replacing: Bool) throws(FileIOError) {
    let folder = try OutputFolder(makingIfMissing: path)
    looksFirst = try folder.removeStaleTemporaries().hasOthers || replacing
    self.folder = folder
    replaces = replacing
  }

  /// Writes a dataset, or finds out that it is there already. `produce` gives the dataset's bytes piece by piece to its
  /// argument, and may be called twice.
  func write(
    _ name: String, _ produce: ((RawSpan) throws(FileIOError) -> Void) throws(FileIOError) -> Void
  ) throws(FileIOError) -> Outcome {
    try commit(try stage(name, produce), as: name)
  }

  /// The same, up to giving the dataset its name. Several threads may do so at the same time.
  func stage(
    _ name: String, _ produce: ((RawSpan) throws(FileIOError) -> Void) throws(FileIOError) -> Void
  ) throws(FileIOError) -> StagedDataset {
    var isReplacement = false
    if looksFirst, let outcome = try outcome(beside: name, produce) {
      guard outcome == .replaced else { return .decided(outcome) }
      isReplacement = true
    }
    var file = try folder.makeTemporary()
    try produce { (bytes) throws(FileIOError) in try file.write(bytes) }
    return .waiting(try file.setAside(), isReplacement: isReplacement)
  }

  /// Gives a dataset its name, unless somebody else has made one of that name meanwhile.
  func commit(_ dataset: StagedDataset, as name: String) throws(FileIOError) -> Outcome {
    switch dataset {
    case .decided(let outcome): outcome
    case .waiting(let file, let isReplacement): try commit(file, as: name, isReplacement: isReplacement)
    }
  }

  private func commit(
    _ file: StagedFile, as name: String, isReplacement: Bool
  ) throws(FileIOError) -> Outcome {
    while true {
      if try folder.commit(file, as: name, replacing: replaces) { return isReplacement ? .replaced : .new }
      let outcome = try outcome(beside: name) { (take) throws(FileIOError) in
        try Self.read(try folder.open(file), take)
      }
      guard let outcome else { continue }
      folder.discard(file)
      return outcome
    }
  }

  /// Removes a dataset that waits for its name.
  func discard(_ dataset: StagedDataset) {
    if case .waiting(let file, _) = dataset { folder.discard(file) }
  }

  /// What becomes of a dataset because of what is there under its name: it is replaced, or stays; nil when nothing is
  /// there.
  private func outcome(
    beside name: String, _ produce: ((RawSpan) throws(FileIOError) -> Void) throws(FileIOError) -> Void
  ) throws(FileIOError) -> Outcome? {
    switch try folder.existing(name) {
    case .missing: return nil
    case .other: return .blocked
    // Whatever is in it, it is somebody's.
    case .unreadable: return replaces ? .replaced : .kept
    case .file(let file):
      var comparison = DatasetComparison(file)
      try produce { (bytes) throws(FileIOError) in try comparison.take(bytes) }
      if try comparison.isEqual() { return .unchanged }
      return replaces ? .replaced : .kept
    }
  }

  private static func read(
    _ file: borrowing InputFile, _ take: (RawSpan) throws(FileIOError) -> Void
  ) throws(FileIOError) {
    var buffer = ByteBuffer(capacity: 64 << 10)
    while true {
      let count = try unsafe file.read(into: buffer.mutableBytes(0..<buffer.capacity))
      guard count > 0 else { return }
      try unsafe take(buffer.bytes(0..<count).bytes)
    }
  }

  /// Leaves nothing in the folder but what was written.
  func close() { folder.removeTemporaries() }

  /// Writes a file beside the datasets that is always the same, such as a module that they need.
  func writeCompanion(_ companion: CompanionFile) throws(FileIOError) {
    _ = try write(companion.name) { (take) throws(FileIOError) in
      try unsafe take(Array(companion.text.utf8).span.bytes)
    }
  }
}

/// Compares a dataset with a file piece by piece. The time of export is no difference: it is what changes from run to run.
private struct DatasetComparison: ~Copyable {
  private let file: InputFile
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private var isSame = true
  /// Only the first piece holds the header.
  private var isHeader = true

  init(_ file: consuming InputFile) { self.file = file }

  mutating func take(_ bytes: RawSpan) throws(FileIOError) {
    var position = 0
    while isSame, position < bytes.byteCount {
      let count = try read(min(buffer.count, bytes.byteCount - position))
      guard count > 0 else {
        isSame = false
        return
      }
      let piece = bytes.extracting(position..<position + count)
      isSame = unsafe piece.withUnsafeBytes { unsafe $0.elementsEqual(buffer[..<count]) }
      if isHeader, !isSame {
        var wanted = unsafe piece.withUnsafeBytes { unsafe Array($0) }
        var found = Array(buffer[..<count])
        Self.maskTime(in: &wanted)
        Self.maskTime(in: &found)
        isSame = wanted == found
      }
      isHeader = false
      position += count
    }
  }

  /// To be asked when all pieces were taken.
  mutating func isEqual() throws(FileIOError) -> Bool {
    guard isSame else { return false }
    return try read(1) == 0
  }

  private mutating func read(_ count: Int) throws(FileIOError) -> Int {
    var filled = 0
    while filled < count {
      let result = unsafe buffer.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<count])
        return Result { () throws(FileIOError) in try unsafe file.read(into: rest) }
      }
      let more = try result.get()
      if more == 0 { break }
      filled += more
    }
    return filled
  }

  /// Blanks out the digits behind `exported_at: "`.
  private static func maskTime(in bytes: inout [UInt8]) {
    let label = Array("\n  exported_at: \"".utf8)
    guard bytes.count > label.count else { return }
    for start in 0..<min(bytes.count - label.count, 4096) where bytes[start] == label[0] {
      guard bytes[start..<start + label.count].elementsEqual(label) else { continue }
      var position = start + label.count
      while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != 0x0A {
        bytes[position] = UInt8(ascii: "0")
        position += 1
      }
      return
    }
  }
}
