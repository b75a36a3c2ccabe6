// Unsafe code: `Hex.encode` writes two digits for each byte into a buffer made for twice the count; `Hex.isLower` loads 16
// bytes where that many are left; texts are read while their owner lends them.

internal import CByteScan

/// A trace or span id: its canonical form for comparing, and how the dump wrote it.
package struct Identifier: Hashable, Sendable {
  /// Lower-case hex padded to 16 or 32 digits where the spelling is one of the known ones; else the text as it is.
  package var canonical: String
  /// As in the dump, but hex in lower case and base64 forms as hex.
  package var spelling: String

  package init() {
    canonical = ""
    spelling = ""
  }

  /// What an id stands for; the spellings of the two differ in length only.
  package enum Subject: Int, Sendable {
    case trace = 16
    case span = 8
    var byteCount: Int { rawValue }
  }

  package var isEmpty: Bool { canonical.isEmpty }

  package init(bytes: some Collection<UInt8>) {
    canonical = Hex.encode(bytes)
    spelling = canonical
  }

  /// Reads an id as text. Known spellings, by length and alphabet: hex in either case, also with `0x` or without its
  /// leading zeros (Jaeger before 1.16); base64 of the bytes, padded or not (protobuf's JSON mapping); base64 of the hex
  /// text (opentelemetry-swift issue 537); hex of the bytes that base64-decoding the hex text gives (JavaScript proxies).
  package init(_ text: String, _ subject: Subject) {
    self.init()
    var digits = Array(text.utf8)
    if unsafe digits.withUnsafeBytes({ unsafe Self.isUsual($0, subject) }) {
      canonical = text
      spelling = text
      return
    }
    // Base64 may begin so, too: two of 4,096 ids do.
    if digits.count > 2, digits[0] == UInt8(ascii: "0"), digits[1] | 0x20 == UInt8(ascii: "x"),
      digits.dropFirst(2).allSatisfy(Hex.isDigit)
    {
      digits.removeFirst(2)
    }
    let full = subject.byteCount * 2
    if !digits.isEmpty, digits.allSatisfy(Hex.isDigit), !Self.isBase64(ofHexDigits: digits, subject) {
      let lower = digits.map { $0 | 0x20 }
      if lower.count == full * 3 / 2, let text = Self.undoDoubleDecoding(lower), text.count == full {
        self = Identifier(hex: text, spelling: text)
      } else if lower.count <= full {
        let padded = lower.count <= 16 ? 16 : 32
        self = Identifier(
          hex: Array(repeating: UInt8(ascii: "0"), count: padded - lower.count) + lower, spelling: lower)
      } else {
        self = Identifier(hex: lower, spelling: lower)
      }
      return
    }
    if let bytes = Base64.decode(digits) {
      if bytes.count == subject.byteCount {
        self = Identifier(bytes: bytes)
        return
      }
      if bytes.count == full, bytes.allSatisfy(Hex.isDigit) {
        self = Identifier(hex: bytes.map { $0 | 0x20 }, spelling: bytes.map { $0 | 0x20 })
        return
      }
    }
    canonical = text
    spelling = text
  }

  /// Whether an id is written as nearly every exporter does, so that there is nothing to be done.
  private static func isUsual(_ text: UnsafeRawBufferPointer, _ subject: Subject) -> Bool {
    guard text.count == 16 || (text.count == 32 && subject == .trace) else { return false }
    return unsafe Hex.isLower(text)
  }

  /// Such an id; nil where there is another text.
  init?(usual text: UnsafeRawBufferPointer, _ subject: Subject) {
    guard unsafe Self.isUsual(text, subject) else { return nil }
    canonical = unsafe String(ascii: text)
    spelling = canonical
  }

  /// Whether hex digits are the base64 of an id, without its padding: by their number, and since nobody writes hex in both
  /// cases of letters.
  private static func isBase64(ofHexDigits digits: [UInt8], _ subject: Subject) -> Bool {
    guard digits.count == (subject.byteCount * 4 + 2) / 3 else { return false }
    return digits.contains { $0 >= UInt8(ascii: "a") }
      && digits.contains { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }
  }

  private init(hex: [UInt8], spelling: [UInt8]) {
    canonical = String(decoding: hex, as: UTF8.self)
    self.spelling = hex.count == spelling.count ? canonical : String(decoding: spelling, as: UTF8.self)
  }

  private static func undoDoubleDecoding(_ hex: [UInt8]) -> [UInt8]? {
    guard let bytes = Hex.decode(hex) else { return nil }
    let text = Base64.encode(bytes)
    return text.allSatisfy(Hex.isDigit) ? text.map { $0 | 0x20 } : nil
  }

  /// Reads an id in any JSON form: text, a Node.js Buffer (`{"type":"Buffer","data":[…]}`) or a list of byte values.
  package init?(_ node: JSONNode, _ subject: Subject) {
    switch node.kind {
    case .string:
      guard let text = node.string, !text.isEmpty else { return nil }
      self.init(text, subject)
    case .number:
      self.init(node.text ?? "", subject)
    case .object:
      guard let data = node["data"], let id = Identifier(data, subject) else { return nil }
      self = id
    case .array:
      let bytes = node.elements.compactMap { $0.int.flatMap(UInt8.init(exactly:)) }
      guard bytes.count == node.count, !bytes.isEmpty else { return nil }
      self.init(bytes: bytes)
    default: return nil
    }
  }

  /// Whether a parent id means that there is no parent.
  package var isRoot: Bool {
    canonical.isEmpty || canonical == "None" || canonical.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
  }
}

/// Hexadecimal digits.
enum Hex {
  static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  /// Whether a text, of a multiple of 16 bytes, is nothing but digits and lower-case letters.
  static func isLower(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let start = unsafe text.baseAddress?.assumingMemoryBound(to: UInt8.self),
      text.count.isMultiple(of: 16)
    else { return false }
    return stride(from: 0, to: text.count, by: 16).allSatisfy {
      unsafe cbytescan_are_lower_hex16(start + $0) != 0
    }
  }

  static func encode(_ bytes: some Collection<UInt8>) -> String {
    unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      var position = 0
      for byte in bytes {
        for half in [byte >> 4, byte & 15] {
          unsafe buffer[position] = half < 10 ? half + UInt8(ascii: "0") : half - 10 + UInt8(ascii: "a")
          position += 1
        }
      }
      return position
    }
  }

  static func decode(_ digits: [UInt8]) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for position in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[position]), let low = value(digits[position + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    guard isDigit(digit) else { return nil }
    return digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : (digit | 0x20) - UInt8(ascii: "a") + 10
  }
}

/// Base64 in its standard alphabet, RFC 4648 section 4; padding may be missing.
enum Base64 {
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    var digits = text[...]
    while digits.last == UInt8(ascii: "="), text.count - digits.count < 2 { digits.removeLast() }
    guard digits.count % 4 != 1, digits.count > 0 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for digit in digits {
      guard let value = value(digit) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for position in 0..<3 {
        bits = bits << 8 | UInt32(start + position < bytes.count ? bytes[start + position] : 0)
      }
      for position in 0..<4 {
        let digit = alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)]
        text.append(position <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return text
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
