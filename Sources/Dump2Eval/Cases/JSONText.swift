/// Tells whether a text is JSON as `JSON.parse` accepts it: RFC 8259 without a byte order mark. Any depth
/// costs one bit, and nothing here recurses.
enum JSONText {
  static func isValid(_ bytes: Span<UInt8>) -> Bool {
    var position = skipBlanks(bytes, from: 0)
    // Most answers are prose: one look at the first byte settles them.
    guard position < bytes.count, canBegin(bytes[position]) else { return false }
    var open = OpenContainers()
    while true {
      // A value begins here.
      switch bytes[position] {
      case UInt8(ascii: "{"):
        position = skipBlanks(bytes, from: position + 1)
        if byte(of: bytes, at: position) == UInt8(ascii: "}") {
          position += 1
          break
        }
        guard let value = endOfKey(bytes, from: position) else { return false }
        position = value
        open.push(isObject: true)
        continue
      case UInt8(ascii: "["):
        position = skipBlanks(bytes, from: position + 1)
        if byte(of: bytes, at: position) == UInt8(ascii: "]") {
          position += 1
          break
        }
        guard position < bytes.count else { return false }
        open.push(isObject: false)
        continue
      default:
        guard let end = endOfScalar(bytes, from: position) else { return false }
        position = end
      }
      // A value has ended: close what it completes, up to the next value.
      closing: while true {
        position = skipBlanks(bytes, from: position)
        guard let isObject = open.innermostIsObject else { return position == bytes.count }
        guard position < bytes.count else { return false }
        switch (bytes[position], isObject) {
        case (UInt8(ascii: ","), true):
          guard let value = endOfKey(bytes, from: skipBlanks(bytes, from: position + 1)) else { return false }
          position = value
          break closing
        case (UInt8(ascii: ","), false):
          position = skipBlanks(bytes, from: position + 1)
          guard position < bytes.count else { return false }
          break closing
        case (UInt8(ascii: "}"), true), (UInt8(ascii: "]"), false):
          open.pop()
          position += 1
        default:
          return false
        }
      }
    }
  }

  private static func byte(of bytes: Span<UInt8>, at position: Int) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private static func skipBlanks(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
      default: return position
      }
    }
    return position
  }

  private static func canBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: "t"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// From a key's quote to the first byte of its value, which exists.
  private static func endOfKey(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard byte(of: bytes, at: start) == UInt8(ascii: "\""), let end = endOfString(bytes, from: start) else {
      return nil
    }
    let colon = skipBlanks(bytes, from: end)
    guard byte(of: bytes, at: colon) == UInt8(ascii: ":") else { return nil }
    let value = skipBlanks(bytes, from: colon + 1)
    return value < bytes.count ? value : nil
  }

  private static func endOfScalar(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    switch bytes[start] {
    case UInt8(ascii: "\""): endOfString(bytes, from: start)
    case UInt8(ascii: "t"): endOfWord("true", bytes, from: start)
    case UInt8(ascii: "f"): endOfWord("false", bytes, from: start)
    case UInt8(ascii: "n"): endOfWord("null", bytes, from: start)
    default: endOfNumber(bytes, from: start)
    }
  }

  private static func endOfWord(_ word: String, _ bytes: Span<UInt8>, from start: Int) -> Int? {
    var position = start
    for expected in word.utf8 {
      guard byte(of: bytes, at: position) == expected else { return nil }
      position += 1
    }
    return position
  }

  private static func endOfString(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var position = start + 1
    while true {
      position = TextScan.nextEscape(in: bytes, from: position)
      guard position < bytes.count else { return nil }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        return position + 1
      case UInt8(ascii: "\\"):
        guard let end = endOfEscape(bytes, from: position) else { return nil }
        position = end
      case ..<0x20:
        return nil
      default:
        // YAML escapes it, JSON does not.
        position += 1
      }
    }
  }

  private static func endOfEscape(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    switch byte(of: bytes, at: start + 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return start + 2
    case UInt8(ascii: "u"):
      guard start + 6 <= bytes.count else { return nil }
      for index in start + 2..<start + 6 {
        switch bytes[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
          UInt8(ascii: "A")...UInt8(ascii: "F"):
          continue
        default: return nil
        }
      }
      return start + 6
    default:
      return nil
    }
  }

  private static func endOfNumber(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var position = start
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if byte(of: bytes, at: position) == UInt8(ascii: "0") {
      position += 1
    } else {
      guard let end = endOfDigits(bytes, from: position) else { return nil }
      position = end
    }
    if byte(of: bytes, at: position) == UInt8(ascii: ".") {
      guard let end = endOfDigits(bytes, from: position + 1) else { return nil }
      position = end
    }
    if let mark = byte(of: bytes, at: position), mark | 0x20 == UInt8(ascii: "e") {
      position += 1
      if let sign = byte(of: bytes, at: position), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        position += 1
      }
      guard let end = endOfDigits(bytes, from: position) else { return nil }
      position = end
    }
    return position
  }

  /// Past one or more digits.
  private static func endOfDigits(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var position = start
    while let digit = byte(of: bytes, at: position), digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") {
      position += 1
    }
    return position > start ? position : nil
  }
}

/// Which of the containers around a value are objects: one bit each, the innermost 64 in a register.
private struct OpenContainers {
  private var bits: UInt64 = 0
  private var outer: [UInt64] = []
  private var depth = 0

  var innermostIsObject: Bool? { depth == 0 ? nil : bits & 1 == 1 }

  mutating func push(isObject: Bool) {
    if depth > 0 && depth % 64 == 0 { outer.append(bits) }
    bits = bits << 1 | (isObject ? 1 : 0)
    depth += 1
  }

  mutating func pop() {
    depth -= 1
    bits >>= 1
    if depth > 0 && depth % 64 == 0 { bits = outer.removeLast() }
  }
}
