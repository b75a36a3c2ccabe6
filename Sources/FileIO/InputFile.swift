// Unsafe code. The buffers belong to the caller, who keeps them alive during the call; their own counts bound
// it.

package import SystemPackage

/// A file, pipe or device open for reading; closed when it goes away.
package struct InputFile: ~Copyable, Sendable {
  /// As it was opened; `-` for standard input.
  package let path: FilePath
  /// Regular files can be read at offsets, again and again.
  package let isRegularFile: Bool
  /// Bytes, as they were when the file was opened; nil where that has no meaning (pipes, devices).
  package let size: Int64?

  private let descriptor: Descriptor

  /// Opens a file, pipe or device. Waits for the other end of a named pipe.
  ///
  /// - Throws: Also for a folder ("Is a directory").
  package init(opening path: FilePath) throws(FileIOError) {
    let descriptor = try attempting(.open, path) { () throws(Errno) in try SystemCalls.open(path, .reading) }
    try self.init(descriptor, path: path)
  }

  init(_ descriptor: consuming Descriptor, path: FilePath) throws(FileIOError) {
    let raw = descriptor.raw
    let status = try attempting(.open, path) { () throws(Errno) in try SystemCalls.status(raw) }
    if status.kind == .folder { throw FileIOError(.open, path, .isDirectory) }
    self.path = path
    isRegularFile = status.kind == .file
    size = isRegularFile ? status.size : nil
    if isRegularFile {
      SystemCalls.willReadSequentially(raw)
    } else {
      SystemCalls.willReadMuch(fromPipe: raw)
    }
    self.descriptor = descriptor
  }

  /// Standard input, which stays open afterwards.
  package static func standardInput() throws(FileIOError) -> InputFile {
    try InputFile(Descriptor(lent: 0), path: "-")
  }

  /// Reads what comes next, as much as one call of the system gives.
  ///
  /// - Returns: The number of bytes; 0 at the end, or for an empty buffer.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileIOError) -> Int {
    let raw = descriptor.raw
    return try attempting(.read, path) { () throws(Errno) in try unsafe SystemCalls.read(raw, into: buffer) }
  }

  /// Reads at an offset of a regular file, without moving where `read(into:)` goes on.
  ///
  /// - Returns: The number of bytes: fewer than the buffer holds only at the end of the file.
  package func readAt(
    offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileIOError) -> Int {
    let raw = descriptor.raw
    return try attempting(.read, path) { () throws(Errno) in
      try unsafe SystemCalls.readFully(raw, at: offset, into: buffer)
    }
  }
}

extension SystemCalls {
  /// Reads at an offset until the buffer is full or the file ends.
  static func readFully(
    _ descriptor: CInt, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let more = try unsafe read(descriptor, at: offset + Int64(count), into: rest)
      if more == 0 { break }
      count += more
    }
    return count
  }
}
