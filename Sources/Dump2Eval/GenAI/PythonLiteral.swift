internal import TraceReader

/// Python values as `repr` writes them, rewritten as JSON text.
///
/// Lists, tuples, dictionaries, strings, numbers and constants of the language reference (3.13, section 2.4), and calls of
/// constructors with named arguments, as pydantic models and data classes are shown: those become objects. LiteLLM's raw
/// spans and openlit's LangChain prompts are written so. One pass, no recursion; the result is at most six times as long.
struct PythonLiteral {
  /// The JSON text of the value that `text` shows; nil when it shows anything else, or was cut.
  static func json(_ text: String) -> String? {
    var reader = PythonLiteral(bytes: Array(text.utf8))
    guard reader.read() else { return nil }
    return String(decoding: reader.output, as: UTF8.self)
  }

  /// The value that `text` shows, as a tree of its own.
  static func value(_ text: String) -> JSONNode? {
    guard let json = json(text) else { return nil }
    let tree = JSONTree()
    guard (try? tree.parse(json)) != nil else { return nil }
    return tree.root
  }

  private struct Open {
    let closing: UInt8
    let isCall: Bool
    var count = 0
    var isObject: Bool { closing == UInt8(ascii: "}") || isCall }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []
  private var open: [Open] = []

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    output.reserveCapacity(bytes.count)
  }

  /// 0, which begins nothing, at the end.
  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipBlanks() {
    while next == 0x20 || (next >= 0x09 && next <= 0x0D) { position += 1 }
  }

  private mutating func read() -> Bool {
    var needsValue = true
    while true {
      skipBlanks()
      if needsValue {
        guard readValue(opened: &needsValue) else { return false }
        if needsValue { continue }
      }
      // A value has ended.
      skipBlanks()
      guard let top = open.last else { return position == bytes.count }
      if next == UInt8(ascii: ",") {
        position += 1
        skipBlanks()
        if next != top.closing {
          guard readName() else { return false }
          needsValue = true
          continue
        }
      }
      guard next == top.closing else { return false }
      close()
      needsValue = false
    }
  }

  private mutating func close() {
    position += 1
    let top = open.removeLast()
    output.append(top.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
  }

  /// Reads a whole value, or the opening of a container with the name of its first member.
  private mutating func readValue(opened: inout Bool) -> Bool {
    opened = false
    switch next {
    case UInt8(ascii: "["): return begin(closing: UInt8(ascii: "]"), opened: &opened)
    case UInt8(ascii: "("): return begin(closing: UInt8(ascii: ")"), opened: &opened)
    case UInt8(ascii: "{"): return begin(closing: UInt8(ascii: "}"), opened: &opened)
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      guard let text = readString() else { return false }
      JSONWriter.append(string: text, to: &output)
      return true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): return readNumber()
    case UInt8(ascii: "<"):
      // An object without a form of its own: `<FinishReason.STOP: 'stop'>`.
      guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) else { return false }
      JSONWriter.append(string: String(decoding: bytes[position...end], as: UTF8.self), to: &output)
      position = end + 1
      return true
    default: return readWord(opened: &opened)
    }
  }

  private mutating func begin(closing: UInt8, isCall: Bool = false, opened: inout Bool) -> Bool {
    position += 1
    open.append(Open(closing: closing, isCall: isCall))
    output.append(open[open.count - 1].isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
    skipBlanks()
    if next == closing {
      close()
      return true
    }
    opened = true
    return readName()
  }

  /// The comma and, in what becomes an object, the name before its value.
  private mutating func readName() -> Bool {
    let last = open.count - 1
    if open[last].count > 0 { output.append(UInt8(ascii: ",")) }
    open[last].count += 1
    guard open[last].isObject else { return true }
    var name = String(open[last].count - 1)
    let start = position
    if open[last].isCall {
      let word = readIdentifier()
      skipBlanks()
      if !word.isEmpty, next == UInt8(ascii: "=") {
        position += 1
        name = word
      } else {
        // An argument without a name: by its place.
        position = start
      }
    } else {
      if next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") {
        guard let text = readString() else { return false }
        name = text
      } else {
        while next != UInt8(ascii: ":"), next != 0, next != UInt8(ascii: ",") { position += 1 }
        name = String(decoding: bytes[start..<position], as: UTF8.self)
      }
      skipBlanks()
      // A set has no names.
      guard next == UInt8(ascii: ":") else { return false }
      position += 1
    }
    JSONWriter.append(string: name, to: &output)
    output.append(UInt8(ascii: ":"))
    return true
  }

  private mutating func readIdentifier() -> String {
    let start = position
    while true {
      switch next {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), 0x80...:
        position += 1
      default: return String(decoding: bytes[start..<position], as: UTF8.self)
      }
    }
  }

  private mutating func readWord(opened: inout Bool) -> Bool {
    let word = readIdentifier()
    guard !word.isEmpty else { return false }
    if next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") {
      // Prefixes of strings: b'…'.
      guard word.count <= 2, let text = readString() else { return false }
      JSONWriter.append(string: text, to: &output)
      return true
    }
    if next == UInt8(ascii: "=") {
      // A name before the whole: `messages=[…]`.
      guard open.isEmpty else { return false }
      position += 1
      skipBlanks()
      return readValue(opened: &opened)
    }
    if next == UInt8(ascii: "(") {
      guard begin(closing: UInt8(ascii: ")"), isCall: true, opened: &opened) else { return false }
      insertType(word)
      return true
    }
    switch word {
    case "True": output.append(contentsOf: "true".utf8)
    case "False": output.append(contentsOf: "false".utf8)
    case "None", "nan", "inf", "Ellipsis": output.append(contentsOf: "null".utf8)
    default: return false
    }
    return true
  }

  /// A message says by its class who speaks; the others' classes do not matter.
  private mutating func insertType(_ word: String) {
    let role: StaticString
    switch word.split(separator: ".").last {
    case "HumanMessage": role = "human"
    case "AIMessage", "AIMessageChunk": role = "ai"
    case "SystemMessage": role = "system"
    case "ToolMessage": role = "tool"
    default: return
    }
    // After the brace that has just been written, wherever the first name put the end since.
    guard let brace = output.lastIndex(of: UInt8(ascii: "{")) else { return }
    let isEmpty = output.last == UInt8(ascii: "}")
    output.insert(contentsOf: "\"type\":\"\(role)\"\(isEmpty ? "" : ",")".utf8, at: brace + 1)
  }

  private mutating func readNumber() -> Bool {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    if next == UInt8(ascii: "i"), readIdentifier() == "inf" {
      output.append(contentsOf: "null".utf8)
      return true
    }
    scan: while true {
      switch next {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
        UInt8(ascii: "+"), UInt8(ascii: "-"):
        position += 1
      default: break scan
      }
    }
    output.append(contentsOf: bytes[start..<position])
    return true
  }

  /// A string with either quote (section 2.4.1), escapes as `repr` writes them.
  private mutating func readString() -> String? {
    let quote = next
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard readEscape(into: &text) else { return nil }
    }
    return nil
  }

  private mutating func readEscape(into text: inout [UInt8]) -> Bool {
    guard position < bytes.count else { return false }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(byte)
    case UInt8(ascii: "x"): return readScalar(digits: 2, into: &text)
    case UInt8(ascii: "u"): return readScalar(digits: 4, into: &text)
    case UInt8(ascii: "U"): return readScalar(digits: 8, into: &text)
    default:
      // Python keeps a backslash that escapes nothing.
      text.append(UInt8(ascii: "\\"))
      text.append(byte)
    }
    return true
  }

  private mutating func readScalar(digits: Int, into text: inout [UInt8]) -> Bool {
    guard position + digits <= bytes.count else { return false }
    let hex = String(decoding: bytes[position..<position + digits], as: UTF8.self)
    guard let value = UInt32(hex, radix: 16) else { return false }
    position += digits
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    text.append(contentsOf: String(Character(scalar)).utf8)
    return true
  }
}
