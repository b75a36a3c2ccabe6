internal import TraceReader

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
    var text: [UInt8] = []
    text.reserveCapacity(27)
    if year >= 0 && year <= 9999 {
      Self.append(year, digits: 4, to: &text)
    } else {
      text.append(UInt8(ascii: year < 0 ? "-" : "+"))
      Self.append(abs(year), digits: 6, to: &text)
    }
    Self.append("-", month, digits: 2, to: &text)
    Self.append("-", day, digits: 2, to: &text)
    Self.append("T", millisecond / 3_600_000, digits: 2, to: &text)
    Self.append(":", millisecond / 60_000 % 60, digits: 2, to: &text)
    Self.append(":", millisecond / 1000 % 60, digits: 2, to: &text)
    Self.append(".", millisecond % 1000, digits: 3, to: &text)
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(
    _ mark: Unicode.Scalar, _ number: Int64, digits: Int, to text: inout [UInt8]
  ) {
    text.append(UInt8(ascii: mark))
    append(number, digits: digits, to: &text)
  }

  /// At least so many digits.
  private static func append(_ number: Int64, digits: Int, to text: inout [UInt8]) {
    if digits > 1 || number >= 10 { append(number / 10, digits: digits - 1, to: &text) }
    text.append(UInt8(ascii: "0") + UInt8(number % 10))
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
}

extension UTCTime {
  /// Reads an RFC 3339 time with its zone (`2026-03-15T14:22:00Z`, `2026-03-15t16:22:00.5+02:00`, a blank
  /// instead of the `T`) or a date, which means its first moment in UTC. Nil for anything else. What is finer
  /// than a millisecond is cut off; a leap second counts as the first second of the next minute.
  public init?(_ text: String) {
    guard let time = Timestamp(rfc3339: text, .standard) else { return nil }
    self.init(unixMilliseconds: time.seconds * 1_000 + time.nanoseconds / 1_000_000)
  }
}
