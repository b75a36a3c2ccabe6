// Unsafe code. The system's calls on names: paths and names are passed on as C strings for the duration of
// one call; directory entries are copied before the next one is asked for.

internal import CFileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ways to open a file, on top of closing it when another program is started.
struct OpenMode {
  let flags: CInt

  /// For reading; never makes a terminal ours.
  static let reading = OpenMode(flags: O_RDONLY | O_NOCTTY)
  /// A folder, for listing it and for calls relative to it.
  static let folder = OpenMode(flags: O_RDONLY | O_DIRECTORY)
  /// A folder that is not a symbolic link.
  static let folderItself = OpenMode(flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  /// What is there under a name, not what a link points to, and without waiting for a pipe's other end.
  static let existing = OpenMode(flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
  /// The same for writing, which locks on network file systems ask for.
  static let existingForLocking = OpenMode(flags: O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
  /// A file that must not exist yet.
  static let new = OpenMode(flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
  /// A file that may exist and loses what it held.
  static let overwriting = OpenMode(flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY)
  #if os(Linux)
    /// A file without a name, in the folder that is given; the flag is not imported from C.
    static let nameless = OpenMode(flags: O_RDWR | 0o20_000_000 | O_DIRECTORY)
  #endif
}

extension SystemCalls {
  static func open(
    _ path: FilePath, _ mode: OpenMode, permissions: UInt32 = 0o600
  ) throws(Errno) -> Descriptor {
    let raw = try calling(.open) {
      unsafe path.withPlatformString {
        unsafe openat(AT_FDCWD, $0, mode.flags | O_CLOEXEC, mode_t(permissions))
      }
    }
    return Descriptor(owning: CInt(raw))
  }

  static func open(
    _ name: String, in folder: borrowing Descriptor, _ mode: OpenMode, permissions: UInt32 = 0o600
  ) throws(Errno) -> Descriptor {
    let folder = folder.raw
    let raw = try calling(.open) {
      unsafe name.withCString { unsafe openat(folder, $0, mode.flags | O_CLOEXEC, mode_t(permissions)) }
    }
    return Descriptor(owning: CInt(raw))
  }

  /// The status of what a path leads to, through symbolic links.
  static func status(_ path: FilePath) throws(Errno) -> FileStatus {
    var status = stat()
    _ = try calling(.status) { unsafe path.withPlatformString { unsafe stat($0, &status) } }
    return FileStatus(status)
  }

  /// Whether a path is itself a symbolic link.
  static func isLink(_ path: FilePath) -> Bool {
    unsafe path.withPlatformString { unsafe (try? status($0, in: AT_FDCWD))?.kind == .link }
  }

  /// Makes a folder, with the permissions that the process's mask leaves of 0777.
  static func makeFolder(_ path: FilePath) throws(Errno) {
    _ = try calling(.makeFolder) { unsafe path.withPlatformString { unsafe mkdir($0, 0o777) } }
  }

  /// Makes a folder inside another.
  static func makeFolder(
    _ name: String, in folder: borrowing Descriptor, permissions: UInt32
  ) throws(Errno) {
    let folder = folder.raw
    _ = try calling(.makeFolder) {
      unsafe name.withCString { unsafe mkdirat(folder, $0, mode_t(permissions)) }
    }
  }

  /// Removes an empty folder.
  static func removeFolder(_ name: String, in folder: borrowing Descriptor) throws(Errno) {
    let folder = folder.raw
    _ = try calling(.unlink) { unsafe name.withCString { unsafe unlinkat(folder, $0, AT_REMOVEDIR) } }
  }

  static func unlink(_ name: String, in folder: borrowing Descriptor) throws(Errno) {
    let folder = folder.raw
    _ = try calling(.unlink) { unsafe name.withCString { unsafe unlinkat(folder, $0, 0) } }
  }

  /// Gives a file a second name in another folder, unless something of that name exists (EEXIST).
  static func link(
    _ name: String, in folder: borrowing Descriptor, as other: String, in otherFolder: borrowing Descriptor
  ) throws(Errno) {
    let (folder, otherFolder) = (folder.raw, otherFolder.raw)
    _ = try calling(.link) { unsafe withNames(name, other) { unsafe linkat(folder, $0, otherFolder, $1, 0) } }
  }

  /// Moves a file to another folder; a file or link of the new name is replaced.
  static func rename(
    _ name: String, in folder: borrowing Descriptor, to other: String, in otherFolder: borrowing Descriptor
  ) throws(Errno) {
    let (folder, otherFolder) = (folder.raw, otherFolder.raw)
    _ = try calling(.rename) {
      unsafe withNames(name, other) { unsafe renameat(folder, $0, otherFolder, $1) }
    }
  }

  /// The same, but nothing is replaced (EEXIST). Not every system and file system can do so.
  static func renameExclusively(
    _ name: String, in folder: borrowing Descriptor, to other: String, in otherFolder: borrowing Descriptor
  ) throws(Errno) {
    let (folder, otherFolder) = (folder.raw, otherFolder.raw)
    _ = try calling(.renameExclusively) {
      unsafe withNames(name, other) { unsafe cfileio_rename_exclusively(folder, $0, otherFolder, $1) }
    }
  }

  private static func withNames(
    _ name: String, _ other: String, _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> CInt
  ) -> CInt {
    unsafe name.withCString { name in unsafe other.withCString { other in unsafe body(name, other) } }
  }

  /// The number of this process, as other processes on the machine see it.
  static var processNumber: Int32 { getpid() }

  /// A variable of the environment, as bytes; nil when unset.
  static func environment(_ name: String) -> FilePath? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe FilePath(platformString: value)
  }
}

// MARK: - Listing folders

extension SystemCalls {
  /// Calls the body with the name (NUL-terminated, valid during the call) of everything in a folder except
  /// `.` and `..`, in the order in which the system has them, and with the kind where the system knows it
  /// without looking.
  static func list(
    _ folder: consuming Descriptor, _ body: (UnsafePointer<CChar>, FileStatus.Kind?) -> Void
  ) throws(Errno) {
    if case .failure(let injected) = FaultInjection.current?.decide(.listFolder) { throw injected }
    let raw = folder.release()
    guard let stream = unsafe fdopendir(raw) else {
      let failure = Errno(rawValue: errno)
      close(raw)
      throw failure
    }
    defer { _ = unsafe closedir(stream) }
    let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw Errno(rawValue: errno) }
        return
      }
      // Through an address, since the C structure declares more room for the name than there may be.
      let name = unsafe (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
      if unsafe strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
      let type = unsafe UnsafeRawPointer(entry).load(
        fromByteOffset: MemoryLayout<dirent>.offset(of: \.d_type)!, as: UInt8.self)
      unsafe body(name, kind(ofEntry: type))
    }
  }

  /// The status of something in a folder itself, not of what a link points to.
  static func status(_ name: UnsafePointer<CChar>, in folder: CInt) throws(Errno) -> FileStatus {
    var status = stat()
    _ = try calling(.status) { unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) }
    return FileStatus(status)
  }

  private static func kind(ofEntry type: UInt8) -> FileStatus.Kind? {
    switch CInt(type) {
    case CInt(DT_REG): .file
    case CInt(DT_DIR): .folder
    case CInt(DT_LNK): .link
    case CInt(DT_FIFO), CInt(DT_CHR), CInt(DT_BLK): .stream
    case CInt(DT_UNKNOWN): nil
    default: .other
    }
  }
}
