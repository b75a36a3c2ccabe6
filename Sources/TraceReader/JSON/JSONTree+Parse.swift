// Unsafe code: reads `bytes[0..<count]` only, every load behind a comparison with `end`. Writes to the tree's text after
// `reserveText(count + slack)`: a JSON text never has fewer bytes than what it holds unescaped, and a run is copied in
// blocks of 16 bytes.

internal import CByteScan

extension JSONTree {
  /// Replaces the tree by the one value of this text (RFC 8259, blanks around it allowed).
  ///
  /// The text is copied while it is unescaped; nothing refers to `bytes` afterwards. Nesting costs no stack. Escapes of
  /// lone surrogates become U+FFFD; UTF-8 is not checked here but where strings are made. About 1 ns per byte. Texts that
  /// nest deeper than `maximumDepth` or hold more than `maximumNodeCount` values and names are refused.
  package func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
    removeAll()
    try unsafe parseValue(bytes)
  }

  /// Replaces the tree by the value of this text.
  package func parse(_ string: String) throws(JSONSyntaxError) {
    var string = string
    let result = string.withUTF8 { utf8 in
      Result { () throws(JSONSyntaxError) in try unsafe parse(UnsafeRawBufferPointer(utf8)) }
    }
    try result.get()
  }

  /// Bytes that may be written beyond the text.
  private static let slack = 16

  private func parseValue(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
    guard bytes.count <= Self.maximumTextCount else {
      throw JSONSyntaxError(offset: 0, expected: "a text of at most 4 GiB", found: nil)
    }
    reserveText(bytes.count + Self.slack)
    var reader = unsafe JSONTextReader(bytes: bytes)
    // While a container is open, `next` of its node holds the container around it.
    let none = UInt32.max
    var open = none
    var depth = 0

    value: while true {
      reader.skipBlanks()
      guard nodeCount < Self.maximumNodeCount else {
        throw reader.error("at most 16,777,216 values", isInside: true)
      }
      switch reader.peek() {
      case UInt8(ascii: "\""):
        try parseString(&reader)
      case UInt8(ascii: "{"):
        guard depth < Self.maximumDepth else {
          throw reader.error("values nested at most 1,000 deep", isInside: true)
        }
        depth += 1
        reader.position += 1
        let index = appendNode(.object, start: 0, count: 0)
        unsafe nodes[index].next = open
        open = UInt32(truncatingIfNeeded: index)
        reader.skipBlanks()
        if reader.peek() == UInt8(ascii: "}") { break }
        try parseName(&reader)
        continue value
      case UInt8(ascii: "["):
        guard depth < Self.maximumDepth else {
          throw reader.error("values nested at most 1,000 deep", isInside: true)
        }
        depth += 1
        reader.position += 1
        let index = appendNode(.array, start: 0, count: 0)
        unsafe nodes[index].next = open
        open = UInt32(truncatingIfNeeded: index)
        reader.skipBlanks()
        if reader.peek() == UInt8(ascii: "]") { break }
        continue value
      case UInt8(ascii: "t"):
        try reader.literal("true")
        appendNode(.true, start: 0, count: 0)
      case UInt8(ascii: "f"):
        try reader.literal("false")
        appendNode(.false, start: 0, count: 0)
      case UInt8(ascii: "n"):
        try reader.literal("null")
        appendNode(.null, start: 0, count: 0)
      default:
        try parseNumber(&reader)
      }

      // A value or an opening bracket is behind us: what follows depends on the container around it.
      var isOpening =
        unsafe open != none && Int(open) == nodeCount - 1
        && (nodes[Int(open)].kind == .array || nodes[Int(open)].kind == .object)
      while true {
        guard open != none else { break value }
        let container = Int(open)
        let isObject = unsafe nodes[container].kind == .object
        if !isOpening { unsafe nodes[container].count += 1 }
        isOpening = false
        reader.skipBlanks()
        let byte = reader.peek()
        if byte == UInt8(ascii: ","), unsafe nodes[container].count > 0 {
          reader.position += 1
          if isObject {
            reader.skipBlanks()
            try parseName(&reader)
          }
          continue value
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw reader.error(
            isObject ? "',' or '}' after an object's value" : "',' or ']' after an array's element")
        }
        reader.position += 1
        depth -= 1
        open = unsafe nodes[container].next
        unsafe nodes[container].next = UInt32(truncatingIfNeeded: nodeCount)
      }
    }
    reader.skipBlanks()
    guard reader.isAtEnd else { throw reader.error("the end of the text") }
  }

  private func parseName(_ reader: inout JSONTextReader) throws(JSONSyntaxError) {
    guard reader.peek() == UInt8(ascii: "\"") else { throw reader.error("an object key in quotes") }
    try parseString(&reader)
    reader.skipBlanks()
    guard reader.peek() == UInt8(ascii: ":") else { throw reader.error("':' after an object key") }
    reader.position += 1
  }

  /// Copies a string from its opening quote to its closing one, unescaping on the way.
  private func parseString(_ reader: inout JSONTextReader) throws(JSONSyntaxError) {
    let bytes = unsafe reader.bytes
    let end = bytes.count
    var position = reader.position + 1
    let start = textCount
    var count = start
    while true {
      let run = unsafe cbytescan_copy_json_string(
        bytes.baseAddress!.advanced(by: position).assumingMemoryBound(to: UInt8.self), end - position,
        (text + count).assumingMemoryBound(to: UInt8.self))
      count += run
      position += run
      guard position < end else {
        reader.position = end
        throw reader.error("'\"' at the end of a string")
      }
      let byte = unsafe bytes[position]
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        reader.position = position
        throw reader.error("an escaped control character inside a string", isInside: true)
      }
      reader.position = position
      count += try unsafe reader.unescape(into: text + count)
      position = reader.position
    }
    reader.position = position + 1
    textCount = count
    appendNode(.string, start: start, count: count - start)
  }

  private func parseNumber(_ reader: inout JSONTextReader) throws(JSONSyntaxError) {
    let start = reader.position
    try reader.skipNumber()
    let count = reader.position - start
    unsafe (text + textCount).copyMemory(from: reader.bytes.baseAddress! + start, byteCount: count)
    appendNode(.number, start: textCount, count: count)
    textCount += count
  }
}
