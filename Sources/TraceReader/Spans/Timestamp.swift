/// Points in time as nanoseconds since 1970, UTC.
package enum Timestamp {
  /// Reads RFC 3339, `2026-03-15T14:22:00.123456789Z`, also with an offset, a blank for the `T`, or no zone (UTC).
  package static func nanoseconds(rfc3339 text: String) -> Int64? {
    var digits = Digits(Array(text.utf8)[...])
    guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
      let day = digits.number(2), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var seconds = daysSince1970(year: year, month: month, day: day) * 86_400
    guard digits.skip("T") || digits.skip("t") || digits.skip(" ") else {
      return digits.rest.isEmpty ? seconds * 1_000_000_000 : nil
    }
    guard let hour = digits.number(2), digits.skip(":"), let minute = digits.number(2),
      hour < 25, minute < 60
    else { return nil }
    seconds += hour * 3_600 + minute * 60
    var nanoseconds: Int64 = 0
    if digits.skip(":") {
      guard let second = digits.number(2), second <= 60 else { return nil }
      seconds += second
      if digits.skip(".") || digits.skip(",") { nanoseconds = digits.fraction() }
    }
    if !(digits.skip("Z") || digits.skip("z")), let sign = digits.rest.first {
      guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
      digits.rest.removeFirst()
      guard let offsetHours = digits.number(2) else { return nil }
      _ = digits.skip(":")
      let offset = offsetHours * 3_600 + (digits.number(2) ?? 0) * 60
      seconds -= sign == UInt8(ascii: "+") ? offset : -offset
    }
    guard digits.rest.isEmpty else { return nil }
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : product + nanoseconds
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar, for years 0 and later.
  package static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    // Counted from 0000-03-01, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private struct Digits {
    var rest: ArraySlice<UInt8>

    init(_ rest: ArraySlice<UInt8>) { self.rest = rest }

    mutating func number(_ count: Int) -> Int64? {
      guard rest.count >= count else { return nil }
      var value: Int64 = 0
      for byte in rest.prefix(count) {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      rest.removeFirst(count)
      return value
    }

    mutating func skip(_ character: Character) -> Bool {
      guard rest.first == character.asciiValue else { return false }
      rest.removeFirst()
      return true
    }

    /// The digits behind a decimal point as nanoseconds; more than nine are cut.
    mutating func fraction() -> Int64 {
      var value: Int64 = 0
      var scale: Int64 = 100_000_000
      while let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        value += Int64(byte - UInt8(ascii: "0")) * scale
        scale /= 10
        rest.removeFirst()
      }
      return value
    }
  }
}
