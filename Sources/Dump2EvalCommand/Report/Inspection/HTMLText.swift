/// HTML that is put together of markup of ours and text of others; only the latter is escaped, and always.
struct HTMLText {
  private(set) var text = ""

  /// Markup, as it is: a literal of ours, never text from a dump.
  mutating func markup(_ markup: StaticString) { text += markup.description }

  /// Text from anywhere.
  mutating func add(_ content: String) { text += Self.escaped(content) }

  /// An element with text in it; `attributes` are names of ours with values from anywhere.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ content: String
  ) {
    open(name, attributes)
    add(content)
    close(name)
  }

  /// An element with others in it.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>,
    _ content: (inout HTMLText) -> Void
  ) {
    open(name, attributes)
    content(&self)
    close(name)
    text += "\n"
  }

  mutating func element(_ name: StaticString, _ content: String) { element(name, [:], content) }

  mutating func element(_ name: StaticString, _ content: (inout HTMLText) -> Void) {
    element(name, [:], content)
  }

  private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
    text += "<\(name)"
    for (name, value) in attributes { text += " \(name)=\"\(Self.escaped(value))\"" }
    text += ">"
  }

  private mutating func close(_ name: StaticString) { text += "</\(name)>" }

  /// Also without what turns the direction of text around, so that a name cannot disguise itself.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in DisplayText.printable(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
