/// A positive decimal factor such as 1.5, applied to lengths without rounding errors: 1.1 × 10 is 11, where
/// floating-point multiplication and `ceil` give 12.
public struct LengthFactor: Sendable, Hashable {
  /// The factor is `numerator / denominator`; the denominator is a power of ten.
  private let numerator: UInt64
  private let denominator: UInt64

  /// One and a half, as toad-eye uses.
  public static let `default` = LengthFactor(numerator: 15, denominator: 10)

  private init(numerator: UInt64, denominator: UInt64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The shortest decimal that reads as `value` is the factor meant. Nil unless 0.000001 ≤ `value` ≤
  /// 1,000,000.
  public init?(_ value: Double) {
    guard value >= 1e-6, value <= 1e6 else { return nil }
    var numerator: UInt64 = 0
    var decimals = 0
    var exponent = 0
    var seesPoint = false
    var seesExponent = false
    for byte in value.description.utf8 {
      switch byte {
      case UInt8(ascii: "."): seesPoint = true
      case UInt8(ascii: "e"): seesExponent = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = Int(byte - UInt8(ascii: "0"))
        if seesExponent {
          exponent = exponent * 10 + digit
        } else {
          // At most 17 significant digits: never beyond 64 bits.
          numerator = numerator * 10 + UInt64(digit)
          decimals += seesPoint ? 1 : 0
        }
      default: break  // The minus of an exponent, which is never positive in this range.
      }
    }
    while decimals + exponent > 0 && numerator % 10 == 0 {
      numerator /= 10
      decimals -= 1
    }
    decimals += exponent
    // 10¹⁹ is the largest power of ten in 64 bits; so many decimals after a leading 0.00001 matter to no
    // length.
    while decimals > 19 {
      numerator /= 10
      decimals -= 1
    }
    var denominator: UInt64 = 1
    for _ in 0..<decimals { denominator *= 10 }
    self.init(numerator: numerator, denominator: denominator)
  }

  /// The smallest whole number that is not below factor × `length`; saturates at `Int.max`.
  func scaledUp(_ length: Int) -> Int {
    let product = UInt64(length).multipliedFullWidth(by: numerator)
    guard product.high < denominator else { return Int.max }
    let (quotient, remainder) = denominator.dividingFullWidth(product)
    guard quotient < UInt64(Int.max) else { return Int.max }
    return Int(quotient) + (remainder > 0 ? 1 : 0)
  }
}

extension LengthFactor: CustomStringConvertible {
  /// The factor as a decimal number.
  public var description: String { (Double(numerator) / Double(denominator)).description }
}
