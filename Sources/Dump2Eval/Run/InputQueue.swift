internal import FileIO
internal import SystemPackage
internal import TraceReader

/// The inputs of a run one by one: folders are walked while files are read.
struct InputQueue: ~Copyable {
  /// One file or stream to read.
  struct Item {
    /// Counts from 0 in the order of the command line and, within a folder, of names.
    let number: Int
    let name: String
    let path: FilePath?
    /// Bytes on disk; nil for what is no file.
    let size: Int64?

    /// The number as references carry it.
    var reference: UInt32 { UInt32(truncatingIfNeeded: number) }
  }

  private var inputs: ArraySlice<DumpInput>
  private var walk: FolderWalk?
  /// The folder that is being walked, until something is found in it.
  private var emptyFolder: FilePath?
  private var count = 0
  /// Folders that cannot be listed and names that do not exist, with the number they would have had.
  private(set) var problems: [(number: Int, problem: InputError)] = []

  init(_ inputs: [DumpInput]) {
    self.inputs = inputs[...]
  }

  mutating func next() -> Item? {
    while true {
      if let path = nextOfFolder() { return item(path) }
      walk = nil
      if let folder = emptyFolder.take() { noteEmpty(folder) }
      guard let input = inputs.popFirst() else { return nil }
      guard case .path(let path) = input.place else {
        defer { count += 1 }
        return Item(number: count, name: "-", path: nil, size: nil)
      }
      do throws(FileIOError) {
        switch try PathKind(of: path) {
        case .file, .stream: return item(path)
        case .folder:
          walk = FolderWalk(path)
          emptyFolder = path
        case .missing: note(FileIOError(.open, path, .noSuchFileOrDirectory))
        case .other: note(FileIOError(.open, path, .notSupported))
        }
      } catch {
        note(error)
      }
    }
  }

  private mutating func nextOfFolder() -> FilePath? {
    guard walk != nil else { return nil }
    var errors: [FileIOError] = []
    let path = walk?.next { errors.append($0) }
    for error in errors { note(error) }
    if path != nil || !errors.isEmpty { emptyFolder = nil }
    return path
  }

  private mutating func item(_ path: FilePath) -> Item {
    defer { count += 1 }
    return Item(number: count, name: path.printable, path: path, size: PathKind.fileSize(of: path))
  }

  private mutating func noteEmpty(_ folder: FilePath) {
    problems.append(
      (
        count,
        InputError(
          .notice, input: folder.printable,
          problem: "expected files, found none (names that begin with a dot are skipped)")
      ))
  }

  private mutating func note(_ error: FileIOError) {
    problems.append(
      (
        count,
        InputError(
          .unreadable, input: error.path, problem: "cannot \(error.operation.rawValue): \(error.errno)")
      ))
  }
}
