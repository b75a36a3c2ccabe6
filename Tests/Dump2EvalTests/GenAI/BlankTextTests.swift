import Testing

@testable import Dump2Eval

@Suite("A blank text")
struct BlankTextTests {
  /// The first byte tells of most texts that they are none: of no white space may it say so.
  @Test("is white space by Unicode's rules, whatever character it begins with")
  func everyScalar() {
    for value in UInt32(0)...0x1_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text: String? = String(scalar)
      #expect(text.isBlank == scalar.properties.isWhitespace, "U+\(String(value, radix: 16))")
    }
    let nothing: String? = ""
    #expect(nothing.isBlank)
  }
}
