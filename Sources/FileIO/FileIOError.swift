package import SystemPackage

/// A call to the system that failed: what was being done, to which file, and what the system said.
package struct FileIOError: Error, Equatable, CustomStringConvertible {
  /// What was being done when it failed; the raw value completes "cannot …".
  package enum Operation: String, Sendable {
    case open, read, write, lock, rename, remove, list
    case makeFolder = "make the folder"
    case makeFile = "make a file in"
    case inspect = "look at"
    case followLink = "write through a symbolic link"
  }

  package let operation: Operation
  /// The file or folder, fit for printing (see `FilePath.printable`); not for opening it again.
  package let path: String
  package let errno: Errno

  package init(_ operation: Operation, _ path: FilePath, _ errno: Errno) {
    self.init(operation, printable: path.printable, errno)
  }

  /// The same for a path that is already fit for printing.
  package init(_ operation: Operation, printable path: String, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// One line: `dumps/b.json: cannot open: Permission denied`.
  package var description: String {
    // What the system says of it does not help.
    if operation == .followLink {
      return "\(path): cannot \(operation.rawValue): name the folder it leads to"
    }
    return "\(path): cannot \(operation.rawValue): \(errno)"
  }

  /// Whoever read our output has gone.
  package var isBrokenPipe: Bool { errno == .brokenPipe }
}

/// Runs a call to the system and says, where it fails, what was being done to which file. The path is made then only.
func attempting<R: ~Copyable>(
  _ operation: FileIOError.Operation, _ path: @autoclosure () -> FilePath, _ body: () throws(Errno) -> R
) throws(FileIOError) -> R {
  do {
    return try body()
  } catch {
    throw FileIOError(operation, path(), error)
  }
}
