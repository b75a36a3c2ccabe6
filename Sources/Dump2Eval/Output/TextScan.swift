// Unsafe: the spans own nothing; each is lent by the string or array it was made from and lives as long as
// the closure or call. The C scans take pointer and count of one span and load only inside it
// (CByteScanText.h).

internal import CByteScan

extension String {
  /// Lends the UTF-8 bytes without copying; strings of this platform are always contiguous.
  @inline(__always)
  func withUTF8Span<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    try body(utf8Span.span)
  }

  /// Length as JavaScript's `length` counts.
  var utf16Length: Int { isKnownASCII ? utf8.count : withUTF8Span(TextScan.utf16Length) }

  /// All of it is ASCII, and known to be: costs nothing.
  var isKnownASCII: Bool { utf8Span.isKnownASCII }
}

/// Scans that need vector instructions, over borrowed UTF-8.
enum TextScan {
  /// What decides the style in which a text can be written.
  struct Survey {
    /// `"` and `\`, which a double-quoted string escapes.
    var quotes: Int
    var apostrophes: Int
    var newlines: Int
    var hasTab: Bool
    /// Something that must be escaped in every style; the counts are then unfinished.
    var hasUnprintable: Bool
  }

  static func survey(_ bytes: Span<UInt8>) -> Survey {
    let found = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe cbytescan_survey_text(bytes.baseAddress, bytes.count)
    }
    return Survey(
      quotes: found.quotes, apostrophes: found.apostrophes, newlines: found.newlines,
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

  /// Writes a text of so many line feeds line by line, each line that is not empty behind so many blanks (16 at most), and
  /// each with a line feed at its end.
  static func indentLines(
    of bytes: Span<UInt8>, newlines: Int, by indent: Int, into out: inout OutputBytes
  ) {
    precondition(indent <= 16)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      // The scan writes whole blocks of up to 64 bytes.
      unsafe out.append(upTo: bytes.count + (newlines + 1) * indent + 65) { target in
        unsafe cbytescan_indent_lines(base, bytes.count, indent, target)
      }
    }
  }

  /// Writes a text from `start` on as the content of a double-quoted YAML string, up to a character that takes more than a
  /// backslash before it, and returns where that stands; `bytes.count` if there is none.
  static func quote(_ bytes: Span<UInt8>, from start: Int, into out: inout OutputBytes) -> Int {
    var position = start
    unsafe bytes.withUnsafeBufferPointer { bytes in
      while position < bytes.count {
        // In pieces, since room must be made for a backslash before each byte.
        let end = min(position + piece, bytes.count)
        unsafe out.append(upTo: (end - position) * 2 + 64) { target in
          let done = unsafe cbytescan_quote_yaml(bytes.baseAddress, position, end, bytes.count, target)
          position = done.read
          return done.written
        }
        if position < end { return }
      }
    }
    return position
  }

  private static let piece = 16 << 10

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
