/// Text as terminals show it: how wide it is, cut to a width, and without what would move the cursor.
enum DisplayText {
  /// Recorded names may hold anything; control characters would be commands to the terminal.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(text.unicodeScalars.map { isCommand($0) ? "?" : $0 }))
  }

  private static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }

  /// Columns that a text takes: two for the wide characters of East Asian scripts and for emoji.
  static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      return first.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }

  /// The text, or its beginning and end with `…` between them, so that it takes no more than `limit` columns.
  /// Names that begin alike often differ at the end.
  static func fitted(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    guard limit > 1 else { return String(repeating: "…", count: max(limit, 0)) }
    let head = prefix(text, (limit - 1) - (limit - 1) / 2)
    let tail = String(prefix(String(text.reversed()), (limit - 1) / 2).reversed())
    return head + "…" + tail
  }

  private static func prefix(_ text: String, _ limit: Int) -> String {
    var taken = ""
    var room = limit
    for character in text {
      room -= width(character)
      if room < 0 { break }
      taken.append(character)
    }
    return taken
  }

  static func padded(_ text: String, to count: Int, isLeading: Bool) -> String {
    let blanks = String(repeating: " ", count: max(0, count - width(text)))
    return isLeading ? text + blanks : blanks + text
  }

  /// Lines of at most `limit` columns, broken at blanks; one line when there is no limit.
  static func wrapped(_ text: String, to limit: Int?) -> [String] {
    guard let limit else { return [text] }
    var lines: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, width(last) + 1 + width(String(word)) <= limit {
        lines[lines.count - 1] += " " + word
      } else {
        while lines.last?.last == " " { lines[lines.count - 1].removeLast() }
        lines.append(String(word))
      }
    }
    return lines
  }
}
