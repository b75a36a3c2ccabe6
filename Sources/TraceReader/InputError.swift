/// What is wrong with an input, where, and what to do about it. One line of text for a user.
package struct InputError: Error, Equatable, Sendable {
  /// How much of the input is affected.
  package enum Severity: Sendable {
    /// Nothing of the input can be read: missing, no permission, a format that is not supported.
    case unreadable
    /// Part of the input is lost; what stands before and after it was read.
    case damage
    /// Nothing is lost, but something is odd: bytes after the end of a gzip file.
    case notice
  }

  package var severity: Severity
  /// The input's name as the user gave it; `-` is standard input.
  package var input: String
  /// Where, in bytes from the start of the input after decompression; nil when no place is meant.
  package var offset: Int64?
  /// The line of that byte, from 1, where somebody has counted.
  package var line: Int?
  /// The same place in the compressed file, for gzip.
  package var compressedOffset: Int64?
  /// What should be there and what is, or what cannot be done, as a phrase.
  package var problem: String

  package init(
    _ severity: Severity, input: String, offset: Int64? = nil, compressedOffset: Int64? = nil, problem: String
  ) {
    self.severity = severity
    self.input = input
    self.offset = offset
    self.compressedOffset = compressedOffset
    self.problem = problem
  }

  /// Without ids there is neither a file for a span nor a place in its trace.
  static let lacksIDs = "expected a span with a trace id and a span id, found one without"

  /// "expected X, found Y" for a byte that stands in the wrong place; nil for the end of the input.
  package static func expectation(_ expected: String, found: UInt8?) -> String {
    guard let found else { return "expected \(expected), found the end of the input" }
    return "expected \(expected), found \(describe(found))"
  }

  /// A byte as a user can read it; never raw, since it may be part of a terminal's escape sequence.
  private static func describe(_ byte: UInt8) -> String {
    switch byte {
    case 0x0A: "a line feed"
    case 0x20...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
    default: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
}
