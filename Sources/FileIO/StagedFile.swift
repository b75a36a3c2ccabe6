import SystemPackage

/// A whole file that waits for its name in its run's staging folder.
package struct StagedFile: Sendable, Hashable {
  package let name: String

  /// The file of this name, which was written down somewhere.
  package init(name: String) { self.name = name }
}

extension FolderHandle {
  func commit(_ file: StagedFile, as name: String, replacing: Bool) throws(FileIOError) -> Bool {
    try check(name)
    let staging = try staging()
    do {
      if replacing {
        try SystemCalls.rename(file.name, in: staging.descriptor, to: name, in: location.descriptor)
      } else {
        try moveWithoutReplacing(file, from: staging, to: name)
      }
      return true
    } catch {
      if error != .fileExists { throw FileIOError(.rename, path(of: name), error) }
      return false
    }
  }

  /// - Throws: `Errno.fileExists` if the name is taken.
  private func moveWithoutReplacing(
    _ file: StagedFile, from staging: StagingFolder, to name: String
  ) throws(Errno) {
    do {
      return try SystemCalls.renameExclusively(
        file.name, in: staging.descriptor, to: name, in: location.descriptor)
    } catch {
      guard error == .invalidArgument || Self.isUnsupported(error) else { throw error }
    }
    // No such renaming here: a second name, which no file system gives over an existing one, and then without the first.
    do {
      try SystemCalls.link(file.name, in: staging.descriptor, as: name, in: location.descriptor)
      try? SystemCalls.unlink(file.name, in: staging.descriptor)
      return
    } catch {
      guard error == .notPermitted || Self.isUnsupported(error) else { throw error }
    }
    // No second names either (FAT, for one): take the name with an empty file, which nobody else can then do, and
    // replace that.
    _ = try SystemCalls.open(name, in: location.descriptor, .new)
    do {
      try SystemCalls.rename(file.name, in: staging.descriptor, to: name, in: location.descriptor)
    } catch {
      try? SystemCalls.unlink(name, in: location.descriptor)
      throw error
    }
  }

  private static func isUnsupported(_ error: Errno) -> Bool {
    error == .noFunction || error == .notSupportedOnSocket || error == .notSupported
  }

  func open(_ file: StagedFile) throws(FileIOError) -> InputFile {
    let staging = try staging()
    let descriptor = try attempting(.open, path) { () throws(Errno) in
      try SystemCalls.open(file.name, in: staging.descriptor, .existing)
    }
    return try InputFile(descriptor, path: path)
  }

  func discard(_ file: StagedFile) {
    guard let staging = try? staging() else { return }
    try? SystemCalls.unlink(file.name, in: staging.descriptor)
  }
}
