import Synchronization
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
    handle = FolderHandle(try Self.open(path), path: path)
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

  /// Begins a file. It is private and has a hidden name until it is committed.
  package func makeTemporary() throws(FileIOError) -> AtomicFile {
    try AtomicFile(in: handle)
  }

  /// What is there under a name, without following a link and without waiting for a pipe.
  package func existing(_ name: String) throws(FileIOError) -> ExistingFile {
    try handle.check(name)
    let descriptor: Descriptor
    do {
      descriptor = try SystemCalls.open(name, in: handle.descriptor, .existing)
    } catch {
      switch error {
      case .noSuchFileOrDirectory: return .missing
      // A link, or a socket.
      case .tooManySymbolicLinkLevels, .noSuchAddressOrDevice: return .other
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
  /// A file being written is locked, so whoever gets the lock has a leftover: that holds for processes in
  /// other containers too, of which the process number tells nothing. Files that cannot be looked at stay
  /// without a word.
  ///
  /// - Returns: How many files were deleted, and whether there is anything else in the folder.
  @discardableResult
  package func removeStaleTemporaries() throws(FileIOError) -> (removed: Int, hasOthers: Bool) {
    var leftovers: [String] = []
    var hasOthers = false
    do {
      unsafe try SystemCalls.list(SystemCalls.open(".", in: handle.descriptor, .folder)) { name, _ in
        let name = unsafe String(cString: name)
        if TemporaryName.matches(name) { leftovers.append(name) } else { hasOthers = true }
      }
    } catch {
      throw FileIOError(.list, path, error)
    }
    return (leftovers.count { removeIfStale($0) }, hasOthers)
  }

  private func removeIfStale(_ name: String) -> Bool {
    do {
      let file = try SystemCalls.open(name, in: handle.descriptor, .existingForLocking)
      guard try SystemCalls.status(file.raw).kind == .file, try SystemCalls.lock(file.raw) else {
        return false
      }
      // A writer that had made this file but not yet locked it will see that its name is gone, and begin
      // again.
      try SystemCalls.unlink(name, in: handle.descriptor)
      return true
    } catch {
      return false
    }
  }
}

/// What a folder holds under a name.
package enum ExistingFile: ~Copyable, Sendable {
  case missing
  /// A regular file, open for reading.
  case file(InputFile)
  /// Something else: a folder, a link, a pipe.
  case other
}

/// The open folder, shared with the files that are being written in it.
final class FolderHandle: Sendable {
  let descriptor: Descriptor
  let path: FilePath
  /// The buffer of the last file: one buffer serves fifty thousand files that are written one after the
  /// other.
  private let spareBuffer = Mutex<ByteBuffer?>(nil)

  init(_ descriptor: consuming Descriptor, path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  /// - Throws: For a name that could lead out of the folder, or to the folder itself.
  func check(_ name: String) throws(FileIOError) {
    guard !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") }),
      !name.isEmpty, name != ".", name != ".."
    else { throw FileIOError(.open, printable: printableText("\(path)/\(name)"), .invalidArgument) }
  }

  /// For messages: to join a path takes longer than some calls of the system.
  func path(of name: String) -> FilePath { path.appending(name) }

  func takeBuffer() -> ByteBuffer {
    let spare = spareBuffer.withLock { $0.take() }
    if let spare { return spare }
    return ByteBuffer(capacity: BufferedWriter.capacity)
  }

  func recycle(_ buffer: consuming ByteBuffer) {
    var returned: ByteBuffer? = buffer
    spareBuffer.withLock { spare in swap(&spare, &returned) }
  }
}
