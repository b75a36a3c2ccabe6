import TestSupport
import Testing

@testable import TraceReader

@Suite("Numbers as nearly all are written")
struct PlainDecimalTests {
  private static func read(_ text: String) -> PlainDecimal? {
    unsafe Array(text.utf8).withUnsafeBytes { unsafe PlainDecimal($0) }
  }

  @Test("are the doubles that the standard library reads, and shortest when JavaScript writes them so")
  func random() throws {
    var random = SplitMix(seed: 7)
    var (read, shortest) = (0, 0)
    for _ in 0..<100_000 {
      let whole = String(UInt64.random(in: 0...UInt64.max, using: &random))
        .suffix(Int.random(in: 1...9, using: &random))
      let fraction = String(UInt64.random(in: 0...UInt64.max, using: &random))
        .suffix(Int.random(in: 0...9, using: &random))
      let zeros = String(repeating: "0", count: Int.random(in: 0...8, using: &random))
      let sign = Bool.random(using: &random) ? "-" : ""
      let text: String =
        sign + (Bool.random(using: &random) ? String(whole) : "0")
        + (fraction.isEmpty ? "" : "." + zeros + fraction)
      guard let decimal = Self.read(text) else { continue }
      read += 1
      let value = try #require(Double(text))
      #expect(decimal.value.bitPattern == value.bitPattern, "\(text)")
      #expect(decimal.isShortest == (NumberText.shortest(value) == text), "\(text)")
      if decimal.isShortest { shortest += 1 }
    }
    #expect(read > 50_000 && shortest > 10_000)
  }

  @Test(
    "at the borders",
    arguments: [
      ("0", true), ("-0", false), ("0.0", false), ("1.0", false), ("00.5", false), ("0.5", true),
      ("10", true),
      ("-10", true), ("0.000001", true), ("0.0000009", false), ("999999999999999", true),
      ("0.000000000000001", false), ("123456789012.345", true),
    ])
  func borders(text: String, isShortest: Bool) throws {
    let decimal = try #require(Self.read(text))
    #expect(decimal.value.bitPattern == Double(text)?.bitPattern)
    #expect(decimal.isShortest == isShortest)
  }

  @Test(
    "and no others",
    arguments: [
      "", "-", ".", ".5", "5.", "-.5", "1e3", "+1", "1.2.3", "1,5", " 1", "0x10", "nan", "1000000000000000",
      "0.1234567890123456", "1.00000000000000000000000001",
    ])
  func others(text: String) { #expect(Self.read(text) == nil) }
}
