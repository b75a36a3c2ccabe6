import SystemPackage

/// A file that is being written, and that appears under its name whole or not at all.
///
/// End it with `commit(as:replacing:)` or `discard()`; one that merely goes away is discarded. While it is
/// written it is private (0600), hidden, and locked, so that nobody takes it for the leftover of a killed
/// run.
package struct AtomicFile: ~Copyable, Sendable {
  private let folder: FolderHandle
  private let temporaryName: String
  private var writer: BufferedWriter
  /// Whether the temporary name still has to be removed.
  private var isNamed = true

  init(in folder: FolderHandle) throws(FileIOError) {
    while true {
      let name = TemporaryName.next()
      do {
        let file = try SystemCalls.open(name, in: folder.descriptor, .new)
        guard try Self.keep(file.raw) else {
          // Someone took it for a leftover before it was locked: see `removeStaleTemporaries`.
          try? SystemCalls.unlink(name, in: folder.descriptor)
          continue
        }
        self.folder = folder
        temporaryName = name
        // Most files are written in one piece.
        writer = BufferedWriter(
          file, path: folder.path, name: name, buffer: folder.takeBuffer(), throughSize: 2 << 10)
        return
      } catch {
        if error != .fileExists { throw FileIOError(.makeFile, folder.path, error) }
      }
    }
  }

  /// Locks a new file; false when it has been, or is being, removed.
  private static func keep(_ file: CInt) throws(Errno) -> Bool {
    do {
      guard try SystemCalls.lock(file) else { return false }
    } catch {
      // Without locks on this file system nobody can lock it to remove it either.
      return true
    }
    return try SystemCalls.status(file).links > 0
  }

  /// Appends bytes.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    try unsafe writer.write(bytes)
  }

  /// Appends bytes.
  package mutating func write(_ bytes: RawSpan) throws(FileIOError) {
    try writer.write(bytes)
  }

  /// Appends text as UTF-8.
  package mutating func write(_ text: String) throws(FileIOError) {
    try writer.write(text)
  }

  /// Gives the file its name, with the permissions that new files of this process have.
  ///
  /// - Parameters:
  ///   - name: A name inside the folder: one with a slash is an error.
  ///   - replacing: Whether a file or a symbolic link of that name is replaced (the link itself, not its
  ///     target); a folder never is.
  /// - Returns: False if something of that name exists and `replacing` is false; this file is then discarded.
  /// - Throws: The file is then discarded.
  package consuming func commit(as name: String, replacing: Bool) throws(FileIOError) -> Bool {
    try folder.check(name)
    try writer.flush()
    let raw = writer.descriptor.raw
    do {
      try SystemCalls.changeMode(raw, to: SystemCalls.newFileMode)
    } catch {
      // File systems without permission bits refuse, and nothing is lost.
      guard error == .notPermitted || Self.isUnsupported(error) else {
        throw FileIOError(.changeMode, folder.path(of: name), error)
      }
    }
    try attempting(.write, folder.path(of: name)) { () throws(Errno) in
      try SystemCalls.reportDelayedErrors(raw)
    }
    do {
      if replacing {
        try SystemCalls.rename(temporaryName, to: name, in: folder.descriptor)
        isNamed = false
      } else {
        isNamed = try moveWithoutReplacing(to: name)
      }
    } catch {
      if error != .fileExists { throw FileIOError(.rename, folder.path(of: name), error) }
      folder.recycle(writer.takeBuffer())
      return false
    }
    folder.recycle(writer.takeBuffer())
    return true
  }

  /// Takes the file back: nothing of it remains.
  package consuming func discard() {
    folder.recycle(writer.takeBuffer())
  }

  /// Gives the file its name if that is free: by a second name, which no file system gives over an existing
  /// one, and removing the first. (A renaming that replaces nothing exists on Linux only, NFS cannot do it,
  /// and Swift does not import it.)
  ///
  /// - Returns: Whether the temporary name is still there.
  /// - Throws: `Errno.fileExists` if the name is taken.
  private func moveWithoutReplacing(to name: String) throws(Errno) -> Bool {
    do {
      try SystemCalls.link(temporaryName, as: name, in: folder.descriptor)
      return true
    } catch {
      guard error == .notPermitted || Self.isUnsupported(error) else { throw error }
    }
    // No second names on this file system (FAT, for one): take the name with an empty file, which nobody else
    // can then do, and replace that.
    _ = try SystemCalls.open(name, in: folder.descriptor, .new)
    do {
      try SystemCalls.rename(temporaryName, to: name, in: folder.descriptor)
    } catch {
      try? SystemCalls.unlink(name, in: folder.descriptor)
      throw error
    }
    return false
  }

  private static func isUnsupported(_ error: Errno) -> Bool {
    error == .noFunction || error == .notSupportedOnSocket || error == .notSupported
  }

  deinit {
    if isNamed { try? SystemCalls.unlink(temporaryName, in: folder.descriptor) }
  }
}
