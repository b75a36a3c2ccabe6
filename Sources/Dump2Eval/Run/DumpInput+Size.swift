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
      case .file: total += PathKind.fileSize(of: path) ?? 0
      case .folder:
        var walk = FolderWalk(path)
        while let file = walk.next(onError: { _ in }) { total += PathKind.fileSize(of: file) ?? 0 }
      case .stream, .other: return nil
      case .missing: continue
      }
    }
    return total
  }
}
