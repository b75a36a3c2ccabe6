package import SystemPackage

/// What a path that a user gave leads to, through symbolic links.
package enum PathKind: Sendable {
  /// A regular file.
  case file
  /// A folder.
  case folder
  /// A pipe or device: readable once, from front to back.
  case stream
  /// Something that cannot be opened for reading, such as a socket.
  case other
  /// Nothing: no such name, or a link that points nowhere.
  case missing

  /// Looks at what is there.
  ///
  /// - Throws: When it cannot be seen, such as in a folder that may not be searched.
  package init(of path: FilePath) throws(FileIOError) {
    do {
      self =
        switch try SystemCalls.status(path).kind {
        case .file: .file
        case .folder: .folder
        case .stream: .stream
        case .link, .other: .other
        }
    } catch {
      guard error == .noSuchFileOrDirectory else { throw FileIOError(.inspect, path, error) }
      self = .missing
    }
  }

  /// Bytes of a regular file; nil for anything else, and for what cannot be seen.
  package static func fileSize(of path: FilePath) -> Int64? {
    guard let status = try? SystemCalls.status(path), status.kind == .file else { return nil }
    return status.size
  }
}
