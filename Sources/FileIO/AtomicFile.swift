// Unsafe code: hands on bytes that the caller lends for the call.

import SystemPackage

/// A file that is being written, and that appears under its name whole or not at all.
///
/// End it with `commit(as:replacing:)`, `setAside()` or `discard()`; one that merely goes away is discarded. Until it has
/// its name it is in the run's `StagingFolder`, where nobody else can reach it.
package struct AtomicFile: ~Copyable, Sendable {
  private let folder: FolderHandle
  private let staging: StagingFolder
  private let temporaryName: String
  /// nil when the file is no longer this one's to remove.
  private var writer: BufferedWriter?

  init(in folder: FolderHandle) throws(FileIOError) {
    let staging = try folder.staging()
    let name = staging.nextName()
    let file = try attempting(.makeFile, folder.path) { () throws(Errno) in
      try SystemCalls.open(name, in: staging.descriptor, .new, permissions: 0o666)
    }
    self.folder = folder
    self.staging = staging
    temporaryName = name
    // Most files are written in one piece.
    writer = BufferedWriter(
      file, path: folder.path, buffer: folder.takeBuffer(), throughSize: 2 << 10)
  }

  /// Appends bytes.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    try unsafe writer?.write(bytes)
  }

  /// Appends bytes.
  package mutating func write(_ bytes: RawSpan) throws(FileIOError) {
    try writer?.write(bytes)
  }

  /// Appends text as UTF-8.
  package mutating func write(_ text: String) throws(FileIOError) {
    try writer?.write(text)
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
    let folder = folder
    let file = try setAside()
    do {
      if try folder.commit(file, as: name, replacing: replacing) { return true }
    } catch {
      folder.discard(file)
      throw error
    }
    folder.discard(file)
    return false
  }

  /// Ends the writing; the file waits until it is committed or discarded by `OutputFolder`.
  ///
  /// - Throws: The file is then discarded.
  package consuming func setAside() throws(FileIOError) -> StagedFile {
    guard let writer = writer.take() else { preconditionFailure("a file that was set aside") }
    do {
      folder.recycle(try writer.close())
    } catch {
      try? SystemCalls.unlink(temporaryName, in: staging.descriptor)
      throw error
    }
    return StagedFile(name: temporaryName)
  }

  /// Takes the file back: nothing of it remains.
  package consuming func discard() {
    if let buffer = writer?.takeBuffer() { folder.recycle(buffer) }
  }

  deinit {
    if writer != nil { try? SystemCalls.unlink(temporaryName, in: staging.descriptor) }
  }
}
