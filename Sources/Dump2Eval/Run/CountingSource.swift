// Unsafe code: passes the reader's buffer on.

internal import TraceReader

/// A source that tells of each piece that was read: some hundred kilobytes, as they lie on the disk.
final class CountingSource: ByteSource {
  private let source: any ByteSource
  private let onRead: (Int) -> Void

  init(_ source: any ByteSource, onRead: @escaping (Int) -> Void) {
    self.source = source
    self.onRead = onRead
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count = try unsafe source.read(into: buffer)
    onRead(count)
    return count
  }
}
