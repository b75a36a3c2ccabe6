// Unsafe code: looks at what windows have buffered, within its count, before they move.

package import FileIO

extension DumpParts {
  /// A place is looked for so far behind the wanted one, and values of this size are looked through.
  private static let lookAhead = 8 << 20
  /// So many bytes are looked through for the ends of values: in vain for each line that begins one without an end.
  private static let scanLimit = 4 * lookAhead

  /// Cuts a file into about as many parts of the same size; nil for one that cannot be cut: gzip, one long line, messages
  /// without a length before them.
  package init?(of file: SharedFile, count: Int) {
    let head = ByteWindow(SharedFileSource(file, name: "", from: 0), name: "", beginning: .max)
    _ = head.require(Container.headCount)
    let container = unsafe Container(head: head.bytes.prefix(Container.headCount))
    guard container == .plain || container == .byteOrderMark else { return nil }
    head.skipByteOrderMark()
    kind = DumpKind(of: head)
    var starts: [Int64] = [0]
    for part in 1..<max(1, count) {
      let wanted = max(file.size / Int64(count) * Int64(part), starts.last! + 1)
      let window = ByteWindow(
        SharedFileSource(file, name: "", from: wanted, to: wanted + Int64(2 * Self.lookAhead)), name: "",
        offset: wanted, beginning: .max)
      let border: Int64? =
        switch kind {
        case .json: Self.findValue(window)
        case .protobuf(let packaging): Self.findRecord(window, packaging, in: file)
        case .unknown: nil
        }
      guard let border, border < file.size else { break }
      starts.append(border)
    }
    guard starts.count > 1 else { return nil }
    self.starts = starts
  }

  /// The next line that begins with a value behind which the line ends and another value begins one.
  private static func findValue(_ window: ByteWindow) -> Int64? {
    let end = window.offset + Int64(lookAhead)
    var scanned = 0
    while window.offset < end, scanned < scanLimit, skipLine(window) {
      guard window.require(1), unsafe isBracket(window.bytes[0]) else { continue }
      switch StructuralScan.end(in: window, from: 0, limit: lookAhead, stoppingAt: .requests) {
      case .complete(let count):
        if isFollowed(window, from: count) { return window.offset }
        scanned += count
      case .lineFeedInString(let count), .recordStart(let count): scanned += count
      case .cut, .tooLong: scanned += window.count
      }
    }
    return nil
  }

  /// Steps behind the end of the line.
  private static func skipLine(_ window: ByteWindow) -> Bool {
    while window.count > 0 || window.fill() {
      if let end = unsafe window.bytes.firstIndex(of: 0x0A) {
        window.advance(by: end + 1)
        return true
      }
      window.advance(by: window.count)
    }
    return false
  }

  private static func isBracket(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  /// Whether the line ends behind a value of this many bytes, and a later one begins with a value.
  private static func isFollowed(_ window: ByteWindow, from count: Int) -> Bool {
    var position = count
    var isLineStart = false
    while window.require(position + 1) {
      let byte = unsafe window.bytes[position]
      switch byte {
      case 0x0A: isLineStart = true
      case 0x0D, 0x20, 0x09: isLineStart = false
      default: return isLineStart && isBracket(byte)
      }
      position += 1
    }
    return false
  }

  /// A record that follows two others, since inside a record something may look like one; where a false one ends, a true
  /// one begins.
  private static func findRecord(
    _ window: ByteWindow, _ packaging: ProtobufPackaging, in file: SharedFile
  ) -> Int64? {
    guard packaging != .bare else { return nil }
    let end = window.offset + Int64(lookAhead)
    var looks: Int64 = 0
    while packaging.findRecord(in: window, counting: &looks, while: { _ in window.offset < end }) {
      if let second = recordEnd(window.offset, packaging, in: file),
        let third = recordEnd(second, packaging, in: file)
      {
        return third
      }
      window.advance(by: 1)
    }
    return nil
  }

  /// Where the record at an offset ends; nil when there is none.
  private static func recordEnd(
    _ offset: Int64, _ packaging: ProtobufPackaging, in file: SharedFile
  ) -> Int64? {
    let look = ProtobufPackaging.searchLook
    let window = ByteWindow(
      SharedFileSource(file, name: "", from: offset, to: offset + Int64(look)), name: "", offset: offset,
      beginning: .max)
    _ = window.require(look)
    guard unsafe packaging.isRecord(window.bytes), let prefix = unsafe packaging.prefix(of: window.bytes)
    else { return nil }
    return offset + Int64(prefix.start) + prefix.count
  }
}
