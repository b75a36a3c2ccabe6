// Unsafe: the spans own nothing; each is lent by the string or array it was made from and lives as long as
// the closure or call. The C scans take pointer and count of one span and load only inside it
// (CByteScanText.h).

internal import CByteScan

extension String {
  /// Lends the UTF-8 bytes without copying; strings of this platform are always contiguous.
  @inline(__always)
  func withUTF8Span<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    let lent = try unsafe utf8.withContiguousStorageIfAvailable { bytes in
      try unsafe body(Span(_unsafeElements: bytes))
    }
    if let lent { return lent }
    return try unsafe Array(utf8).withUnsafeBufferPointer { try unsafe body(Span(_unsafeElements: $0)) }
  }

  /// Length as JavaScript's `length` counts.
  var utf16Length: Int { withUTF8Span(TextScan.utf16Length) }
}

/// Scans that need vector instructions, over borrowed UTF-8.
enum TextScan {
  /// What decides the style in which a text can be written.
  struct Survey {
    /// `"` and `\`, which a double-quoted string escapes.
    var quotes: Int
    var apostrophes: Int
    var hasNewline: Bool
    var hasTab: Bool
    /// Something that must be escaped in every style; the counts are then unfinished.
    var hasUnprintable: Bool
  }

  static func survey(_ bytes: Span<UInt8>) -> Survey {
    let found = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe cbytescan_survey_text(bytes.baseAddress, bytes.count)
    }
    return Survey(
      quotes: found.quotes, apostrophes: found.apostrophes, hasNewline: found.newline != 0,
      hasTab: found.tab != 0, hasUnprintable: found.unprintable != 0)
  }

  /// The next byte that a double-quoted YAML string cannot hold as it is; `bytes.count` if there is none.
  static func nextEscape(in bytes: Span<UInt8>, from start: Int) -> Int {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe cbytescan_next_escape(bytes.baseAddress, start, bytes.count)
    }
  }

  static func next(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe cbytescan_next_byte(bytes.baseAddress, start, bytes.count, byte)
    }
  }

  static func utf16Length(_ bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe cbytescan_utf16_length(bytes.baseAddress, bytes.count)
    }
  }

  /// Whether `lowered`, whose ASCII letters are lower-case, occurs in `bytes` whatever the case of their
  /// ASCII letters.
  static func contains(_ lowered: Span<UInt8>, in bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe lowered.withUnsafeBufferPointer { lowered in
        unsafe cbytescan_contains_lowered(
          bytes.baseAddress, bytes.count, lowered.baseAddress, lowered.count) != 0
      }
    }
  }
}
