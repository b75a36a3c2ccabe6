// Unsafe code: reads the digits within their count, while the caller lends them.

/// A number as nearly all are written: digits, perhaps with a sign and a point, at most 15 of them from the first that is not
/// zero. Read without the general way, which takes a string and hundreds of instructions.
///
/// Whole number and power of ten are both exact then, so that their quotient is the nearest double (W. Clinger, "How to read
/// floating point numbers accurately", PLDI 1990); and no shorter text stands for it, since texts of 15 digits that differ
/// are different doubles.
struct PlainDecimal {
  let value: Double
  /// Written as JavaScript would: see `NumberText.shortest`.
  let isShortest: Bool

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
  ]
  private static let longest = 24

  /// nil for what is written otherwise, or no number.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count <= Self.longest else { return nil }
    let first = unsafe text.first == UInt8(ascii: "-") ? 1 : 0
    var digits: UInt64 = 0
    var (significant, fraction) = (0, 0)
    var point: Int?
    for position in first..<text.count {
      let byte = unsafe text[position]
      if byte == UInt8(ascii: "."), point == nil {
        point = position
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      digits = digits * 10 + UInt64(digit)
      if digits > 0 { significant += 1 }
      guard significant <= 15 else { return nil }
      if point != nil { fraction += 1 }
    }
    let whole = (point ?? text.count) - first
    guard whole > 0, point == nil || fraction > 0, fraction < Self.powers.count else { return nil }
    let magnitude = Double(digits) / Self.powers[fraction]
    value = first == 1 ? -magnitude : magnitude
    let hasIdleZero =
      unsafe (whole > 1 && text[first] == UInt8(ascii: "0"))
      || (fraction > 0 && text[text.count - 1] == UInt8(ascii: "0"))
    isShortest = !hasIdleZero && (magnitude >= 1e-6 || (digits == 0 && first == 0))
  }
}
