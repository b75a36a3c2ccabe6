// Unsafe code: `text` belongs to the caller for the reader's life; each load is behind a comparison with `count`.
// `unescape` writes at most 4 bytes for each 2 or more it reads, into memory that its caller has reserved.

internal import CByteScan

/// A position in a contiguous JSON text and the small steps of the grammar.
@safe struct JSONTextReader {
  /// Not a buffer: that asks before each load whether it has memory at all.
  let text: UnsafePointer<UInt8>
  let count: Int
  var position = 0

  init(bytes: UnsafeRawBufferPointer) {
    // Of nothing no byte is read.
    let nothing = unsafe UnsafeRawPointer(bitPattern: 1)!
    unsafe text = (bytes.baseAddress ?? nothing).assumingMemoryBound(to: UInt8.self)
    count = bytes.count
  }

  var isAtEnd: Bool { position == count }

  /// The next byte; 0, which begins nothing in JSON, at the end.
  @inline(__always)
  func peek() -> UInt8 {
    unsafe position < count ? text[position] : 0
  }

  func error(_ expected: StaticPhrase, isInside: Bool = false) -> JSONSyntaxError {
    JSONSyntaxError(offset: position, expected: expected, found: isAtEnd ? nil : peek(), isInside: isInside)
  }

  /// Nearly all texts are compact: one comparison, as a rule.
  @inline(__always)
  mutating func skipBlanks() {
    if peek() <= 0x20 { skipRunOfBlanks() }
  }

  private mutating func skipRunOfBlanks() {
    while position < count {
      let byte = peek()
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  mutating func literal(_ word: StaticString) throws(JSONSyntaxError) {
    guard skip(word) else { throw error("a JSON value") }
  }

  /// Steps over what Python writes for a number that is none; false where nothing of it stands.
  @inline(__always)
  mutating func skipNoNumber() -> Bool {
    let first = peek()
    guard first > UInt8(ascii: "9") || first == UInt8(ascii: "-") else { return false }
    return skip("NaN") || skip("Infinity") || skip("-Infinity")
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard length <= count - position, unsafe cbytescan_equal(text + position, word.utf8Start, length) != 0
    else { return false }
    position += length
    return true
  }

  /// Steps over a number: `-? int frac? exp?` of RFC 8259, section 6.
  mutating func skipNumber() throws(JSONSyntaxError) {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    if peek() == UInt8(ascii: "0") {
      position += 1
    } else {
      guard skipDigits() > 0 else {
        let isSign = position > start
        throw error(isSign ? "a digit after '-'" : "a JSON value")
      }
    }
    if peek() == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw error("a digit after the decimal point") }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw error("a digit in the exponent") }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while peek() &- UInt8(ascii: "0") < 10 { position += 1 }
    return position - start
  }

  /// Writes the UTF-8 of the escape at `position`, steps over it and returns how many bytes it wrote.
  mutating func unescape(into target: UnsafeMutableRawPointer) throws(JSONSyntaxError) -> Int {
    position += 1
    let byte: UInt8
    switch peek() {
    case UInt8(ascii: "n"): byte = 0x0A
    case UInt8(ascii: "\""): byte = UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): byte = UInt8(ascii: "\\")
    case UInt8(ascii: "/"): byte = UInt8(ascii: "/")
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "r"): byte = 0x0D
    case UInt8(ascii: "b"): byte = 0x08
    case UInt8(ascii: "f"): byte = 0x0C
    case UInt8(ascii: "u"):
      position += 1
      return try unsafe unescapeUnicode(into: target)
    default: throw error("one of \"\\/bfnrtu after a backslash", isInside: true)
    }
    position += 1
    unsafe target.storeBytes(of: byte, as: UInt8.self)
    return 1
  }

  private mutating func unescapeUnicode(into target: UnsafeMutableRawPointer) throws(JSONSyntaxError) -> Int {
    var scalar = try hexDigits()
    if scalar & 0xFC00 == 0xD800, peek() == UInt8(ascii: "\\"), position + 1 < count,
      unsafe text[position + 1] == UInt8(ascii: "u")
    {
      let saved = position
      position += 2
      let low = try hexDigits()
      if low & 0xFC00 == 0xDC00 {
        scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
      } else {
        position = saved
      }
    }
    let encoded = UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}")!
    var count = 0
    for unit in encoded {
      unsafe target.storeBytes(of: unit, toByteOffset: count, as: UInt8.self)
      count += 1
    }
    return count
  }

  private mutating func hexDigits() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = peek()
      var digit = byte &- UInt8(ascii: "0")
      if digit > 9 {
        digit = (byte | 0x20) &- UInt8(ascii: "a") &+ 10
        guard digit >= 10, digit < 16 else {
          throw error("four hexadecimal digits after \\u", isInside: byte != UInt8(ascii: "\""))
        }
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
