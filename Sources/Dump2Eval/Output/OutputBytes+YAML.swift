/// The few shapes of YAML lines that formats are made of: keys of our own, each with a value of one kind.
/// `indent` is the column of the key.
extension OutputBytes {
  /// A key whose value is a mapping or list on the lines below.
  mutating func yamlKey(_ key: StaticString, indent: Int) {
    append(blanks: indent)
    append(key)
    append(":\n")
  }

  /// A value of our own making that is plain YAML.
  mutating func yamlPlain(_ key: StaticString, _ value: String, indent: Int) {
    yamlStart(key, indent: indent)
    append(text: value)
    append(UInt8(ascii: "\n"))
  }

  /// A word of our own and a number behind it.
  mutating func yamlPlain(_ key: StaticString, _ prefix: StaticString, _ number: Int, indent: Int) {
    yamlStart(key, indent: indent)
    append(prefix)
    append(text: String(number))
    append(UInt8(ascii: "\n"))
  }

  /// Text that came from a dump, or anything else that has to be quoted.
  mutating func yamlRecorded(_ key: StaticString, _ value: String, indent: Int) {
    yamlStart(key, indent: indent)
    YAMLScalar.writeRecorded(value, indent: indent, into: &self)
  }

  /// A conversation, as JSON in a string.
  mutating func yamlRecorded(_ key: StaticString, _ value: ChatPrompt, indent: Int) {
    yamlStart(key, indent: indent)
    var json = OutputBytes()
    value.append(to: &json)
    json.withSpan { YAMLScalar.writeRecorded($0, indent: indent, into: &self) }
  }

  /// A name or an id: plain where that is safe.
  mutating func yamlIdentifier(_ key: StaticString, _ value: String, indent: Int) {
    yamlStart(key, indent: indent)
    YAMLScalar.writeIdentifier(value, indent: indent, into: &self)
  }

  /// Begins an item of a list whose dashes stand at column `indent`; the first key follows with `indent: 0`,
  /// the others with `indent + 2`.
  mutating func yamlItem(indent: Int) {
    append(blanks: indent)
    append("- ")
  }

  private mutating func yamlStart(_ key: StaticString, indent: Int) {
    append(blanks: indent)
    append(key)
    append(": ")
  }

  /// Assertions as toad-eye writes them, as items at column `indent`.
  mutating func yamlAssertions(_ assertions: [Assertion], indent: Int) {
    for position in assertions.indices {
      yamlItem(indent: indent)
      yamlPlain("type", assertions[position].kind.rawValue, indent: 0)
      switch assertions[position] {
      case .maxLength(let limit): yamlPlain("value", String(limit), indent: indent + 2)
      case .notContains(let phrase): yamlRecorded("value", phrase, indent: indent + 2)
      case .isJSON: yamlPlain("value", "true", indent: indent + 2)
      }
    }
  }
}
