// Unsafe code: loads whole blocks of 64 bytes at or before `window.end`, which has 64 readable bytes behind it. Pointers
// are taken anew after each `fill`, which may move the buffer.

internal import CByteScan

/// Finds the end of a JSON object or array without looking at its tokens: see `CByteScanStructure.h`. 5 GB/s with SSE2, 9
/// with AVX2.
///
/// The content is not checked, except that no line feed may stand inside a string: that is how a missing quote is noticed
/// at the end of its line and not at the end of the file.
enum StructuralScan {
  enum Outcome: Equatable {
    /// The value has this many bytes, all buffered.
    case complete(count: Int)
    /// A line feed inside a string, this many bytes after the beginning.
    case lineFeedInString(at: Int)
    /// A line that begins a record of its own, this many bytes after the beginning: the value's end is missing.
    case recordStart(at: Int)
    /// The input ends inside the value.
    case cut
    /// The value has more bytes than allowed.
    case tooLong
  }

  /// Scans the value that begins with the bracket `from` bytes after the window's position, buffering at most about `limit`
  /// bytes for it. Ends where a line inside the value begins with what `stop` tells. Consumes nothing. With `depth`, so many
  /// brackets are open already and the scan ends behind the last of them.
  static func end(
    in window: ByteWindow, from: Int, depth: Int64 = 0, limit: Int, stoppingAt stop: RecordStart
  ) -> Outcome {
    var state = cbytescan_structure()
    state.depth = depth
    var position = 0
    while true {
      let available = window.count - from
      let count = scannable(available - position, window)
      if count > 0 {
        let scanned = unsafe cbytescan_scan(&state, start(of: window, from + position), count)
        position += scanned.position
        if scanned.outcome == cbytescan_closed { return .complete(count: position) }
        if scanned.outcome == cbytescan_broken { return .lineFeedInString(at: position) }
        if scanned.outcome == cbytescan_line {
          if unsafe stop.isFound(in: window.bytes, at: from + position) { return .recordStart(at: position) }
          continue
        }
      }
      if position > limit { return .tooLong }
      if !window.fill(), window.isExhausted, position >= window.count - from { return .cut }
    }
  }

  /// Consumes a value that is too long to be buffered; false when the input ends inside it, a string is broken, or a request
  /// begins before its end.
  static func skip(_ window: ByteWindow) -> Bool {
    var state = cbytescan_structure()
    while true {
      let count = scannable(window.count, window)
      if count > 0 {
        let scanned = unsafe cbytescan_scan(&state, start(of: window, 0), count)
        guard scanned.outcome != cbytescan_broken else { return false }
        window.advance(by: scanned.position)
        if scanned.outcome == cbytescan_closed { return true }
        if scanned.outcome == cbytescan_line {
          if unsafe RecordStart.requests.isFound(in: window.bytes, at: 0) { return false }
          continue
        }
      }
      if !window.fill(), window.isExhausted, window.count == 0 { return false }
    }
  }

  /// Whole blocks with room to see what a line begins with, until the input ends.
  private static func scannable(_ available: Int, _ window: ByteWindow) -> Int {
    window.isExhausted ? available : max(0, available - RecordStart.lookAhead) & ~63
  }

  private static func start(of window: ByteWindow, _ offset: Int) -> UnsafePointer<UInt8> {
    unsafe (window.bytes.baseAddress! + offset).assumingMemoryBound(to: UInt8.self)
  }
}
