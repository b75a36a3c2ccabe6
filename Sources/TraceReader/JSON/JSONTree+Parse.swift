// Unsafe code: the reader's text is read behind comparisons with its count. Writes to the tree's text after
// `reserveText(count + slack)`: a JSON text never has fewer bytes than what it holds unescaped, and a run is copied in
// blocks of 16 bytes. Sums of positions cannot overflow: texts have 4 GiB at most.

internal import CByteScan

extension JSONTree {
  /// Replaces the tree by the one value of this text (RFC 8259, blanks around it allowed). `NaN`, `Infinity` and `-Infinity`,
  /// which Python's `json.dumps` writes for numbers that JSON has not, become the strings that protobuf's JSON mapping has.
  ///
  /// The text is copied while it is unescaped; nothing refers to `bytes` afterwards. Nesting costs no stack. Escapes of
  /// lone surrogates become U+FFFD; UTF-8 is not checked here but where strings are made. About 1 ns per byte. Texts that
  /// nest deeper than `maximumDepth` or hold more than `maximumNodeCount` values and names are refused.
  package func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
    removeAll()
    try unsafe parseValue(bytes)
  }

  /// The same of content that was recorded as text: numbers that JSON has not become null, as JavaScript writes them.
  func parse(content bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
    removeAll()
    try unsafe parseValue(bytes, isContent: true)
  }

  /// Replaces the tree by the value of this text.
  package func parse(_ string: String) throws(JSONSyntaxError) {
    var string = string
    let result = string.withUTF8 { utf8 in
      Result { () throws(JSONSyntaxError) in try unsafe parse(UnsafeRawBufferPointer(utf8)) }
    }
    try result.get()
  }

  /// Replaces the tree by the value that these bytes begin with, as far as the memory that the tree has is enough for it:
  /// where one text is like the next, to parse it takes less than to find its end first.
  ///
  /// - Returns: The bytes of the value; nil when its end is not there or would not fit.
  package func parse(beginningOf bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> Int? {
    removeAll()
    let count = min(bytes.count, textCapacity - Self.slack)
    do throws(JSONSyntaxError) {
      return try unsafe parseValue(UnsafeRawBufferPointer(rebasing: bytes[..<count]), isWhole: false)
    } catch {
      // `nul` is no literal, but may be the beginning of one.
      guard error.found == nil || count - error.offset < "-Infinity".utf8.count else { throw error }
      return nil
    }
  }

  /// Bytes that may be written beyond the text.
  private static let slack = 16

  @discardableResult
  private func parseValue(
    _ bytes: UnsafeRawBufferPointer, isWhole: Bool = true, isContent: Bool = false
  ) throws(JSONSyntaxError) -> Int {
    guard bytes.count <= Self.maximumTextCount else {
      throw JSONSyntaxError(offset: 0, expected: "a text of at most 4 GiB", found: nil)
    }
    reserveText(bytes.count + Self.slack)
    var parser = unsafe JSONTreeParser(self, bytes, isContent: isContent)
    do throws(JSONSyntaxError) {
      try parser.parse()
      if isWhole { try parser.expectEnd() }
    } catch {
      setCounts(text: parser.textCount, nodes: parser.nodeCount)
      throw error
    }
    setCounts(text: parser.textCount, nodes: parser.nodeCount)
    return parser.position
  }
}

/// The state of a parse in one place on the stack, where it need not be written back to the tree after each value: a third
/// of the time to parse a span.
@safe private struct JSONTreeParser {
  private let tree: JSONTree
  private var reader: JSONTextReader
  private let text: UnsafeMutableRawPointer
  private(set) var textCount: Int
  private var nodes: UnsafeMutablePointer<JSONTree.Node>
  private var nodeCapacity: Int
  private(set) var nodeCount: Int
  private let isContent: Bool

  /// The tree has room for the text; nodes come as they are needed.
  init(_ tree: JSONTree, _ bytes: UnsafeRawBufferPointer, isContent: Bool) {
    self.tree = tree
    self.isContent = isContent
    reader = unsafe JSONTextReader(bytes: bytes)
    unsafe text = tree.text
    textCount = tree.textCount
    unsafe nodes = tree.nodes
    nodeCapacity = min(tree.nodeCapacity, JSONTree.maximumNodeCount)
    nodeCount = tree.nodeCount
  }

  @inline(__always)
  mutating func parse() throws(JSONSyntaxError) {
    // While a container is open, `next` of its node holds the container around it.
    let none = UInt32.max
    var open = none
    var isObject = false
    var depth = 0

    value: while true {
      reader.skipBlanks()
      switch reader.peek() {
      case UInt8(ascii: "\""):
        try string()
      case let bracket where bracket == UInt8(ascii: "{") || bracket == UInt8(ascii: "["):
        guard depth < JSONTree.maximumDepth else {
          throw reader.error("values nested at most 1,000 deep", isInside: true)
        }
        reader.position &+= 1
        reader.skipBlanks()
        let isNewObject = bracket == UInt8(ascii: "{")
        try append(isNewObject ? .object : .array, start: 0, count: 0)
        // The closing bracket comes two behind the opening one in ASCII.
        if reader.peek() == bracket + 2 {
          reader.position &+= 1
          break
        }
        depth += 1
        isObject = isNewObject
        unsafe nodes[nodeCount &- 1].next = open
        open = UInt32(truncatingIfNeeded: nodeCount &- 1)
        if isObject { try name() }
        continue value
      case UInt8(ascii: "t"):
        try reader.literal("true")
        try append(.true, start: 0, count: 0)
      case UInt8(ascii: "f"):
        try reader.literal("false")
        try append(.false, start: 0, count: 0)
      case UInt8(ascii: "n"):
        try reader.literal("null")
        try append(.null, start: 0, count: 0)
      default:
        try number()
      }

      // A value is behind us: what follows depends on the container around it.
      while true {
        guard open != none else { break value }
        let container = Int(open)
        unsafe nodes[container].count &+= 1
        reader.skipBlanks()
        let byte = reader.peek()
        if byte == UInt8(ascii: ",") {
          reader.position &+= 1
          if isObject {
            reader.skipBlanks()
            try name()
          }
          continue value
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw reader.error(
            isObject ? "',' or '}' after an object's value" : "',' or ']' after an array's element")
        }
        reader.position &+= 1
        depth -= 1
        open = unsafe nodes[container].next
        unsafe nodes[container].next = UInt32(truncatingIfNeeded: nodeCount)
        isObject = unsafe open != none && nodes[Int(open)].kind == .object
      }
    }
  }

  /// Bytes that were parsed.
  var position: Int { reader.position }

  mutating func expectEnd() throws(JSONSyntaxError) {
    reader.skipBlanks()
    guard reader.isAtEnd else { throw reader.error("the end of the text") }
  }

  @inline(__always)
  private mutating func append(
    _ kind: JSONTree.Kind, start: Int, count: Int
  ) throws(JSONSyntaxError) {
    if nodeCount == nodeCapacity { try growNodes() }
    unsafe (nodes + nodeCount).initialize(
      to: JSONTree.Node(
        kind: kind, start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count),
        next: UInt32(truncatingIfNeeded: nodeCount &+ 1)))
    nodeCount &+= 1
  }

  private mutating func growNodes() throws(JSONSyntaxError) {
    guard nodeCapacity < JSONTree.maximumNodeCount else {
      throw reader.error("at most 16,777,216 values", isInside: true)
    }
    tree.setCounts(text: textCount, nodes: nodeCount)
    tree.growNodes()
    unsafe nodes = tree.nodes
    nodeCapacity = min(tree.nodeCapacity, JSONTree.maximumNodeCount)
  }

  @inline(__always)
  private mutating func name() throws(JSONSyntaxError) {
    guard reader.peek() == UInt8(ascii: "\"") else { throw reader.error("an object key in quotes") }
    try string()
    reader.skipBlanks()
    guard reader.peek() == UInt8(ascii: ":") else { throw reader.error("':' after an object key") }
    reader.position += 1
  }

  /// Copies a string from its opening quote to its closing one, unescaping on the way.
  @inline(__always)
  private mutating func string() throws(JSONSyntaxError) {
    let start = reader.position &+ 1
    let run = unsafe cbytescan_copy_json_string(
      reader.text + start, reader.count &- start, (text + textCount).assumingMemoryBound(to: UInt8.self))
    var count = run
    reader.position = start &+ run
    if reader.peek() == UInt8(ascii: "\"") {
      reader.position &+= 1
    } else {
      count = try escapedString(having: run)
    }
    try append(.string, start: textCount, count: count)
    textCount &+= count
  }

  /// The rest of a string of which the first `run` bytes have been copied.
  ///
  /// - Returns: How many bytes the whole string has.
  private mutating func escapedString(having run: Int) throws(JSONSyntaxError) -> Int {
    let target = unsafe (text + textCount).assumingMemoryBound(to: UInt8.self)
    var count = run
    while true {
      let done = unsafe cbytescan_unescape_json(
        reader.text + reader.position, reader.count - reader.position, target + count)
      reader.position += done.read
      count += done.written
      switch reader.peek() {
      case UInt8(ascii: "\""):
        reader.position += 1
        return count
      case UInt8(ascii: "\\"):
        count += try unsafe reader.unescape(into: UnsafeMutableRawPointer(target + count))
      default:
        if reader.isAtEnd { throw reader.error("'\"' at the end of a string") }
        throw reader.error("an escaped control character inside a string", isInside: true)
      }
    }
  }

  private mutating func number() throws(JSONSyntaxError) {
    let start = reader.position
    let isNoNumber = reader.skipNoNumber()
    if isNoNumber, isContent { return try append(.null, start: 0, count: 0) }
    if !isNoNumber { try reader.skipNumber() }
    let count = reader.position - start
    unsafe (text + textCount).copyMemory(from: reader.text + start, byteCount: count)
    try append(isNoNumber ? .string : .number, start: textCount, count: count)
    textCount &+= count
  }
}
