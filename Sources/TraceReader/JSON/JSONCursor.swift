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
  /// Set when a value turns out to be broken: the offset at which the next one may be looked for, and that of the end of
  /// what was looked through in vain. Otherwise a failure is at the cursor, and so is what comes next.
  var broken: (restart: Int64, end: Int64)?
  /// Bytes that were looked through in vain so far.
  var wasted: Int64 = 0
  /// Values that turned out to be broken.
  var failures: Int64 = 0

  init(_ window: ByteWindow, limit: Int) {
    self.window = window
    self.limit = limit
  }

  /// Offset of the next byte in the input.
  var offset: Int64 { window.offset + Int64(cursor) }

  /// Whether the window's position is the cursor's.
  var isSettled: Bool { cursor == 0 && held == nil }

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

  /// Lets go of everything before an offset that is buffered.
  mutating func release(to offset: Int64) {
    held = nil
    window.advance(by: Int(max(0, min(offset - window.offset, Int64(window.count)))))
    cursor = 0
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

  /// What stands in the place of an object's key is none.
  mutating func keyError() -> InputError {
    _ = window.require(cursor + Self.longestKey)
    let rest = unsafe window.bytes.dropFirst(cursor).prefix(Self.longestKey)
    guard unsafe Self.isConsoleLog(rest) else { return error("an object key in quotes") }
    return error(
      "an object key in quotes",
      found: "output of JavaScript's console.log, which is not JSON; let the application write JSON "
        + "(JSON.stringify) or use an OTLP exporter")
  }

  /// Whether these bytes are a member as JavaScript's `util.inspect` writes it: a name without double quotes, a colon.
  private static func isConsoleLog(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard let first = unsafe bytes.first, let colon = unsafe bytes.firstIndex(of: UInt8(ascii: ":")) else {
      return false
    }
    let isName =
      first == UInt8(ascii: "'") || first == UInt8(ascii: "_")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
    // Where only the first quote is lost, the second is still there.
    return unsafe isName && !bytes[..<colon].contains(UInt8(ascii: "\""))
  }

  func error(_ expected: String, found: String) -> InputError {
    error(at: cursor, "expected \(expected), found \(found)")
  }

  func error(at place: Int, _ problem: String) -> InputError {
    InputError(.damage, input: window.name, offset: window.offset + Int64(place), problem: problem)
  }

  /// More bytes than any key has that means something.
  private static let longestKey = 64

  /// Steps over a key and gives what `body` makes of what is between its quotes, escapes as they are; nil for a key that is
  /// too long to mean anything.
  mutating func key<Result>(_ body: (UnsafeRawBufferPointer) -> Result?) throws(InputError) -> Result? {
    settle()
    while window.count - cursor < Self.longestKey + 2, window.fill() {}
    let start = cursor + 1
    let available = min(window.count - start, Self.longestKey + 1)
    let count = unsafe cbytescan_json_string_end(
      window.bytes.baseAddress!.advanced(by: start).assumingMemoryBound(to: UInt8.self), available)
    guard count < available, unsafe window.bytes[start + count] == UInt8(ascii: "\"") else {
      try skipString()
      return nil
    }
    cursor = start + count + 1
    return unsafe body(UnsafeRawBufferPointer(rebasing: window.bytes[start..<start + count]))
  }

  /// Steps over a string of any length, from its opening quote on; buffers nothing of it unless something is held.
  private mutating func skipString() throws(InputError) {
    let start = offset
    cursor += 1
    while true {
      if cursor >= window.count {
        settle()
        guard window.fill() else { throw error("'\"' at the end of a string") }
      }
      cursor += unsafe cbytescan_json_string_end(
        window.bytes.baseAddress!.advanced(by: cursor).assumingMemoryBound(to: UInt8.self),
        window.count - cursor)
      guard cursor < window.count else { continue }
      switch unsafe window.bytes[cursor] {
      case UInt8(ascii: "\""):
        cursor += 1
        return
      case UInt8(ascii: "\\"):
        while window.count < cursor + 2 {
          guard window.fill() else { throw error("'\"' at the end of a string") }
        }
        guard Self.isEscape(unsafe window.bytes[cursor + 1]) else {
          cursor += 1
          throw error("one of \"\\/bfnrtu after a backslash")
        }
        cursor += 2
      case 0x0A:
        // Where a line was cut in a string, the next record may begin in what seems to be the rest of it.
        if start >= window.offset { noteBroken(restart: Int(start - window.offset), end: cursor) }
        throw lineFeed(at: cursor)
      default: throw error("an escaped control character inside a string")
      }
    }
  }

  private static func isEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "u"):
      true
    default: false
    }
  }

  /// Steps over any value.
  mutating func skipValue() throws(InputError) {
    switch peekPastBlanks() {
    case UInt8(ascii: "\""):
      settle()
      try skipString()
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
    let place: Int
    switch StructuralScan.end(in: window, from: cursor, limit: limit, stoppingAt: .requests) {
    case .complete(let count):
      cursor += count
      return
    case .lineFeedInString(let at):
      noteBroken(restart: cursor + 1, end: cursor + at)
      throw lineFeed(at: cursor + at)
    case .recordStart(let end):
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: window.bytes[cursor..<cursor + end])
      let at = unsafe Self.firstRequest(in: bytes) ?? end
      noteBroken(restart: cursor + at, end: cursor + end)
      throw error(at: cursor + at, "expected the end of a JSON value, found the beginning of the next line's")
    case .cut:
      place = window.count
    case .tooLong:
      // Too large to be held with what is held already: walk through it instead, unless it swallows what comes next.
      guard let next = unsafe Self.nextLine(in: UnsafeRawBufferPointer(rebasing: window.bytes[cursor...]))
      else {
        release()
        guard StructuralScan.skip(window) else {
          throw error(at: 0, "expected the end of a JSON value, found the end of the input or of a line")
        }
        return
      }
      place = cursor + next
    }
    noteBroken(restart: cursor + 1, end: window.count)
    throw error(
      at: place,
      "expected the end of a JSON value, found "
        + (place == window.count ? "the end of the input" : "the next line's"))
  }

  /// Remembers where to look for the next value; both are counted from the window's position.
  mutating func noteBroken(restart: Int, end: Int) {
    broken = (window.offset + Int64(restart), window.offset + Int64(end))
    wasted += Int64(max(0, end - restart))
  }

  func lineFeed(at place: Int) -> InputError {
    error(at: place, "expected '\"' at the end of a string, found the end of the line")
  }

  /// A number, what Python writes for one that JSON has not, `true`, `false` or `null`: only that it is one of these is
  /// checked.
  private mutating func skipScalar() throws(InputError) {
    guard let first = peek() else { throw error("a JSON value") }
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      cursor += 1
      if first == UInt8(ascii: "-"), peek() == UInt8(ascii: "I") { return try skip(word: "Infinity") }
      while let byte = peek(), Self.continuesNumber(byte) { cursor += 1 }
    case UInt8(ascii: "N"): try skip(word: "NaN")
    case UInt8(ascii: "I"): try skip(word: "Infinity")
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
    guard let bytes = try unsafe container(limit: limit) else { return false }
    try unsafe parse(bytes, into: tree)
    return true
  }

  /// Parses the next value, or recalls what was made of the same bytes before; nil for one that is stepped over.
  mutating func parse<Value>(
    into tree: JSONTree, limit: Int, recent: inout RecentValues<Value>, _ make: (JSONNode) -> Value
  ) throws(InputError) -> Value? {
    guard peekPastBlanks() == UInt8(ascii: "{") else {
      return try parse(into: tree, limit: limit) ? make(tree.root) : nil
    }
    guard let bytes = try unsafe container(limit: limit) else { return nil }
    if let known = unsafe recent[bytes] {
      cursor += bytes.count
      return known
    }
    let value = make(try unsafe parse(bytes, into: tree))
    unsafe recent.insert(value, for: bytes)
    return value
  }

  /// The bytes of the object or array at the cursor. One that is too large is stepped over: nil.
  private mutating func container(limit: Int) throws(InputError) -> UnsafeRawBufferPointer? {
    settle()
    let end = StructuralScan.end(in: window, from: cursor, limit: limit, stoppingAt: .requests)
    guard case .complete(let count) = end, count <= limit else {
      try skipContainer()
      return nil
    }
    return unsafe UnsafeRawBufferPointer(rebasing: window.bytes[cursor..<cursor + count])
  }

  /// Parses what stands at the cursor and steps over it.
  @discardableResult
  private mutating func parse(
    _ bytes: UnsafeRawBufferPointer, into tree: JSONTree
  ) throws(InputError) -> JSONNode {
    do throws(JSONSyntaxError) {
      try unsafe tree.parse(bytes)
    } catch {
      throw self.error(
        at: cursor + error.offset, InputError.expectation(error.expected.description, found: error.found))
    }
    cursor += bytes.count
    return tree.root
  }
}
