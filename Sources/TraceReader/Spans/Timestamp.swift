/// A point in time as RFC 3339 writes it.
package struct Timestamp: Equatable {
  /// Since 1970, UTC.
  package let seconds: Int64
  /// Of the second, 0 to 999,999,999; what is finer is cut off.
  package let nanoseconds: Int64

  /// How closely a text must follow RFC 3339.
  package enum Strictness {
    /// A user's words: as the standard has it, or a date alone, which means its first moment in UTC.
    case standard
    /// What dumps have: the zone may be missing (UTC), the seconds too, and the zone's colon.
    case lenient
  }

  /// Reads `2026-03-15T14:22:00.123Z`, also with an offset, with small letters, and with a blank for the `T`. A leap second
  /// counts as the first of the next minute.
  package init?(rfc3339 text: String, _ strictness: Strictness) {
    var reader = Reader(rest: Substring(text).utf8)
    guard let date = reader.date() else { return nil }
    let day = Self.daysSince1970(year: date.year, month: date.month, day: date.day) * 86_400
    if reader.rest.isEmpty {
      (seconds, nanoseconds) = (day, 0)
      return
    }
    guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let time = reader.timeOfDay(strictness),
      let offset = reader.zoneOffset(strictness), reader.rest.isEmpty
    else { return nil }
    seconds = day + time - offset
    nanoseconds = reader.nanoseconds
  }

  /// Nanoseconds since 1970, UTC, of a time in a dump; nil when it is none, or too far away for 64 bits.
  package static func nanoseconds(rfc3339 text: String) -> Int64? {
    guard let time = Timestamp(rfc3339: text, .lenient) else { return nil }
    return nanoseconds(time.seconds, of: 1_000_000_000, plus: time.nanoseconds)
  }

  /// `number` units of so many nanoseconds each, and some more nanoseconds; nil when that is beyond 64 bits (the year
  /// 2262).
  static func nanoseconds(_ number: Int64, of unit: Int64, plus more: Int64 = 0) -> Int64? {
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit)
    let (sum, overflows) = product.addingReportingOverflow(more)
    return isTooLarge || overflows ? nil : sum
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar, for years 0 and later.
  static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    // Counted from March, so that the leap day is the last of its year; 400 years of a full cycle keep January of the
    // year 0 above zero.
    let shifted = (month <= 2 ? year - 1 : year) + 400
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return (era - 1) * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Reads the parts of a time from the front of a text.
private struct Reader {
  var rest: Substring.UTF8View
  private(set) var nanoseconds: Int64 = 0

  init(rest: Substring.UTF8View) { self.rest = rest }

  mutating func skip(_ character: Character) -> Bool {
    guard rest.first == character.asciiValue else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, byte &- UInt8(ascii: "0") < 10 else { return nil }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }

  private mutating func number(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  mutating func date() -> (year: Int64, month: Int64, day: Int64)? {
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
      (1...12).contains(month), day >= 1
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length: Int64 = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return day <= length ? (year, month, day) : nil
  }

  /// Seconds since midnight.
  mutating func timeOfDay(_ strictness: Timestamp.Strictness) -> Int64? {
    guard let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
    let seconds = (hour * 60 + minute) * 60
    guard skip(":") else { return strictness == .lenient ? seconds : nil }
    guard let second = number(2), second <= 60 else { return nil }
    if skip(".") || (strictness == .lenient && skip(",")) {
      guard let tenths = digit() else { return nil }
      var weight: Int64 = 100_000_000
      nanoseconds = tenths * weight
      while let digit = digit() {
        weight /= 10
        nanoseconds += digit * weight
      }
    }
    return seconds + second
  }

  /// Seconds that the zone is ahead of UTC.
  mutating func zoneOffset(_ strictness: Timestamp.Strictness) -> Int64? {
    if skip("Z") || skip("z") || (strictness == .lenient && rest.isEmpty) { return 0 }
    let isAhead = skip("+")
    guard isAhead || skip("-"), let hours = number(2), hours < 24 else { return nil }
    guard skip(":") || strictness == .lenient, let minutes = number(2), minutes < 60 else { return nil }
    return (isAhead ? 1 : -1) * (hours * 60 + minutes) * 60
  }
}
