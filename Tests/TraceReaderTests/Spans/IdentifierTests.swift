import Testing

@testable import TraceReader

@Suite("Ids in any spelling")
struct IdentifierTests {
  private static let hex = "4bf92f3577b34da6a3ce929d0e0e4736"

  @Test(
    "of a trace",
    arguments: [
      (hex, hex, hex),
      ("4BF92F3577B34DA6A3CE929D0E0E4736", hex, hex),
      ("0x4bf92f3577b34da6a3ce929d0e0e4736", hex, hex),
      ("S/kvNXezTaajzpKdDg5HNg==", hex, hex),
      ("S/kvNXezTaajzpKdDg5HNg", hex, hex),
      // base64 of the hex text
      ("NGJmOTJmMzU3N2IzNGRhNmEzY2U5MjlkMGUwZTQ3MzY=", hex, hex),
      // the hex text, decoded as if it were base64
      (
        "e1b7fdd9fdf9efbedbf7869d1e91b6f71f9d7d3e7d1ee39e",
        "e1b7fdd9fdf9efbedbf7869d1e91b6f71f9d7d3e7d1ee39e", nil
      ),
      ("abc123def456", "0000abc123def456", "abc123def456"),
      (
        "bf92f3577b34da6a3ce929d0e0e4736", "0bf92f3577b34da6a3ce929d0e0e4736",
        "bf92f3577b34da6a3ce929d0e0e4736"
      ),
      ("invoke00000001", "invoke00000001", "invoke00000001"),
      ("A", "000000000000000a", "a"),
      ("../etc", "../etc", "../etc"),
    ] as [(String, String, String?)])
  func trace(text: String, canonical: String, spelling: String?) {
    let id = Identifier(text, .trace)
    #expect(id.canonical == canonical)
    if let spelling { #expect(id.spelling == spelling) }
  }

  @Test(
    "in base64 that looks like another spelling",
    arguments: [
      // As hex behind `0x` or `0X`.
      ("0XewE8Vl84h3u3Ef0Dp2iw==", .trace, "d177b013c565f38877bb711fd03a768b"),
      ("0xewE8Vl84h3u3Ef0Dp2iw", .trace, "d317b013c565f38877bb711fd03a768b"),
      ("0XewE8Vl84g=", .span, "d177b013c565f388"),
      ("0xewE8Vl84g", .span, "d317b013c565f388"),
      // As hex without its leading zeros.
      ("AbCdEf01234", .span, "01b09d11fd35db7e"),
      ("AbCdEfAbCdEf0123456789", .trace, "01b09d11f01b09d11fd35db7e39ebbf3"),
    ] as [(String, Identifier.Subject, String)])
  func lookAlikes(text: String, subject: Identifier.Subject, canonical: String) {
    #expect(Identifier(text, subject).canonical == canonical)
  }

  @Test("in hex behind 0x stay hex", arguments: ["0x4BF92F3577B34DA6", "0X4bf92f3577b34da6"])
  func prefixed(text: String) { #expect(Identifier(text, .span).canonical == "4bf92f3577b34da6") }

  @Test("as objects and lists of bytes")
  func objects() throws {
    let tree = JSONTree()
    try tree.parse(#"{"type":"Buffer","data":[0,1,2,3,4,5,6,255]}"#)
    #expect(Identifier(tree.root, .span)?.canonical == "00010203040506ff")
    try tree.parse("[256]")
    #expect(Identifier(tree.root, .span) == nil)
    try tree.parse(#""""#)
    #expect(Identifier(tree.root, .span) == nil)
  }

  @Test("of no parent", arguments: ["0000000000000000", "AAAAAAAAAAA=", "None", "0"])
  func roots(text: String) { #expect(Identifier(text, .span).isRoot) }

  @Test("that went through base64 the wrong way are restored")
  func doubleDecoding() {
    // The 32 hex digits are 24 bytes when they are read as base64; proxies wrote those as hex.
    let digits = Array(Self.hex.utf8)
    let bytes = Base64.decode(digits) ?? []
    #expect(bytes.count == 24)
    #expect(Identifier(Hex.encode(bytes), .trace).canonical == Self.hex)
  }
}

@Suite("Times")
struct TimestampTests {
  @Test(
    "in RFC 3339",
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("2026-03-15T14:22:00.123456789Z", 1_773_584_520_123_456_789),
      ("2026-03-15T16:22:00.5+02:00", 1_773_584_520_500_000_000),
      ("2026-03-15 14:22:00", 1_773_584_520_000_000_000),
      ("2026-03-15", 1_773_532_800_000_000_000),
      ("2024-02-29T23:59:59z", 1_709_251_199_000_000_000),
      ("1969-12-31T23:59:59Z", -1_000_000_000),
      ("2026-13-15T14:22:00Z", nil), ("2026-03-15T14:22:00Zx", nil), ("yesterday", nil), ("", nil),
      ("9999-12-31T23:59:59Z", nil),
    ] as [(String, Int64?)])
  func rfc3339(text: String, nanoseconds: Int64?) {
    #expect(Timestamp.nanoseconds(rfc3339: text) == nanoseconds)
  }
}

@Suite("Numbers as JavaScript writes them")
struct NumberTextTests {
  @Test(
    "are the shortest text",
    arguments: [
      (1.0, "1"), (-0.5, "-0.5"), (0.1, "0.1"), (1e21, "1e+21"), (1e20, "100000000000000000000"),
      (5e-7, "5e-7"),
      (0.000001, "0.000001"), (1.5e300, "1.5e+300"), (123456789.125, "123456789.125"), (1.25e-5, "0.0000125"),
      (1.2345678901234568e16, "12345678901234568"), (-1.5e-9, "-1.5e-9"),
    ])
  func shortest(value: Double, text: String) { #expect(NumberText.shortest(value) == text) }
}

@Suite("Lower-case hex")
struct LowerHexTests {
  @Test("is told from every other byte at every place")
  func everyByte() {
    let usual = Array("0123456789abcdef0123456789abcdef".utf8)
    for count in [16, 32] {
      for place in 0..<count {
        for byte in UInt8.min...UInt8.max {
          var text = Array(usual.prefix(count))
          text[place] = byte
          let isLower = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
          #expect(unsafe text.withUnsafeBytes { unsafe Hex.isLower($0) } == isLower)
        }
      }
    }
  }
}
