// Unsafe code: reads the caller's bytes after comparisons with their count, and through `WireReader`.

/// How OTLP requests follow each other in a file.
enum ProtobufPackaging: Sendable, CaseIterable {
  /// One request, or several byte to byte, which protobuf makes one, or each with a line feed behind it.
  case bare
  /// Each behind its length as a big-endian u32: the Collector's file exporter.
  case lengthPrefixed
  /// Each behind its length as a varint: protobuf's "delimited" form.
  case delimited
  /// Each behind a flag byte and its length as a big-endian u32: gRPC over HTTP/2, "Length-Prefixed-Message".
  case framed

  /// How much of an input is looked at. Any pipe can give it, and it holds some hundred records or a good part of one.
  static let lookAhead = 64 << 10

  /// Tells the packaging by the beginning of an input; nil when this is not OTLP protobuf.
  ///
  /// A hypothesis holds when the first record's lengths, tags and nesting agree as far as the bytes go, three levels
  /// deep; a record that is cut is no reason to doubt. Bare comes first: its first byte is a tag which elsewhere would
  /// mean a record of 10 bytes, too short for a span. When none holds the record may be damaged: then its first fields
  /// are enough, unless all is text.
  static func detect(_ bytes: UnsafeRawBufferPointer) -> ProtobufPackaging? {
    let head = unsafe UnsafeRawBufferPointer(rebasing: bytes.prefix(lookAhead))
    let all = [bare, lengthPrefixed, framed, delimited]
    if let packaging = all.first(where: { unsafe $0.fits(head, isStrict: true) }) { return packaging }
    guard unsafe head.contains(where: { $0 < 0x09 || $0 > 0x0D && $0 < 0x20 }) else { return nil }
    return all.first { unsafe $0.fits(head, isStrict: false) }
  }

  /// The length of the record at the beginning of these bytes and where it starts; nil when they are too few. A length
  /// that cannot be is negative.
  func prefix(of bytes: UnsafeRawBufferPointer) -> (start: Int, count: Int64, isCompressed: Bool)? {
    switch self {
    case .bare: return nil
    case .lengthPrefixed, .framed:
      let start = self == .framed ? 5 : 4
      guard bytes.count >= start else { return nil }
      let count = unsafe UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start - 4, as: UInt32.self))
      return (start, Int64(count), unsafe self == .framed && bytes[0] != 0)
    case .delimited:
      var reader = unsafe WireReader(bytes)
      do {
        let count = try reader.varint()
        return (reader.position, count <= UInt64(UInt32.max) ? Int64(count) : -1, false)
      } catch {
        return error.found == .end ? nil : (0, -1, false)
      }
    }
  }

  /// The most bytes that a prefix has.
  static let maximumPrefix = 10

  func fits(_ bytes: UnsafeRawBufferPointer, isStrict: Bool) -> Bool {
    if self == .bare { return unsafe Self.isRequest(bytes, count: .max, isStrict: isStrict) }
    var position = 0
    // The first record that is not empty decides.
    while position < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
      guard let prefix = unsafe prefix(of: rest), prefix.count >= 0, !prefix.isCompressed else {
        return false
      }
      guard prefix.count == 0 else {
        let visible = Int(min(Int64(rest.count - prefix.start), prefix.count))
        let record = unsafe UnsafeRawBufferPointer(rebasing: rest[prefix.start..<prefix.start + visible])
        return unsafe Self.isRequest(record, count: prefix.count, isStrict: isStrict)
      }
      position += prefix.start
    }
    return false
  }

  /// Whether a bare request has ended here, and the byte is the line feed behind it: Kafka Connect's byte arrays, and the
  /// Collector's file exporter with an encoding. The byte is also the tag of a request's field. Where another follows, it
  /// would be one of 10 bytes, which holds no span; it is believed if it can be a resource and something may follow.
  static func isLineFeed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard unsafe bytes[0] == 0x0A, unsafe bytes.count == 1 || bytes[1] == 0x0A else { return false }
    let end = 12
    guard bytes.count >= end, unsafe bytes.count == end || bytes[end] == 0x0A else { return true }
    var reader = unsafe WireReader(UnsafeRawBufferPointer(rebasing: bytes[2..<end]))
    do throws(WireError) {
      while !reader.isAtEnd {
        let tag = try reader.tag()
        guard tag.type == .bytes, tag.field <= 3 || tag.field == 1000 else { return true }
        try reader.skip(tag)
      }
      return false
    } catch {
      return true
    }
  }

  /// Whether `count` bytes, of which these are the first, can be a request: repeated field 1 with resources in it.
  private static func isRequest(_ bytes: UnsafeRawBufferPointer, count: Int64, isStrict: Bool) -> Bool {
    unsafe isMessage(WireReader(bytes), count: count, level: 3, isStrict: isStrict) == true
  }

  /// Whether a message of `count` bytes, of which the reader has the first, can be an envelope; nil when they are too
  /// few to tell. Level 3 is the request, 2 a resource with its scopes (or Tempo's wrapper), 1 what is in these. Fields that
  /// are not known today are fine after the first one. A message that is not judged strictly may be broken later.
  private static func isMessage(_ message: WireReader, count: Int64, level: Int, isStrict: Bool) -> Bool? {
    var reader = message
    let start = reader.position
    let isCut = count > Int64(reader.end - start)
    var verdict: Bool?
    var inspected = 0
    do {
      while !reader.isAtEnd {
        if level == 3, count == .max {
          let rest = unsafe reader.slice(reader.position..<reader.end)
          if verdict == true, unsafe DumpKind.lineEndsBeforeJSON(rest) != nil { return true }
          if unsafe isLineFeed(rest) {
            reader.skip(to: reader.position + 1)
            continue
          }
        }
        let isFirst = reader.position == start
        let tag = try reader.tag()
        let isKnown = tag.field <= (level == 3 ? 1 : 3) || tag.field == 1000 && level == 2
        // A resource may begin with its dropped_attributes_count.
        let isCount = level == 1 && tag.field == 2 && tag.type == .varint
        if isFirst, !isKnown || tag.type != .bytes && !isCount { return false }
        // The fields of envelopes have small numbers, apart from the 1000 that scope spans had for a while.
        guard tag.field <= 32 || tag.field == 1000 else { return isStrict ? false : verdict }
        guard tag.type == .bytes else {
          try reader.skip(tag)
          continue
        }
        let inner = Int64(clamping: try reader.varint())
        guard inner <= count - Int64(reader.position - start) else { return isStrict ? false : verdict }
        let visible = Int(min(inner, Int64(reader.end - reader.position)))
        let range = reader.position..<reader.position + visible
        // Of a response of Tempo, field 2 says how it was made.
        if level > 1, tag.field == 1 || tag.field == 2 && level == 2 {
          let part = isMessage(reader.message(range), count: inner, level: level - 1, isStrict: isStrict)
          if part == false { return isStrict ? false : verdict }
          verdict = part ?? verdict
          inspected += 1
        } else if isKnown {
          verdict = true
        }
        // Four of a kind are proof enough.
        guard visible == inner, inspected < 4 else { return verdict }
        reader.skip(to: range.upperBound)
      }
      return verdict
    } catch {
      return error.found == .end && isCut || !isStrict ? verdict : false
    }
  }
}
