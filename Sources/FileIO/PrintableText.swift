package import SystemPackage

extension FilePath {
  /// The path as text for messages: what is not UTF-8 as U+FFFD, and control characters (also those that turn
  /// the direction of text) escaped, so that a hostile file name cannot drive a terminal or forge a line.
  package var printable: String { printableText(string) }
}

/// The text with its control characters as `\n`, `\r`, `\t` or `\u{1b}`, fit for one line on a terminal.
package func printableText(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case let scalar where isUnprintable(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// C0, delete and C1; line and paragraph separators; marks, embeddings, overrides and isolates of direction.
private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
  default: false
  }
}
