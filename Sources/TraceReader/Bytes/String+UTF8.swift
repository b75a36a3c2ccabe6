// Unsafe code: reads the caller's bytes during the call. The text is taken over unchecked only after the C scanner has found
// all of it to be UTF-8.

internal import CByteScan

extension String {
  /// The text of these bytes; what is no UTF-8 becomes U+FFFD. As `String(decoding:as:)`, whose check takes a byte at a time
  /// in text that is not all ASCII: three times as long.
  package init(utf8 bytes: UnsafeRawBufferPointer) {
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      self = ""
      return
    }
    let kind = unsafe cbytescan_is_utf8(base, bytes.count)
    guard kind != 0 else {
      self = unsafe String(decoding: bytes, as: UTF8.self)
      return
    }
    let span = unsafe Span<UInt8>(_unsafeStart: base, count: bytes.count)
    // A string that is known to be ASCII is hashed and compared by its bytes, any other by its normal form.
    self = unsafe String(copying: UTF8Span(unchecked: span, isKnownASCII: kind == 2))
  }

  /// The text of these bytes, which the caller has found to be ASCII.
  init(ascii bytes: UnsafeRawBufferPointer) {
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      self = ""
      return
    }
    let span = unsafe Span<UInt8>(_unsafeStart: base, count: bytes.count)
    self = unsafe String(copying: UTF8Span(unchecked: span, isKnownASCII: true))
  }

  /// The same as `init(utf8:)`.
  package init(utf8 bytes: borrowing [UInt8]) {
    self = unsafe bytes.withUnsafeBytes { unsafe String(utf8: $0) }
  }
}
