// Unsafe code: loads at `cursor` or a run from there, always behind `cursor < window.count`; pointers are taken anew after
// each call that may fill the window.

internal import CByteScan

/// Walks the outer levels of a JSON text in a window: blanks, names, punctuation, and values that are stepped over.
///
/// The cursor may run ahead of the window's position: while something is *held*, its bytes stay buffered so that they can
/// be looked at again as a whole.
struct JSONCursor {
  let window: ByteWindow
  /// The next byte, counted from the window's position.
  private(set) var cursor = 0
  /// Where what is held begins, counted from the window's position; nil when nothing is held.
  private var held: Int?
  /// The most bytes that are held.
  let limit: Int

  init(_ window: ByteWindow, limit: Int) {
    self.window = window
    self.limit = limit
  }

  /// Offset of the next byte in the input.
  var offset: Int64 { window.offset + Int64(cursor) }

  // MARK: Holding

  /// Keeps everything from here on buffered, unless something is held already.
  mutating func hold() {
    settle()
    if held == nil { held = cursor }
  }

  /// Lets go of everything before the cursor.
  mutating func release() {
    held = nil
    settle()
  }

  /// The bytes from an offset up to the cursor; nil when they are not held any more.
  func heldBytes(from offset: Int64) -> UnsafeRawBufferPointer? {
    guard held != nil, offset >= window.offset else { return nil }
    let start = Int(offset - window.offset)
    return unsafe UnsafeRawBufferPointer(rebasing: window.bytes[start..<cursor])
  }

  private mutating func settle() {
    guard held == nil || cursor > limit else { return }
    held = nil
    window.advance(by: cursor)
    cursor = 0
  }

  // MARK: Steps

  /// The next byte; nil at the end of the input.
  @inline(__always)
  mutating func peek() -> UInt8? {
    if cursor < window.count { return unsafe window.bytes[cursor] }
    settle()
    while cursor >= window.count {
      guard window.fill() else { return nil }
    }
    return unsafe window.bytes[cursor]
  }

  /// The next byte that is not blank; nil at the end of the input.
  mutating func peekPastBlanks() -> UInt8? {
    while let byte = peek() {
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      cursor += 1
    }
    return nil
  }

  mutating func advance() { cursor += 1 }

  /// Steps over this byte, with blanks before it.
  mutating func expect(_ byte: UInt8, _ expected: String) throws(InputError) {
    guard peekPastBlanks() == byte else { throw error(expected) }
    cursor += 1
  }

  func error(_ expected: String) -> InputError {
    let found = cursor < window.count ? unsafe window.bytes[cursor] : nil
    return error(at: cursor, InputError.expectation(expected, found: found))
  }

  func error(at place: Int, _ problem: String) -> InputError {
    InputError(.damage, input: window.name, offset: window.offset + Int64(place), problem: problem)
  }

  /// Steps over a string and calls `body` with what is between its quotes, escapes as they are.
  mutating func string<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(InputError) -> Result {
    settle()
    cursor += 1
    let start = cursor
    try skipStringContent()
    let content = unsafe UnsafeRawBufferPointer(rebasing: window.bytes[start..<cursor - 1])
    return unsafe body(content)
  }

  /// Steps over the rest of a string, behind its opening quote; it stays buffered.
  private mutating func skipStringContent() throws(InputError) {
    let start = cursor
    while true {
      let run = unsafe cbytescan_json_string_end(
        window.bytes.baseAddress!.advanced(by: cursor).assumingMemoryBound(to: UInt8.self),
        window.count - cursor)
      cursor += run
      guard cursor < window.count else {
        guard cursor - start <= limit else { throw error("a string of at most \(limit) bytes") }
        guard window.fill() else { throw error("'\"' at the end of a string") }
        continue
      }
      switch unsafe window.bytes[cursor] {
      case UInt8(ascii: "\""):
        cursor += 1
        return
      case UInt8(ascii: "\\"):
        while window.count < cursor + 2 {
          guard window.fill() else { throw error("'\"' at the end of a string") }
        }
        cursor += 2
      default:
        throw error("an escaped control character inside a string")
      }
    }
  }

  /// Steps over any value.
  mutating func skipValue() throws(InputError) {
    switch peekPastBlanks() {
    case UInt8(ascii: "\""):
      try unsafe string { _ in }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skipContainer()
    case nil:
      throw error("a JSON value")
    default:
      try skipScalar()
    }
  }

  private mutating func skipContainer() throws(InputError) {
    settle()
    switch StructuralScan.end(in: window, from: cursor, limit: limit) {
    case .complete(let count): cursor += count
    case .lineFeedInString(let at): throw lineFeed(at: cursor + at)
    case .cut:
      let place = window.count
      throw error(at: place, "expected the end of a JSON value, found the end of the input")
    case .tooLong:
      // Too large to be held with what is held already: walk through it instead.
      release()
      guard StructuralScan.skip(window) else {
        throw error(at: 0, "expected the end of a JSON value, found the end of the input or of a line")
      }
    }
  }

  func lineFeed(at place: Int) -> InputError {
    error(at: place, "expected '\"' at the end of a string, found the end of the line")
  }

  /// A number, `true`, `false` or `null`: only that it is one of these is checked.
  private mutating func skipScalar() throws(InputError) {
    guard let first = peek() else { throw error("a JSON value") }
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      cursor += 1
      while let byte = peek(), Self.continuesNumber(byte) { cursor += 1 }
    case UInt8(ascii: "t"): try skip(word: "true")
    case UInt8(ascii: "f"): try skip(word: "false")
    case UInt8(ascii: "n"): try skip(word: "null")
    default: throw error("a JSON value")
    }
  }

  private static func continuesNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func skip(word: StaticString) throws(InputError) {
    for position in 0..<word.utf8CodeUnitCount {
      let expected = unsafe word.utf8Start[position]
      guard peek() == expected else { throw error("a JSON value") }
      cursor += 1
    }
  }

  /// Parses the next value, whatever it is, into a tree of its own. A value of more than `limit` bytes is stepped over:
  /// false.
  mutating func parse(into tree: JSONTree, limit: Int) throws(InputError) -> Bool {
    guard let first = peekPastBlanks() else { throw error("a JSON value") }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      let wasHeld = held
      hold()
      let start = offset
      try skipValue()
      defer { if wasHeld == nil { release() } }
      guard let bytes = unsafe heldBytes(from: start) else { return false }
      return unsafe (try? tree.parse(bytes)) != nil
    }
    settle()
    guard case .complete(let count) = StructuralScan.end(in: window, from: cursor, limit: limit) else {
      try skipContainer()
      return false
    }
    do throws(JSONSyntaxError) {
      try unsafe tree.parse(UnsafeRawBufferPointer(rebasing: window.bytes[cursor..<cursor + count]))
    } catch {
      throw self.error(
        at: cursor + error.offset, InputError.expectation(error.expected.description, found: error.found))
    }
    cursor += count
    return true
  }

  // MARK: After damage

  /// Beginnings of objects at which reading can go on in the middle of a line. They cannot stand inside a string, where
  /// quotes are escaped.
  private static let restarts: [StaticString] = [
    "{\"traceID\"", "{\"traceId\"", "{\"trace_id\"", "{\"resource\"", "{\"resourceSpans\"",
  ]

  /// Steps to the next place where a value may begin after damage: the next line, or a span or trace in this one. The
  /// byte at the window's position is not such a place, since what begins there is broken.
  mutating func skipToRestart() {
    release()
    if window.count > 0 || window.fill(), unsafe window.bytes[0] != 0x0A { window.advance(by: 1) }
    while true {
      let count = unsafe Self.firstRestart(in: window.bytes)
      if let count { return window.advance(by: count) }
      // A beginning may be cut by the end of what is buffered.
      window.advance(by: max(0, window.count - 32))
      guard window.fill() else { return window.advance(by: window.count) }
    }
  }

  private static func firstRestart(in bytes: UnsafeRawBufferPointer) -> Int? {
    for position in 0..<bytes.count {
      let byte = unsafe bytes[position]
      if byte == 0x0A { return position }
      guard byte == UInt8(ascii: "{") else { continue }
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
      for restart in restarts {
        let text = unsafe UnsafeRawBufferPointer(start: restart.utf8Start, count: restart.utf8CodeUnitCount)
        if unsafe rest.starts(with: text) { return position }
      }
    }
    return nil
  }
}
