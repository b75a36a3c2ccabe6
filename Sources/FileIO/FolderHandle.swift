import Synchronization
import SystemPackage

/// The open output folder, shared with the files that are being written in it.
final class FolderHandle: Sendable {
  /// Outlives the staging folder, which removes itself from it.
  final class Location: Sendable {
    let descriptor: Descriptor
    let path: FilePath

    init(_ descriptor: consuming Descriptor, path: FilePath) {
      self.descriptor = descriptor
      self.path = path
    }
  }

  let location: Location
  /// Made for the first file.
  private let madeStaging = Mutex<StagingFolder?>(nil)
  /// The buffer of the last file: one buffer serves fifty thousand files that are written one after the
  /// other.
  private let spareBuffer = Mutex<ByteBuffer?>(nil)

  init(_ location: Location) { self.location = location }

  var path: FilePath { location.path }

  /// Where files are written before they get their names.
  func staging() throws(FileIOError) -> StagingFolder {
    let location = location
    return try madeStaging.withLock { (made) throws(FileIOError) in
      if let made { return made }
      let staging = try attempting(.makeFile, location.path) { () throws(Errno) in
        try StagingFolder(in: location)
      }
      made = staging
      return staging
    }
  }

  /// Removes the staging folder once no file is being written any more.
  func removeStaging() { madeStaging.withLock { $0 = nil } }

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

// MARK: - Files that were set aside

/// A whole file that waits for its name in its run's staging folder.
package struct StagedFile: Sendable, Hashable {
  package let name: String

  /// The file that an earlier one said to be.
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
