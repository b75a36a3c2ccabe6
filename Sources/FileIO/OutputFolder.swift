// Unsafe code: copies names that the system lends for a closure.

package import SystemPackage

/// A folder in which files appear whole or not at all.
///
/// Opened once: every call is relative to that folder even if its path is renamed meanwhile. Names inside are
/// never followed when they are symbolic links, and never lead out of the folder. May be used by several
/// threads, and by several processes at the same time.
///
/// Nothing waits for the disk: after a power failure (not after a crash of the program) the newest files may
/// be missing or, on some file systems, empty. A second run makes them again.
package struct OutputFolder: ~Copyable, Sendable {
  let handle: FolderHandle

  /// As it was given.
  package var path: FilePath { handle.path }

  /// Opens a folder, and makes it and its parents first where they are missing.
  ///
  /// - Parameter path: May lead through symbolic links, but not be one: whoever can make a link in a folder that others use
  ///   too must not choose where files go. (`link/.` is what the link leads to.)
  /// - Throws: When it cannot be made or opened, or is no folder.
  package init(makingIfMissing path: FilePath) throws(FileIOError) {
    handle = FolderHandle(FolderHandle.Location(try Self.open(path), path: path))
  }

  private static func open(_ path: FilePath) throws(FileIOError) -> Descriptor {
    do {
      return try SystemCalls.open(path, .folderItself)
    } catch {
      if error != .noSuchFileOrDirectory { throw failure(path, error) }
    }
    var missing: [FilePath] = []
    var ancestor = path
    while !ancestor.components.isEmpty, try PathKind(of: ancestor) == .missing {
      missing.append(ancestor)
      ancestor.removeLastComponent()
    }
    for folder in missing.reversed() {
      do {
        try SystemCalls.makeFolder(folder)
      } catch {
        // Another process may just have made it.
        if error != .fileExists { throw FileIOError(.makeFolder, folder, error) }
      }
    }
    do {
      return try SystemCalls.open(path, .folderItself)
    } catch {
      throw failure(path, error)
    }
  }

  /// Systems differ in what they call a link in a folder's place.
  private static func failure(_ path: FilePath, _ error: Errno) -> FileIOError {
    let isLink = (error == .notDirectory || error == .tooManySymbolicLinkLevels) && SystemCalls.isLink(path)
    return FileIOError(isLink ? .followLink : .open, path, error)
  }

  /// Begins a file. Nobody else can reach it until it is committed.
  package func makeTemporary() throws(FileIOError) -> AtomicFile {
    try AtomicFile(in: handle)
  }

  /// Gives a file that was set aside its name: see `AtomicFile.commit`. It is still set aside when this is false or throws.
  package func commit(_ file: StagedFile, as name: String, replacing: Bool) throws(FileIOError) -> Bool {
    try handle.commit(file, as: name, replacing: replacing)
  }

  /// Reads a file that was set aside.
  package func open(_ file: StagedFile) throws(FileIOError) -> InputFile { try handle.open(file) }

  /// Removes a file that was set aside.
  package func discard(_ file: StagedFile) { handle.discard(file) }

  /// Removes what is set aside. The folder does so itself when it goes away; this is for who cannot wait for that, since
  /// another thread holds it and the process ends.
  package func removeTemporaries() { handle.removeStaging() }

  /// What is there under a name, without following a link and without waiting for a pipe.
  package func existing(_ name: String) throws(FileIOError) -> ExistingFile {
    try handle.check(name)
    let descriptor: Descriptor
    do {
      descriptor = try SystemCalls.open(name, in: handle.location.descriptor, .existing)
    } catch {
      switch error {
      case .noSuchFileOrDirectory: return .missing
      // A link, or a socket.
      case .tooManySymbolicLinkLevels, .noSuchAddressOrDevice: return .other
      case .permissionDenied: return .unreadable
      default: throw FileIOError(.open, handle.path(of: name), error)
      }
    }
    let path = handle.path(of: name)
    let raw = descriptor.raw
    let status = try attempting(.open, path) { () throws(Errno) in try SystemCalls.status(raw) }
    return status.kind == .file ? .file(try InputFile(descriptor, path: path)) : .other
  }

  /// Deletes what runs that were killed left behind. What another process is still writing stays.
  ///
  /// The folder of a run is locked, so whoever gets the lock has a leftover: that holds for processes in other containers
  /// too, of which the process number tells nothing. What cannot be looked at stays without a word.
  ///
  /// - Returns: How many runs' folders were deleted, and whether there is anything else in this one.
  @discardableResult
  package func removeStaleTemporaries() throws(FileIOError) -> (removed: Int, hasOthers: Bool) {
    var leftovers: [String] = []
    var hasOthers = false
    do {
      unsafe try SystemCalls.list(SystemCalls.open(".", in: handle.location.descriptor, .folder)) { name, _ in
        let name = unsafe String(cString: name)
        if TemporaryName.matches(name) { leftovers.append(name) } else { hasOthers = true }
      }
    } catch {
      throw FileIOError(.list, path, error)
    }
    return (leftovers.count { StagingFolder.removeIfStale($0, in: handle.location.descriptor) }, hasOthers)
  }
}

/// What a folder holds under a name.
package enum ExistingFile: ~Copyable, Sendable {
  case missing
  /// A regular file, open for reading.
  case file(InputFile)
  /// A file that this process must not read.
  case unreadable
  /// Something else: a folder, a link, a pipe.
  case other
}
