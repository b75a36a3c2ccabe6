/// Numbers as JSON text.
package enum NumberText {
  /// The shortest text that reads back as this finite value, spelt as JavaScript spells it: `1`, `0.2`, `1e+21`, `5e-7`.
  package static func shortest(_ value: Double) -> String {
    if value == value.rounded(.towardZero), abs(value) < 1e15 { return String(Int64(value)) }
    // Swift's description is the shortest too, but changes to exponents earlier and pads them to two digits.
    let text = value.description
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "e")) else { return text }
    var mantissa = String(text[..<mark])
    if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
    guard let exponent = Int(text[text.index(after: mark)...]) else { return text }
    let sign = mantissa.hasPrefix("-") ? "-" : ""
    let digits = mantissa.filter { $0 != "." && $0 != "-" }
    if exponent >= 21 || exponent < -6 {
      return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
    }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let whole = digits.count - 1
    if exponent >= whole { return sign + digits + String(repeating: "0", count: exponent - whole) }
    return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
  }
}
