// Unsafe code: copies between the head, which this class owns, and the reader's buffer, within both counts.

/// A source whose first bytes can be looked at before they are read.
final class PeekableSource: ByteSource {
  private let upstream: any ByteSource
  private var head: [UInt8] = []
  private var given = 0
  /// What upstream threw while it was peeked at; thrown again when the reader has come so far.
  private var failure: InputError?

  init(_ upstream: any ByteSource) {
    self.upstream = upstream
  }

  /// The first bytes, up to `count`; fewer only when the input has no more.
  func peek(_ count: Int) -> ArraySlice<UInt8> {
    while head.count < count, failure == nil {
      let start = head.count
      head.append(contentsOf: repeatElement(0, count: count - start))
      var received = 0
      do throws(InputError) {
        received = try read(upstream, from: start)
      } catch {
        failure = error
      }
      head.removeLast(count - start - received)
      if received == 0 { break }
    }
    return head.prefix(count)
  }

  private func read(_ upstream: any ByteSource, from start: Int) throws(InputError) -> Int {
    let result = unsafe head.withUnsafeMutableBytes { buffer in
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
      return Result { () throws(InputError) in try unsafe upstream.read(into: rest) }
    }
    return try result.get()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    if given < head.count {
      let count = min(buffer.count, head.count - given)
      unsafe buffer.copyBytes(from: head[given..<given + count])
      given += count
      return count
    }
    if let failure {
      self.failure = nil
      throw failure
    }
    return try unsafe upstream.read(into: buffer)
  }
}
