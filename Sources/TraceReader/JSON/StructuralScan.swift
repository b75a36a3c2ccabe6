// Unsafe code: loads whole blocks of 64 bytes at or before `window.end`, which has 64 readable bytes behind it. Pointers
// are taken anew after each `fill`, which may move the buffer.

internal import CByteScan

/// Finds the end of a JSON object or array without looking at its tokens: quotes, escapes and brackets of 64 bytes at a
/// time as bit masks, depth by counting. 4 GB/s with SSE2.
///
/// The content is not checked, except that no line feed may stand inside a string: that is how a missing quote is noticed
/// at the end of its line and not at the end of the file.
struct StructuralScan {
  enum Outcome: Equatable {
    /// The value has this many bytes, all buffered.
    case complete(count: Int)
    /// A line feed inside a string, this many bytes after the beginning.
    case lineFeedInString(at: Int)
    /// The input ends inside the value.
    case cut
    /// The value has more bytes than allowed.
    case tooLong
  }

  /// Scans the value that begins with the bracket `from` bytes after the window's position, buffering at most about `limit`
  /// bytes for it. Consumes nothing.
  static func end(in window: ByteWindow, from: Int, limit: Int) -> Outcome {
    var scan = StructuralScan()
    while true {
      let available = window.count - from
      while scan.position + 64 <= available || (window.isExhausted && scan.position < available) {
        let block = unsafe window.bytes.baseAddress! + from + scan.position
        if let outcome = unsafe scan.step(block, valid: available - scan.position) { return outcome }
      }
      if available > limit { return .tooLong }
      if !window.fill(), window.isExhausted, scan.position >= window.count - from { return .cut }
    }
  }

  /// Consumes a value that is too long to be buffered; false when the input ends inside it or a string is broken.
  static func skip(_ window: ByteWindow) -> Bool {
    var scan = StructuralScan()
    while true {
      while window.count >= 64 || (window.isExhausted && window.count > 0) {
        let before = scan.position
        if let outcome = unsafe scan.step(window.bytes.baseAddress!, valid: window.count) {
          guard case .complete(let count) = outcome else { return false }
          window.advance(by: count - before)
          return true
        }
        window.advance(by: min(64, window.count))
      }
      if !window.fill(), window.isExhausted, window.count == 0 { return false }
    }
  }

  private var position = 0
  private var depth = 0
  /// All ones while a string is open at the end of the last block.
  private var inString: UInt64 = 0
  /// 1 when the last block ended in a backslash that escapes the next byte.
  private var escapesNext: UInt64 = 0

  /// Looks at the next 64 bytes, of which `valid` are part of the input. nil: the value goes on.
  @inline(__always)
  private mutating func step(_ block: UnsafeRawPointer, valid: Int) -> Outcome? {
    let masks = unsafe cbytescan_masks64(block.assumingMemoryBound(to: UInt8.self))
    let inside = valid >= 64 ? UInt64.max : (1 << UInt64(valid)) - 1
    let escaped = escapedBytes(masks.backslash)
    let quotes = masks.quote & ~escaped & inside
    let string = cbytescan_prefix_xor(quotes) ^ inString
    inString = UInt64(bitPattern: Int64(bitPattern: string) >> 63)
    let open = masks.open & ~string & inside
    let close = masks.close & ~string & inside
    let broken = masks.line_feed & string & inside
    let start = position
    position += min(64, valid)
    if broken == 0, depth > close.nonzeroBitCount {
      depth += open.nonzeroBitCount - close.nonzeroBitCount
      return nil
    }
    var brackets = open | close | broken
    while brackets != 0 {
      let bit: UInt64 = brackets & (0 &- brackets)
      if broken & bit != 0 { return .lineFeedInString(at: start + bit.trailingZeroBitCount) }
      depth += open & bit != 0 ? 1 : -1
      if depth == 0 { return .complete(count: start + bit.trailingZeroBitCount + 1) }
      brackets &= brackets &- 1
    }
    return nil
  }

  /// Bytes behind an odd number of backslashes (simdjson's method: carries of an addition run along each sequence).
  @inline(__always)
  private mutating func escapedBytes(_ backslashes: UInt64) -> UInt64 {
    guard backslashes | escapesNext != 0 else { return 0 }
    let starting = backslashes & ~escapesNext
    let following = starting << 1 | escapesNext
    let even: UInt64 = 0x5555_5555_5555_5555
    let oddStarts = starting & ~even & ~following
    let (sequences, carry) = oddStarts.addingReportingOverflow(starting)
    escapesNext = carry ? 1 : 0
    return (even ^ (sequences << 1)) & following
  }
}
