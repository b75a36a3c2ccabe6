// Unsafe code: looks at bytes that the window holds, within their count; nothing is kept when the window moves.

/// Finds records again where lengths are wrong.
extension ProtobufDumpReader {
  /// How far ahead the end of a record is looked at before it is believed.
  private static let trustLimit: Int64 = 4 << 20
  /// Places that may be the beginning of a record are looked at more closely so often, apart from one for every 64 bytes:
  /// noise has one in 256 bytes, and each takes less than a microsecond.
  private static let freeLooks: Int64 = 1 << 20

  /// Whether a broken record's length can be believed: the input ends where the record should, or another one begins there.
  func isRecordEnd(_ end: Int64) -> Bool {
    let left = end - window.offset
    guard left >= 0, left <= Self.trustLimit else { return false }
    guard window.require(Int(left) + 1) else { return window.count == Int(left) }
    _ = window.require(Int(left) + ProtobufPackaging.searchLook)
    return unsafe packaging.isRecord(UnsafeRawBufferPointer(rebasing: window.bytes[Int(left)...]))
  }

  /// Whether so much was looked at that it matters what was so in other parts of the dump.
  var hasExceededShare: Bool { looks >= borders.share(of: Self.freeLooks) }

  /// Steps to the next record that begins behind the window's position; false at the end of the input.
  mutating func findRecord() -> Bool {
    if window.count > 0 { window.advance(by: 1) }
    let share = borders.isContinuation ? borders.share(of: Self.freeLooks) : nil
    let window = window
    let isFound = packaging.findRecord(in: window, counting: &looks) { looks in
      looks < share ?? Self.freeLooks + window.offset / 64
    }
    if isFound || window.count == 0 { return isFound }
    // What is no dump is not looked through for ever.
    if borders.isContinuation {
      borders.isGivenUp = true
    } else {
      repeat { window.advance(by: window.count) } while window.fill()
    }
    return false
  }
}

extension ProtobufPackaging {
  /// So many bytes tell whether a record begins with them.
  static let searchLook = 1024

  /// Steps to a record that begins at the window's position or behind; false at the end of the input, or when there is more
  /// in the window but a number of closer looks may not be taken.
  func findRecord(
    in window: ByteWindow, counting looks: inout Int64, while mayLook: (Int64) -> Bool
  ) -> Bool {
    while true {
      _ = window.require(Self.lookAhead)
      guard window.count > 0 else { return false }
      let bytes = unsafe window.bytes
      // A record may begin shortly before the end of what is buffered.
      let end = window.isExhausted ? bytes.count : bytes.count - Self.searchLook
      var position = 0
      while position < end {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
        if unsafe mayBeRecord(rest) {
          looks += 1
          guard mayLook(looks) else { return false }
          if unsafe isRecord(rest) {
            window.advance(by: position)
            return true
          }
        }
        position += 1
      }
      window.advance(by: end)
    }
  }

  /// Whether a record could begin with these bytes, at a glance.
  func mayBeRecord(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .bare: unsafe bytes[0] == 0x0A
    case .lengthPrefixed: unsafe bytes.count > 5 && bytes[4] == 0x0A && bytes[0] < 0x40
    case .framed: unsafe bytes.count > 6 && bytes[0] == 0 && bytes[5] == 0x0A && bytes[1] < 0x40
    case .delimited:
      unsafe bytes.count > 6
        && (bytes[1] == 0x0A || bytes[2] == 0x0A || bytes[3] == 0x0A || bytes[4] == 0x0A || bytes[5] == 0x0A)
    }
  }

  /// Whether a record begins with these bytes beyond doubt: lengths, tags and nesting agree, and another record, JSON or the
  /// end of these bytes follows if that can be seen.
  func isRecord(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var bytes = unsafe bytes
    while self == .bare, unsafe !bytes.isEmpty && Self.isLineFeed(bytes) {
      if bytes.count == 1 { return true }
      unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[1...])
    }
    guard let start = unsafe firstField(bytes), unsafe bytes[start.offset] == 0x0A else { return false }
    var reader = unsafe WireReader(UnsafeRawBufferPointer(rebasing: bytes[(start.offset + 1)...]))
    guard let inner = try? reader.varint(), inner > 8, inner <= UInt64(start.count) else { return false }
    guard unsafe fits(UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.searchLook)), isStrict: true) else {
      return false
    }
    let end =
      start.count == .max
      ? Int64(start.offset + 1 + reader.position) + Int64(inner) : Int64(start.offset) + start.count
    guard end < Int64(bytes.count) else { return true }
    let next = unsafe UnsafeRawBufferPointer(rebasing: bytes[Int(end)...])
    if unsafe DumpKind.lineEndsBeforeJSON(next) != nil { return true }
    guard let following = unsafe firstField(next) else { return next.count < Self.maximumPrefix }
    return unsafe following.count == 0 || next[following.offset] == 0x0A
  }

  /// Where the request of a record begins, and its length; nil when there is not enough of it, or no such length.
  private func firstField(_ bytes: UnsafeRawBufferPointer) -> (offset: Int, count: Int64)? {
    if self == .bare { return unsafe bytes.isEmpty ? nil : (0, .max) }
    guard let prefix = unsafe prefix(of: bytes), prefix.count >= 0, !prefix.isCompressed,
      prefix.start < bytes.count
    else {
      return nil
    }
    return (prefix.start, prefix.count)
  }
}
