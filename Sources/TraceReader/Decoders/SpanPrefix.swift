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

/// The first bytes of a span up to its span id: spans that begin alike belong to one trace.
struct SpanHead {
  private var bytes: [UInt8] = []

  /// Remembers a span's beginning, given where its trace id stands in it.
  mutating func take(_ span: UnsafeRawBufferPointer, upTo traceID: UnsafeRawBufferPointer) {
    bytes.removeAll(keepingCapacity: true)
    // To the end of the name that follows the id: between the two are a quote, a comma and the quotes of the name.
    var end = unsafe traceID.baseAddress! + traceID.count - span.baseAddress!
    for _ in 0..<3 {
      while end < span.count, unsafe span[end] != UInt8(ascii: "\"") { end += 1 }
      end += 1
    }
    if end <= span.count { unsafe bytes.append(contentsOf: span[..<end]) }
  }

  /// Whether a span begins likewise.
  func begins(_ span: UnsafeRawBufferPointer) -> Bool {
    guard !bytes.isEmpty, bytes.count <= span.count else { return false }
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe cbytescan_equal(bytes.baseAddress!, span.baseAddress!, bytes.count) != 0
    }
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

  private func matches(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard unsafe position + count <= bytes.count else { return false }
    for place in 0..<count {
      guard unsafe bytes[position + place] == text.utf8Start[place] else { return false }
    }
    return true
  }
}

/// Remembers traces that were seen lately, so that a trace is not announced for each of its spans.
struct SeenTraces {
  /// 64-bit hashes in a direct-mapped table: a collision of slots announces a trace again, which is harmless.
  private var slots = [UInt64](repeating: 0, count: 1 << 14)

  /// False when this text was inserted lately.
  mutating func insert(_ id: UnsafeRawBufferPointer) -> Bool {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for position in stride(from: 0, to: id.count, by: 8) {
      var word: UInt64 = 0
      if position + 8 <= id.count {
        word = unsafe id.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      } else {
        for place in position..<id.count { word = word << 8 | UInt64(unsafe id[place]) }
      }
      hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 31
    }
    hash |= 1
    let slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
    if slots[slot] == hash { return false }
    slots[slot] = hash
    return true
  }
}
