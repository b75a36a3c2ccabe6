/// How one text is written as a YAML string, such that PyYAML, libyaml, ruamel, js-yaml, npm yaml and go-yaml
/// all read back exactly that text.
///
/// Recorded text is never plain. In order of preference, for the sake of the person who reviews the file:
/// - several lines, the last of them not only blanks: a literal block. With an explicit indentation indicator
///   where the first line is empty or begins with a blank, all readers agree on blocks with tabs, blanks at
///   the end of lines, lines of blanks, `---` and final newlines.
/// - one line with more `"` and `\` than `'`, as JSON has: single quotes.
/// - anything else, above all text with characters that readers refuse or take for line breaks: double
///   quotes.
enum YAMLScalar {
  /// Indentation of a block's lines within the mapping that holds it.
  static let blockIndent = 2

  /// Writes recorded text as the value of a key in a mapping at column `indent`, with the final newline.
  static func writeRecorded(_ text: String, indent: Int, into out: inout OutputBytes) {
    text.withUTF8Span { writeRecorded($0, indent: indent, into: &out) }
  }

  /// The same of UTF-8.
  static func writeRecorded(_ bytes: Span<UInt8>, indent: Int, into out: inout OutputBytes) {
    out.reserve(bytes.count + bytes.count / 16 + 64)
    let survey = TextScan.survey(bytes)
    if survey.hasUnprintable {
      writeDoubleQuoted(bytes, indent: indent, into: &out)
    } else if survey.newlines > 0 && endsInVisibleLine(bytes) {
      writeBlock(bytes, newlines: survey.newlines, indent: indent, into: &out)
      return
    } else if survey.quotes > survey.apostrophes && !survey.hasTab && survey.newlines == 0 {
      writeSingleQuoted(bytes, into: &out)
    } else {
      writeDoubleQuoted(bytes, indent: indent, into: &out)
    }
    out.append(UInt8(ascii: "\n"))
  }

  /// Writes an identifier plain where no reader can take it for anything but a string, else as recorded text.
  static func writeIdentifier(_ text: String, indent: Int, into out: inout OutputBytes) {
    if text.withUTF8Span(isPlainSafe) {
      out.append(text: text)
      out.append(UInt8(ascii: "\n"))
    } else {
      writeRecorded(text, indent: indent, into: &out)
    }
  }

  /// Whether the last line that is not empty holds more than blanks. If not, npm yaml drops the line, or
  /// takes its tab for indentation.
  private static func endsInVisibleLine(_ bytes: Span<UInt8>) -> Bool {
    var sawBlank = false
    for index in bytes.indices.reversed() {
      switch bytes[index] {
      case UInt8(ascii: "\n"):
        if sawBlank { return false }
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        sawBlank = true
      default:
        return true
      }
    }
    return false
  }

  // MARK: Styles

  private static func writeBlock(
    _ bytes: Span<UInt8>, newlines: Int, indent: Int, into out: inout OutputBytes
  ) {
    let newline = UInt8(ascii: "\n")
    out.append(UInt8(ascii: "|"))
    // Readers guess the indentation from the first line that is not empty; blanks and tabs there mislead
    // them.
    if bytes[0] <= UInt8(ascii: " ") { out.append("2") }
    if bytes[bytes.count - 1] != newline {
      out.append(UInt8(ascii: "-"))
    } else if bytes[bytes.count - 2] == newline {
      out.append(UInt8(ascii: "+"))
    }
    out.append(newline)
    TextScan.indentLines(of: bytes, newlines: newlines, by: indent + blockIndent, into: &out)
  }

  private static func writeSingleQuoted(_ bytes: Span<UInt8>, into out: inout OutputBytes) {
    let apostrophe = UInt8(ascii: "'")
    out.append(apostrophe)
    var start = 0
    while start < bytes.count {
      let end = TextScan.next(apostrophe, in: bytes, from: start)
      out.append(bytes.extracting(start..<end))
      if end < bytes.count { out.append("''") }
      start = end + 1
    }
    out.append(apostrophe)
  }

  /// A newline within the text also breaks the line in the file (`\n\`), so that text with Windows line ends
  /// or a stray control character stays readable.
  private static func writeDoubleQuoted(_ bytes: Span<UInt8>, indent: Int, into out: inout OutputBytes) {
    out.append(UInt8(ascii: "\""))
    var start = 0
    while true {
      let end = TextScan.quote(bytes, from: start, into: &out)
      if end == bytes.count { break }
      start = writeEscape(of: bytes, at: end, into: &out)
      if bytes[end] == UInt8(ascii: "\n") && start < bytes.count {
        out.append("\\\n")
        out.append(blanks: indent + blockIndent)
        // Blanks at the start of a continued line are indentation, unless the first is escaped.
        if bytes[start] == UInt8(ascii: " ") { out.append(UInt8(ascii: "\\")) }
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// Writes the escape of the character at `index` and returns where the next one begins.
  private static func writeEscape(of bytes: Span<UInt8>, at index: Int, into out: inout OutputBytes) -> Int {
    switch bytes[index] {
    case 0x00: out.append("\\0")
    case 0x07: out.append("\\a")
    case 0x08: out.append("\\b")
    case 0x09: out.append("\\t")
    case 0x0A: out.append("\\n")
    case 0x0B: out.append("\\v")
    case 0x0C: out.append("\\f")
    case 0x0D: out.append("\\r")
    case 0x1B: out.append("\\e")
    case 0xC2:
      out.append("\\x")
      writeHex(bytes[index + 1], into: &out)
      return index + 2
    case let lead where lead >= 0x80:
      out.append("\\u")
      let second = bytes[index + 1] & 0x3F
      writeHex(lead << 4 | second >> 2, into: &out)
      writeHex(second << 6 | bytes[index + 2] & 0x3F, into: &out)
      return index + 3
    case let control:
      out.append("\\x")
      writeHex(control, into: &out)
    }
    return index + 1
  }

  private static func writeHex(_ byte: UInt8, into out: inout OutputBytes) {
    writeDigit(byte >> 4, into: &out)
    writeDigit(byte & 15, into: &out)
  }

  private static func writeDigit(_ digit: UInt8, into out: inout OutputBytes) {
    out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
  }

  // MARK: Plain

  /// Whether every reader takes the plain text for a string: an ASCII word that begins with a letter and is
  /// none of YAML 1.1's words, or hexadecimal digits among them one that no number has. (`0b1` and `1e5` are
  /// numbers, and npm yaml reads `e5` as one when it is told to read YAML 1.1.)
  static func isPlainSafe(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0, bytes.count <= 128 else { return false }
    var every: PlainKind = [.allowed, .hexadecimal]
    var some: PlainKind = []
    for index in bytes.indices {
      let kind = plainKinds[Int(bytes[index])]
      every.formIntersection(kind)
      some.formUnion(kind)
    }
    guard every.contains(.allowed) else { return false }
    if every.contains(.hexadecimal) && some.contains(.ofNoNumber) { return true }
    let lowered = bytes[0] | 0x20
    guard lowered >= UInt8(ascii: "a"), lowered <= UInt8(ascii: "z") else { return false }
    if lowered == UInt8(ascii: "e"), bytes.count > 1, bytes[1] < UInt8(ascii: "A") { return false }
    return !isWordOfYAML(bytes)
  }

  /// What a character may be part of.
  private struct PlainKind: OptionSet {
    let rawValue: UInt8
    /// A word.
    static let allowed = PlainKind(rawValue: 1)
    /// A hexadecimal number in lower case.
    static let hexadecimal = PlainKind(rawValue: 2)
    /// That, and neither a decimal nor a binary number, nor one with an exponent.
    static let ofNoNumber = PlainKind(rawValue: 4)
  }

  private static let plainKinds: [PlainKind] = (0...UInt8.max).map { byte in
    switch byte {
    case UInt8(ascii: "a"), UInt8(ascii: "c"), UInt8(ascii: "d"), UInt8(ascii: "f"):
      [.allowed, .hexadecimal, .ofNoNumber]
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "b"), UInt8(ascii: "e"):
      [.allowed, .hexadecimal]
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"):
      .allowed
    default: []
    }
  }

  private static let wordsOfYAML: [StaticString] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity",
  ]

  private static func isWordOfYAML(_ bytes: Span<UInt8>) -> Bool {
    wordsOfYAML.contains { word in
      word.utf8CodeUnitCount == bytes.count
        && word.description.withUTF8Span { TextScan.contains($0, in: bytes) }
    }
  }
}
