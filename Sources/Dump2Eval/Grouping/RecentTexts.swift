// Unsafe code: compares the caller's bytes with those of a string, behind a comparison of their counts.

internal import CByteScan
internal import TraceReader

/// Texts of records that were read lately, so that the thousands of calls of a trace hold their model's name, their scope's
/// and their trace's id once.
///
/// Unchecked: belongs to one grouper, which is used by one thread at a time.
final class RecentTexts: @unchecked Sendable {
  private var texts = [String](repeating: "", count: 64)
  /// Texts up to this many bytes are held in place of a reference.
  private static let inlineCount = 15
  private static let longest = 200

  /// The text of these bytes; nil when it is not worth being looked for.
  func text(of bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count > Self.inlineCount, bytes.count <= Self.longest else { return nil }
    let slot = unsafe (bytes.count &* 5 ^ Int(bytes[0]) ^ Int(bytes[bytes.count - 1]) &* 3) & 63
    if unsafe !texts[slot].hasBytes(bytes) { texts[slot] = unsafe String(utf8: bytes) }
    return texts[slot]
  }
}

extension String {
  fileprivate func hasBytes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe utf8Span.span.withUnsafeBufferPointer { text in
      unsafe text.count == bytes.count
        && cbytescan_equal(text.baseAddress!, bytes.baseAddress!, bytes.count) != 0
    }
  }
}
