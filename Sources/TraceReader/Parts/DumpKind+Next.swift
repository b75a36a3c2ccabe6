// Unsafe code: looks at buffered bytes behind comparisons with their count; no pointer lives beyond a call that may fill the
// window.

/// One input may hold both: members of gzip, and files that were put together, need not be of one kind.
extension ProtobufPackaging {
  /// The packaging of the record that begins behind the blanks at the window's position, to which it steps; nil, and nothing
  /// is consumed, where something else stands there. To look where JSON goes on takes a comparison or two.
  static func next(in window: ByteWindow) -> ProtobufPackaging? {
    var position = 0
    while window.count > position || window.require(position + 1) {
      let byte = unsafe window.bytes[position]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { return nil }
      guard position < mostBlanks, byte == 0x0A || byte == 0x0D || byte == 0x20 || byte == 0x09 else { break }
      position += 1
    }
    // A line feed is also the tag of a bare request's first field; of a length it would be no beginning.
    for start in max(0, position - 1)...position where start < window.count {
      // The same bytes are judged however many are buffered.
      for packaging in allCases where start == position || packaging == .bare {
        guard unsafe packaging.seemsToBegin(look(glanceSize, at: start, in: window)),
          unsafe packaging.isRecord(look(searchLook, at: start, in: window)),
          // Behind a line feed, a record with a varint before it looks like a bare one. What follows it tells.
          unsafe packaging.isRecord(look(farLook, at: start, in: window))
        else { continue }
        window.advance(by: start)
        return packaging
      }
    }
    return nil
  }

  /// The next bytes behind a place, as far as there are so many; valid until the next look.
  private static func look(_ count: Int, at start: Int, in window: ByteWindow) -> UnsafeRawBufferPointer {
    _ = window.require(start + count)
    return unsafe UnsafeRawBufferPointer(rebasing: window.bytes[start...].prefix(count))
  }

  /// The end of a record is looked at within so many bytes.
  private static let farLook = 4 << 20

  /// Enough for a prefix, or for two tags and a length.
  private static let glanceSize = 24

  /// More blanks than any writer puts between two values.
  private static let mostBlanks = 64

  /// `mayBeRecord`, and of bare requests the tag of a field of the first resource, since each line of text begins behind a
  /// line feed.
  private func seemsToBegin(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard unsafe bytes.count > 6 && mayBeRecord(bytes) else { return false }
    guard self == .bare else { return true }
    var reader = unsafe WireReader(UnsafeRawBufferPointer(rebasing: bytes[1...]))
    guard (try? reader.varint()) != nil, let tag = try? reader.tag() else { return false }
    return tag.type == .bytes && (tag.field <= 3 || tag.field == 1000)
  }
}

extension DumpKind {
  /// Bytes that `lineEndsBeforeJSON` looks at.
  static let lookAhead = mostBlanks + 16

  /// Whether JSON may begin here, at a glance.
  static func mayBeBeforeJSON(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  /// Whether JSON begins behind line ends at these bytes' beginning, where a record would: then how many bytes those are. A
  /// record behind a varint may begin with a bracket and a line feed, but not with what follows here.
  static func lineEndsBeforeJSON(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var position = 0
    while position < bytes.count, position < 8, unsafe bytes[position] == 0x0A || bytes[position] == 0x0D {
      position += 1
    }
    guard position < bytes.count else { return nil }
    let bracket = unsafe bytes[position]
    guard bracket == UInt8(ascii: "{") || bracket == UInt8(ascii: "[") else { return nil }
    let second = unsafe bytes[(position + 1)...].prefix(mostBlanks).first {
      $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09
    }
    let isJSON = second == (bracket == UInt8(ascii: "{") ? UInt8(ascii: "\"") : UInt8(ascii: "{"))
    return isJSON ? position : nil
  }

  /// More than any writer puts before the first name of a document.
  private static let mostBlanks = 64
}
