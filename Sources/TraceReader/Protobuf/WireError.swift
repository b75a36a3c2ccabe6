/// Why bytes are not a protobuf message: where, what should stand there and what does.
struct WireError: Error, Equatable {
  /// What stands in the wrong place.
  enum Found: Equatable, Sendable {
    /// The message, or what there is of it, ends.
    case end
    case byte(UInt8)
    case fieldNumber(UInt64)
    /// The three low bits of a tag.
    case wireType(UInt8)
    /// A length in bytes.
    case length(UInt64)
    case deeperNesting
    case moreValues
  }

  /// Offset of the offending byte from the first byte that was given to the reader.
  let offset: Int
  let expected: StaticPhrase
  let found: Found

  init(offset: Int, expected: StaticPhrase, found: Found) {
    self.offset = offset
    self.expected = expected
    self.found = found
  }

  /// "expected X, found Y", for people.
  var problem: String {
    switch found {
    case .end: "expected \(expected), found the end of the message"
    case .byte(let byte): InputError.expectation(expected.description, found: byte)
    case .fieldNumber(let number): "expected \(expected), found \(number)"
    case .wireType(let type): "expected \(expected), found wire type \(type)"
    case .length(let length): "expected \(expected), found a length of \(length)"
    case .deeperNesting: "expected \(expected), found deeper nesting"
    case .moreValues: "expected \(expected), found more"
    }
  }
}
