// Unsafe code: looks at buffered bytes behind comparisons with their count; no pointer lives beyond a call that may fill
// the window.

internal import CByteScan

extension JSONCursor {
  /// A position, and more than any name in `EnvelopeMember` needs behind it.
  private static let lookAhead = 512
  /// Looking through bytes in vain is paid for by the input's length, apart from so many bytes: enough for sixteen spans of
  /// the largest size. Likewise failures, by bytes and by what was read.
  private static let freeWaste: Int64 = 1 << 30
  private static let freeFailures: Int64 = 1 << 20

  /// Whether so much was in vain that it matters what was so in other parts of the dump.
  func hasExceededShare(_ borders: Borders) -> Bool {
    wasted > borders.share(of: Self.freeWaste) || failures >= borders.share(of: Self.freeFailures)
  }

  /// Steps to the next place where a value may begin after a failure: the next line, or an object that tells what it is by
  /// its first name. Also the place of the failure itself, when an object begins there: only something before it is missing.
  /// - Parameter leaves: how many spans and records were read so far.
  /// - Returns: What was stepped over.
  @discardableResult
  mutating func skipToRestart(leaves: Int) -> SkippedText {
    failures += 1
    // Input that is broken everywhere is not looked through again and again.
    let isWasteful =
      wasted > Self.freeWaste + 4 * offset || failures > Self.freeFailures + offset / 1024 + 4 * Int64(leaves)
    if let broken {
      release(to: isWasteful ? broken.end : broken.restart)
      self.broken = nil
    } else {
      release()
      if !isWasteful, window.require(2), unsafe window.bytes[0] == UInt8(ascii: "{"),
        unsafe window.bytes[1] != UInt8(ascii: "{")
      {
        return SkippedText()
      }
    }
    if isWasteful { window.advance(by: window.count) }
    return skipText()
  }

  /// Steps over what is no JSON, at least one byte unless a line ends here: to the end of the line, or to an object that
  /// tells what it is by its first name, such as behind a logger's prefix. Names inside strings cannot be met: there,
  /// quotes are escaped.
  @discardableResult
  mutating func skipText() -> SkippedText {
    release()
    var text = SkippedText()
    while true {
      if let count = unsafe Self.restart(in: window.bytes) {
        skip(count, of: &text)
        return text
      }
      // A beginning may be cut by the end of what is buffered.
      skip(max(0, window.count - Self.lookAhead), of: &text)
      guard window.fill() else {
        let count = unsafe Self.restart(in: window.bytes, isWhole: true)
        skip(count ?? window.count, of: &text)
        return text
      }
    }
  }

  private func skip(_ count: Int, of text: inout SkippedText) {
    unsafe text.append(window.peek(count))
    window.advance(by: count)
  }

  /// What `skipPadding` came past.
  struct Padding {
    /// A line ended.
    var endsLine = false
    /// What comes next is the first in its line.
    var isLineStart = false
  }

  /// Steps over bytes that pad files and separate values.
  mutating func skipPadding() -> Padding {
    release()
    var padding = Padding()
    while window.count > 0 || window.fill() {
      let bytes = unsafe window.bytes
      var position = 0
      while position < bytes.count {
        // Crashed and preallocated files can end in gigabytes of zeros.
        while position + 8 <= bytes.count,
          unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) == 0
        {
          position += 8
        }
        guard position < bytes.count else { break }
        let byte = unsafe bytes[position]
        // The record separator is that of RFC 7464, JSON text sequences.
        guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0 || byte == 0x1E else {
          window.advance(by: position)
          return padding
        }
        padding.isLineStart = byte == 0x0A || byte == 0x1E
        if byte == 0x0A { padding.endsLine = true }
        position += 1
      }
      window.advance(by: window.count)
    }
    return padding
  }

  /// Whether some object that tells what it is begins behind the first byte: a value that ends so late holds others.
  func holdsRestart(from offset: Int, count: Int) -> Bool {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: window.bytes[offset..<offset + count])
    for position in bytes.indices where unsafe bytes[position] == UInt8(ascii: "{") {
      if unsafe RecordStart.spans.isFound(in: bytes, at: position) { return true }
    }
    return false
  }

  /// Whether a request begins at the cursor.
  func isAtRequest() -> Bool {
    _ = window.require(cursor + RecordStart.lookAhead)
    return unsafe cursor < window.count && RecordStart.requests.isFound(in: window.bytes, at: cursor)
  }

  /// The first request that begins behind the first byte of a value, which cannot hold any.
  static func firstRequest(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count > 1 else { return nil }
    for position in 1..<bytes.count where unsafe bytes[position] == UInt8(ascii: "{") {
      if unsafe RecordStart.requests.isFound(in: bytes, at: position) { return position }
    }
    return nil
  }

  /// The first line behind the current one that begins with an object.
  static func nextLine(in bytes: UnsafeRawBufferPointer) -> Int? {
    var position = 0
    while position + 2 < bytes.count {
      if unsafe bytes[position] == 0x0A, unsafe bytes[position + 1] == UInt8(ascii: "{"),
        unsafe bytes[position + 2] == UInt8(ascii: "\"")
      {
        return position + 1
      }
      position += 1
    }
    return nil
  }

  private static func restart(in bytes: UnsafeRawBufferPointer, isWhole: Bool = false) -> Int? {
    let end = isWhole ? bytes.count : bytes.count - lookAhead
    var position = 0
    while position < end {
      let byte = unsafe bytes[position]
      if byte == 0x0A { return position }
      if byte == UInt8(ascii: "{"), unsafe isNamedObject(bytes, at: position) { return position }
      position += 1
    }
    return nil
  }

  /// Whether an object begins here whose first name is one of `EnvelopeMember`.
  private static func isNamedObject(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    var reader = unsafe JSONTextReader(bytes: bytes)
    reader.position = start + 1
    reader.skipBlanks()
    guard reader.peek() == UInt8(ascii: "\"") else { return false }
    let first = reader.position + 1
    var end = first
    while end < bytes.count, end - first < 40, unsafe bytes[end] != UInt8(ascii: "\"") { end += 1 }
    guard end < bytes.count, unsafe bytes[end] == UInt8(ascii: "\""), end > first else { return false }
    return unsafe EnvelopeMember.named(UnsafeRawBufferPointer(rebasing: bytes[first..<end])) != nil
  }
}

/// What is remembered of text that was stepped over.
struct SkippedText {
  private var closers = 0
  /// May begin with those that stand before it.
  var openers = 0
  private var last: UInt8 = 0
  private var hasQuotes = false
  private var hasBlanks = false
  private var count = 0
  private var controls = 0

  /// Control characters that no log has, other than the NULs that pad files; one or two may be damage in a character.
  var isBinary: Bool { controls * 16 > count }

  /// Whether it is the rest of a JSON value whose beginning is missing, and no line of a log: that ends with brackets that it
  /// has not opened, and has quotes or is one word.
  var isRestOfValue: Bool {
    closers > openers && (last == UInt8(ascii: "}") || last == UInt8(ascii: "]")) && (hasQuotes || !hasBlanks)
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    for byte in unsafe bytes {
      switch byte {
      case 1..<0x09, 0x0E..<0x1B: controls += 1
      case 0x20, 0x09, 0x0A, 0x0D:
        hasBlanks = hasBlanks || byte == 0x20
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): openers += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): closers += 1
      case UInt8(ascii: "\""): hasQuotes = true
      default: break
      }
      last = byte
    }
  }
}

/// Beginnings of objects that only stand where a record begins: inside a value they prove that its end is missing.
enum RecordStart {
  /// What lines of dumps begin with, and nothing else.
  case requests
  /// Also traces and spans.
  case spans

  /// Whether such an object begins at `position` of these bytes.
  func isFound(in bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
    guard rest.count > 2, unsafe rest[1] == UInt8(ascii: "\"") else { return false }
    // Asked for at every object.
    if self == .requests, unsafe rest[2] != UInt8(ascii: "r") { return false }
    return (self == .requests ? Self.requestNames : Self.allNames).contains { name in
      unsafe rest.starts(with: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
  }

  /// The longest name's bytes and some more.
  static let lookAhead = 32

  private static let requestNames: [StaticString] = [
    "{\"resourceSpans\"", "{\"resource_spans\"", "{\"resourceLogs\"", "{\"resource_logs\"",
    "{\"resourceMetrics\"",
    "{\"resource_metrics\"",
  ]
  private static let allNames: [StaticString] =
    requestNames + [
      "{\"traceID\"", "{\"traceId\"", "{\"trace_id\"", "{\"data\":[", "{\"batches\"", "{\"_index\"",
      "{\"resource\":",
    ]
}
