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
