/// A moment, to the millisecond. Calendar arithmetic is done here, since C's time functions depend on the
/// environment's time zone and locale.
public struct UTCTime: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z; leap seconds do not exist.
  public var unixMilliseconds: Int64

  /// A moment given in Unix milliseconds.
  public init(unixMilliseconds: Int64) {
    self.unixMilliseconds = unixMilliseconds
  }

  /// The earlier of two moments is the lesser.
  public static func < (left: UTCTime, right: UTCTime) -> Bool {
    left.unixMilliseconds < right.unixMilliseconds
  }
}

extension UTCTime: CustomStringConvertible {
  /// `2026-03-15T14:22:00.000Z`; years beyond four digits get a sign and six, as in JavaScript.
  public var description: String {
    let (days, millisecond) = Self.floorDivide(unixMilliseconds, by: 86_400_000)
    let (year, month, day) = Self.civil(fromDays: days)
    var text = ""
    text.reserveCapacity(24)
    if year >= 0 && year <= 9999 {
      Self.append(year, digits: 4, to: &text)
    } else {
      text += year < 0 ? "-" : "+"
      Self.append(abs(year), digits: 6, to: &text)
    }
    text += "-"
    Self.append(month, digits: 2, to: &text)
    text += "-"
    Self.append(day, digits: 2, to: &text)
    text += "T"
    Self.append(millisecond / 3_600_000, digits: 2, to: &text)
    text += ":"
    Self.append(millisecond / 60_000 % 60, digits: 2, to: &text)
    text += ":"
    Self.append(millisecond / 1000 % 60, digits: 2, to: &text)
    text += "."
    Self.append(millisecond % 1000, digits: 3, to: &text)
    return text + "Z"
  }

  private static func append(_ number: Int64, digits: Int, to text: inout String) {
    let written = String(number)
    text += String(repeating: "0", count: max(0, digits - written.utf8.count)) + written
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  // The calendar repeats every 400 years, which have 146,097 days. Years are counted from March, so that the
  // leap day is the last of its year; 719,468 days lie between 0000-03-01 and 1970-01-01.

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
  }

  fileprivate static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let (era, yearOfEra) = floorDivide(month <= 2 ? year - 1 : year, by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension UTCTime {
  /// Reads an RFC 3339 time with its zone (`2026-03-15T14:22:00Z`, `2026-03-15t16:22:00.5+02:00`, a blank
  /// instead of the `T`) or a date, which means its first moment in UTC. Nil for anything else. What is finer
  /// than a millisecond is cut off; a leap second counts as the first second of the next minute.
  public init?(_ text: String) {
    var reader = DigitReader(text)
    guard let date = reader.date() else { return nil }
    let days = Self.days(year: date.year, month: date.month, day: date.day)
    if reader.isAtEnd {
      self.init(unixMilliseconds: days * 86_400_000)
      return
    }
    guard reader.skip(oneOf: "Tt "), let time = reader.timeOfDay(), let offset = reader.zoneOffset(),
      reader.isAtEnd
    else { return nil }
    self.init(unixMilliseconds: days * 86_400_000 + time - offset)
  }
}

/// Reads the parts of an RFC 3339 time from the front of a text.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(oneOf accepted: StaticString) -> Bool {
    guard let next = rest.first, accepted.description.utf8.contains(next) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func number(digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = nextDigit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func nextDigit() -> Int64? {
    guard let next = rest.first, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") else { return nil }
    rest.removeFirst()
    return Int64(next - UInt8(ascii: "0"))
  }

  mutating func date() -> (year: Int64, month: Int64, day: Int64)? {
    guard let year = number(digits: 4), skip(oneOf: "-"), let month = number(digits: 2), skip(oneOf: "-"),
      let day = number(digits: 2), (1...12).contains(month), day >= 1
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length: Int64 = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return day <= length ? (year, month, day) : nil
  }

  /// Milliseconds since midnight.
  mutating func timeOfDay() -> Int64? {
    guard let hour = number(digits: 2), skip(oneOf: ":"), let minute = number(digits: 2), skip(oneOf: ":"),
      let second = number(digits: 2), hour < 24, minute < 60, second <= 60
    else { return nil }
    var milliseconds = ((hour * 60 + minute) * 60 + second) * 1000
    guard skip(oneOf: ".") else { return milliseconds }
    guard let tenths = nextDigit() else { return nil }
    milliseconds += tenths * 100
    var weight: Int64 = 10
    while let digit = nextDigit() {
      milliseconds += digit * weight
      weight /= 10
    }
    return milliseconds
  }

  /// Milliseconds that the zone is ahead of UTC.
  mutating func zoneOffset() -> Int64? {
    if skip(oneOf: "Zz") { return 0 }
    let isAhead = skip(oneOf: "+")
    guard isAhead || skip(oneOf: "-"), let hours = number(digits: 2), skip(oneOf: ":"),
      let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return (isAhead ? 1 : -1) * (hours * 60 + minutes) * 60_000
  }
}
