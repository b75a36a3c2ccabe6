// Unsafe code: looks at the window's first bytes, within their count, before anything moves them.

/// What the values of a dump are, told by its first bytes.
enum DumpKind: Equatable, Sendable {
  case json
  case protobuf(ProtobufPackaging)
  case unknown

  /// Of the input that begins at the window's position.
  init(of window: ByteWindow) {
    // As a rule two bytes tell, and what comes slowly down a pipe is read as it comes.
    var isJSON = unsafe Self.isJSON(window.bytes)
    while isJSON == nil, window.count < ProtobufPackaging.lookAhead, window.fill() {
      isJSON = unsafe Self.isJSON(window.bytes)
    }
    let looksLikeJSON = isJSON ?? (window.count > 0)
    if !looksLikeJSON { _ = window.require(ProtobufPackaging.lookAhead) }
    if !looksLikeJSON, let packaging = unsafe ProtobufPackaging.detect(window.bytes) {
      self = .protobuf(packaging)
    } else {
      self = unsafe !looksLikeJSON && Self.isBinary(window.bytes) ? .unknown : .json
    }
  }

  /// A bracket, and behind it what JSON allows there: a message of 123 bytes has the same first byte. nil as long as there
  /// is nothing behind it.
  private static func isJSON(_ bytes: UnsafeRawBufferPointer) -> Bool? {
    guard let first = unsafe bytes.first else { return nil }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
    let next = unsafe bytes.dropFirst().first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    switch next {
    case nil: return nil
    case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"):
      return true
    default:
      return first == UInt8(ascii: "[")
    }
  }

  /// Many control characters that no text has, other than the NULs that pad files. One or two may be damage.
  private static func isBinary(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let head = unsafe bytes.prefix(1024)
    let controls = unsafe head.count { $0 != 0 && $0 < 0x09 || $0 > 0x0D && $0 < 0x1B }
    return unsafe controls * 16 > head.count
  }
}

extension ByteWindow {
  /// Steps over a byte order mark.
  func skipByteOrderMark() {
    if require(3), unsafe bytes.starts(with: [0xEF, 0xBB, 0xBF]) { advance(by: 3) }
  }
}
