// Unsafe code. The buffers belong to the caller, who keeps them alive during the call; their own counts bound
// it.

import SystemPackage

/// A private file without a name, to put bytes aside and read them back; gone with the process.
///
/// Not buffered: append large blocks. Reading needs no exclusive access and may happen on several threads.
package struct SpillFile: ~Copyable, Sendable {
  /// Bytes appended so far.
  package private(set) var size: Int64 = 0

  private let descriptor: Descriptor
  /// The folder it lives in, for messages.
  private let folder: FilePath

  init(_ descriptor: consuming Descriptor, folder: FilePath) {
    self.descriptor = descriptor
    self.folder = folder
  }

  /// Appends all of the bytes. After a failure the size is as before, and the bytes may be appended again.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileIOError) {
    try unsafe append([bytes])
  }

  /// The same of several places, one behind the other.
  package mutating func append(_ pieces: [UnsafeRawBufferPointer]) throws(FileIOError) {
    let raw = descriptor.raw
    let offset = size
    try attempting(.write, folder) { () throws(Errno) in
      try unsafe SystemCalls.writeAll(raw, at: offset, pieces)
    }
    size += Int64(unsafe pieces.reduce(0) { $0 + $1.count })
  }

  /// Reads at an offset.
  ///
  /// - Returns: The number of bytes: fewer than the buffer holds only at the end of the file.
  package func readAt(
    offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileIOError) -> Int {
    let raw = descriptor.raw
    return try attempting(.read, folder) { () throws(Errno) in
      try unsafe SystemCalls.readFully(raw, at: offset, into: buffer)
    }
  }

  /// The error to throw when what was appended is not what is read back: an input/output error of this file.
  package func damaged() -> FileIOError { FileIOError(.read, folder, .ioError) }

  /// Forgets everything and gives the room on the disk back.
  package mutating func removeAll() throws(FileIOError) {
    let raw = descriptor.raw
    try attempting(.write, folder) { () throws(Errno) in try SystemCalls.truncate(raw, to: 0) }
    size = 0
  }
}
