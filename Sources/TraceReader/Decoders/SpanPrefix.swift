// Unsafe code: reads `bytes` behind comparisons with its count.

internal import CByteScan

/// The trace id of a span that is stepped over, read from its first bytes.
///
/// All exporters write the trace id first and the span id second; a span that begins otherwise is decoded to find its id.
enum SpanPrefix {
  /// The text of the trace id; nil when the object does not begin with `{"traceId":"…","spanId":"` in some spelling.
  static func traceID(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var reader = unsafe JSONTextReader(bytes: bytes)
    guard reader.skip(UInt8(ascii: "{")), reader.skipName("trace", "ID", "Id", "_id"),
      reader.skip(UInt8(ascii: ":")), reader.skip(UInt8(ascii: "\""))
    else { return nil }
    let start = reader.position
    while reader.position < bytes.count, reader.peek() != UInt8(ascii: "\"") {
      guard reader.peek() != UInt8(ascii: "\\"), reader.position - start < 64 else { return nil }
      reader.position += 1
    }
    let end = reader.position
    reader.position += 1
    guard end > start, reader.skip(UInt8(ascii: ",")), reader.skipName("span", "ID", "Id", "_id") else {
      return nil
    }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
  }
}

/// How the span that was looked at last began: before its trace id and behind it stand the same bytes in all spans of an
/// exporter, so that the next one's id is found by comparing them.
struct SpanHead {
  /// `{"traceId":"`
  private var before: [UInt8] = []
  /// `","spanId":"`
  private var behind: [UInt8] = []
  private var idCount = 0

  /// The text of the trace id; nil when the object does not begin with its ids.
  mutating func traceID(of span: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    if let id = unsafe expectedID(of: span) { return unsafe id }
    guard let id = unsafe SpanPrefix.traceID(of: span) else { return nil }
    unsafe take(span, id)
    return unsafe id
  }

  private func expectedID(of span: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    let end = before.count + idCount
    guard idCount > 0, span.count >= end + behind.count else { return nil }
    let base = span.baseAddress!
    guard unsafe cbytescan_equal(before, base, before.count) != 0,
      unsafe cbytescan_equal(behind, base + end, behind.count) != 0
    else { return nil }
    let id = unsafe UnsafeRawBufferPointer(rebasing: span[before.count..<end])
    // The quote behind it is the first one.
    let plain = unsafe cbytescan_json_string_end(
      id.baseAddress!.assumingMemoryBound(to: UInt8.self), idCount)
    return unsafe plain == idCount ? id : nil
  }

  private mutating func take(_ span: UnsafeRawBufferPointer, _ id: UnsafeRawBufferPointer) {
    let start = unsafe id.baseAddress! - span.baseAddress!
    // To the end of the name that follows the id: between the two are a quote, a comma and the quotes of the name.
    var end = start + id.count
    for _ in 0..<3 {
      while end < span.count, unsafe span[end] != UInt8(ascii: "\"") { end += 1 }
      end += 1
    }
    guard end <= span.count else { return }
    unsafe before = Array(span[..<start])
    unsafe behind = Array(span[(start + id.count)..<end])
    idCount = id.count
  }
}

extension JSONTextReader {
  fileprivate mutating func skip(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  /// Steps over `"<stem><one of the endings>"`.
  fileprivate mutating func skipName(_ stem: StaticString, _ endings: StaticString...) -> Bool {
    guard skip(UInt8(ascii: "\"")), matches(stem) else { return false }
    position += stem.utf8CodeUnitCount
    for ending in endings where matches(ending) {
      position += ending.utf8CodeUnitCount
      return peek() == UInt8(ascii: "\"") && skip(UInt8(ascii: "\""))
    }
    return false
  }

  private func matches(_ wanted: StaticString) -> Bool {
    let length = wanted.utf8CodeUnitCount
    return unsafe length <= count - position
      && cbytescan_equal(text + position, wanted.utf8Start, length) != 0
  }
}

/// Remembers traces that were seen lately, so that a trace is not announced for each of its spans.
struct SeenTraces {
  /// 64-bit hashes in a direct-mapped table: a collision of slots announces a trace again, which is harmless. One of hashes
  /// would leave a trace out: by chance one of 2⁴⁹, on purpose none without the key.
  private var slots = [UInt64](repeating: 0, count: 1 << 14)

  /// False when this text was inserted lately.
  mutating func insert(_ id: UnsafeRawBufferPointer) -> Bool {
    let hash = unsafe ByteHash.hash(id, .secret) | 1
    let slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
    if slots[slot] == hash { return false }
    slots[slot] = hash
    return true
  }
}
