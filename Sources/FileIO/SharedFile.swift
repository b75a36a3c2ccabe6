// Unsafe code. The buffer belongs to the caller, who keeps it alive during the call.

/// An open regular file that several threads read at offsets of their own.
package final class SharedFile: Sendable {
  private let file: InputFile
  /// Bytes, as they were when the file was opened.
  package let size: Int64

  /// nil for what cannot be read at offsets.
  package init?(_ file: consuming InputFile) {
    guard file.isRegularFile, let size = file.size else { return nil }
    self.size = size
    self.file = file
  }

  /// As `InputFile.readAt`.
  package func readAt(
    offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileIOError) -> Int {
    try unsafe file.readAt(offset: offset, into: buffer)
  }
}
