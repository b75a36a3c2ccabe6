package import SystemPackage

/// Where private files are put while a run lasts. Nothing in it ever has a name for longer than an instant,
/// so that also a killed run leaves nothing behind.
package struct TemporaryFolder: Sendable {
  package let path: FilePath

  /// Costs nothing: the folder is first looked at when a file is made in it.
  package init(_ path: FilePath) {
    self.path = path
  }

  /// The folder that the environment names in `TMPDIR`, else `/tmp`.
  package static func standard() -> TemporaryFolder {
    guard let path = SystemCalls.environment("TMPDIR"), !path.isEmpty else { return TemporaryFolder("/tmp") }
    return TemporaryFolder(path)
  }

  /// Makes an empty file that only this process can reach.
  package func makeSpillFile() throws(FileIOError) -> SpillFile {
    let path = self.path
    return SpillFile(try attempting(.makeFile, path) { () throws(Errno) in try open() }, folder: path)
  }

  private func open() throws(Errno) -> Descriptor {
    #if os(Linux)
      do {
        return try SystemCalls.open(path, .nameless)
      } catch {
        // File systems without nameless files say the first; old kernels take the call for one on the folder.
        guard error == .notSupportedOnSocket || error == .isDirectory || error == .invalidArgument else {
          throw error
        }
      }
    #endif
    let folder = try SystemCalls.open(path, .folder)
    while true {
      let name = TemporaryName.next()
      do {
        let file = try SystemCalls.open(name, in: folder, .new)
        try SystemCalls.unlink(name, in: folder)
        return file
      } catch {
        if error != .fileExists { throw error }
      }
    }
  }
}
