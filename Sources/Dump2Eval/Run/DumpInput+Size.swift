internal import FileIO
internal import SystemPackage

extension DumpInput {
  /// Bytes of all files that these inputs name, as they lie on the disk; nil when one of them is a pipe, whose end nobody
  /// knows. Looks at every file below every folder, so it takes a moment for thousands.
  public static func totalSize(of inputs: [DumpInput]) -> Int64? {
    var total: Int64 = 0
    for input in inputs {
      guard case .path(let path) = input.place, let kind = try? PathKind(of: path) else { return nil }
      switch kind {
      case .file: total += size(of: path)
      case .folder:
        var walk = FolderWalk(path)
        while let file = walk.next(onError: { _ in }) { total += size(of: file) }
      case .stream, .other: return nil
      case .missing: continue
      }
    }
    return total
  }

  private static func size(of path: FilePath) -> Int64 {
    guard let file = try? InputFile(opening: path) else { return 0 }
    return file.size ?? 0
  }
}
