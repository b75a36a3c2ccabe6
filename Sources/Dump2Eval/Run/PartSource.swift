// Unsafe code: passes the reader's buffer on.

internal import TraceReader

/// The bytes of a part and what follows it, as long as the part is of use.
final class PartSource: ByteSource {
  private let part: InputPart
  private let source: SharedFileSource

  init(_ part: InputPart) {
    self.part = part
    source = part.source
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    part.isDropped ? 0 : try unsafe source.read(into: buffer)
  }
}
