/// Why a text is not JSON: where, what should stand there and what does.
package struct JSONSyntaxError: Error, Equatable {
  /// Offset of the offending byte from the first byte that was given to the parser.
  package let offset: Int
  /// What the grammar of RFC 8259 asks for at that place, as a phrase: "':' after an object key".
  package let expected: StaticPhrase
  /// The byte that stands there; nil at the end of the text.
  package let found: UInt8?
  /// Quotes and brackets are where they should be all the same: only what is between them is wrong.
  package let isInside: Bool

  package init(offset: Int, expected: StaticPhrase, found: UInt8?, isInside: Bool = false) {
    self.offset = offset
    self.expected = expected
    self.found = found
    self.isInside = isInside
  }
}

/// A phrase of an error message that costs nothing until it is printed.
package struct StaticPhrase: ExpressibleByStringLiteral, Equatable, CustomStringConvertible, Sendable {
  private let literal: StaticString

  package init(stringLiteral value: StaticString) {
    literal = value
  }

  package var description: String { literal.description }

  package static func == (left: StaticPhrase, right: StaticPhrase) -> Bool {
    left.description == right.description
  }
}
