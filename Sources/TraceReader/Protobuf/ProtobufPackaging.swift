// Unsafe code: reads the caller's bytes after comparisons with their count, and through `WireReader`.

/// How OTLP requests follow each other in a file.
enum ProtobufPackaging: Sendable, CaseIterable {
  /// One request, or several byte to byte, which protobuf makes one.
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
  /// A hypothesis holds when the first records' lengths, tags and nesting agree as far as the bytes go, three levels
  /// deep. Bare comes first: its first byte is a tag which elsewhere would mean a record of 10 bytes, too short for a span.
  /// A last record that is cut is no reason to doubt.
  static func detect(_ bytes: UnsafeRawBufferPointer) -> ProtobufPackaging? {
    let head = unsafe UnsafeRawBufferPointer(rebasing: bytes.prefix(lookAhead))
    return [bare, lengthPrefixed, framed, delimited].first { unsafe $0.fits(head) }
  }

  /// The length of the record at the beginning of these bytes and where it starts; nil when they are too few.
  /// An impossible varint is a negative length.
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

  private func fits(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if self == .bare { return unsafe Self.isRequest(bytes, count: .max) == true }
    var position = 0
    var records = 0
    // The second record confirms the first; empty ones confirm nothing.
    while records < 2, position < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
      guard let prefix = unsafe prefix(of: rest) else { break }
      guard prefix.count >= 0 else { return false }
      if self == .framed, unsafe rest[0] > 1 { return false }
      let visible = min(Int64(rest.count - prefix.start), prefix.count)
      if visible > 0, !prefix.isCompressed {
        let record = unsafe UnsafeRawBufferPointer(
          rebasing: rest[prefix.start..<prefix.start + Int(visible)])
        switch unsafe Self.isRequest(record, count: prefix.count) {
        case false?: return false
        case true?: records += 1
        case nil: break
        }
      }
      guard visible == prefix.count else { break }
      position += prefix.start + Int(visible)
    }
    return records > 0
  }

  /// Whether `count` bytes, of which these are the first, can be a request: repeated field 1 with resources in it.
  /// nil when the bytes are too few to tell.
  static func isRequest(_ bytes: UnsafeRawBufferPointer, count: Int64) -> Bool? {
    unsafe isMessage(bytes, count: count, levels: 3, firstFields: 1...1)
  }

  /// Level 3 is the request, 2 a resource with its scopes (or Tempo's wrapper), 1 what is in these. Fields that are not
  /// known today are fine after the first one.
  private static func isMessage(
    _ bytes: UnsafeRawBufferPointer, count: Int64, levels: Int, firstFields: ClosedRange<UInt32>
  ) -> Bool? {
    var reader = unsafe WireReader(bytes)
    var verdict: Bool?
    var inspected = 0
    while !reader.isAtEnd {
      let at = reader.position
      do {
        let tag = try reader.tag()
        // The fields of envelopes are small numbers, apart from the 1000 that scope spans had for a while.
        guard tag.field <= 32 || tag.field == 1000 else { return false }
        if at == 0, tag.type != .bytes || !(firstFields.contains(tag.field) || tag.field == 1000) {
          return false
        }
        guard tag.type == .bytes else {
          try reader.skip(tag)
          continue
        }
        let inner = Int64(clamping: try reader.varint())
        let left = count - Int64(reader.position)
        guard inner <= left else { return false }
        let visible = min(inner, Int64(reader.end - reader.position))
        let range = reader.position..<reader.position + Int(visible)
        // Of a response of Tempo, field 2 says how it was made.
        if levels > 1, tag.field == 1 || tag.field == 2 && levels == 2 {
          // Four of a kind are proof enough.
          guard inspected < 4 else { return verdict }
          inspected += 1
          switch unsafe isMessage(reader.slice(range), count: inner, levels: levels - 1, firstFields: 1...3) {
          case false?: return false
          case true?: verdict = true
          case nil: break
          }
        } else {
          verdict = true
        }
        guard visible == inner else { return verdict }
        reader.skip(to: range.upperBound)
      } catch {
        // Cut by the look-ahead, or broken.
        guard error.found == .end, count > Int64(bytes.count) else { return false }
        return verdict
      }
    }
    return verdict
  }
}
