/// Cards, social security numbers and phones: told by how their digits are grouped, and by what the numbers
/// themselves promise.
extension SensitiveForms {
  /// Digits in groups with one kind of separator between them.
  private struct Groups {
    var ranges: [Range<Int>] = []
    var separators: [UInt8] = []

    func isSeparated(by separators: String, upTo count: Int) -> Bool {
      self.separators.prefix(count - 1).allSatisfy { separators.utf8.contains($0) }
        && Set(self.separators.prefix(count - 1)).count <= 1
    }
  }

  /// At most six groups, which is more than any form has.
  private func groups(from start: Int) -> Groups {
    var groups = Groups()
    var position = start
    while groups.ranges.count < 6 {
      let group = position
      while byte(position).isDigit { position += 1 }
      guard position > group else { break }
      groups.ranges.append(group..<position)
      let separator = byte(position)
      guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-") || separator == UInt8(ascii: ".")
      else { break }
      groups.separators.append(separator)
      position += 1
    }
    return groups
  }

  // MARK: Cards

  private static let cardShapes = [[4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4]]

  /// Digits of a known issuer with a right check digit, in one piece or grouped as on the card.
  func card(at start: Int) -> Match? {
    let groups = groups(from: start)
    guard let first = groups.ranges.first else { return nil }
    let lengths = groups.ranges.map(\.count)
    for shape in [[first.count]] + Self.cardShapes where lengths.starts(with: shape) {
      guard groups.isSeparated(by: " -", upTo: shape.count) else { continue }
      let end = groups.ranges[shape.count - 1].upperBound
      let digits = bytes[start..<end].filter(\.isDigit).map { Int($0) - 0x30 }
      if canNumberEnd(at: end), Self.isIssued(digits), Self.hasCheckDigit(digits) {
        return Match(range: start..<end, kind: .card)
      }
    }
    return nil
  }

  /// Issuers by their first digits, each with the lengths it uses (ISO/IEC 7812): without them every tenth
  /// number would pass.
  private static func isIssued(_ digits: [Int]) -> Bool {
    guard (13...19).contains(digits.count) else { return false }
    let two = digits[0] * 10 + digits[1]
    let four = two * 100 + digits[2] * 10 + digits[3]
    switch digits.count {
    case 13: return digits[0] == 4
    case 14: return two == 36 || two == 38 || (3000...3059).contains(four)
    case 15: return two == 34 || two == 37
    case 16:
      return digits[0] == 4 || (51...55).contains(two) || (2221...2720).contains(four) || four == 6011
        || (6440...6599).contains(four) || (3528...3589).contains(four) || two == 62
    default: return two == 62 || (digits[0] == 4 && digits.count == 19)
    }
  }

  /// The Luhn check: from the right every second digit counts twice.
  private static func hasCheckDigit(_ digits: [Int]) -> Bool {
    var sum = 0
    for (position, digit) in digits.reversed().enumerated() {
      let value = position.isMultiple(of: 2) ? digit : digit * 2
      sum += value > 9 ? value - 9 : value
    }
    return sum.isMultiple(of: 10) && digits.contains { $0 != digits[0] }
  }

  // MARK: Social security numbers

  /// `123-45-6789`, and no number that is never given out.
  func socialSecurityNumber(at start: Int) -> Match? {
    let groups = groups(from: start)
    guard groups.ranges.map(\.count) == [3, 2, 4], groups.isSeparated(by: "-", upTo: 3),
      canNumberEnd(at: groups.ranges[2].upperBound)
    else { return nil }
    let area = number(groups.ranges[0])
    guard area != 0, area != 666, area < 900, number(groups.ranges[1]) != 0, number(groups.ranges[2]) != 0
    else {
      return nil
    }
    return Match(range: start..<groups.ranges[2].upperBound, kind: .socialSecurityNumber)
  }

  private func number(_ range: Range<Int>) -> Int {
    bytes[range].reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  // MARK: Phones

  /// International numbers with their `+`; North American ones in brackets, with hyphens or with dots.
  func phone(at start: Int) -> Match? {
    let end =
      switch bytes[start] {
      case UInt8(ascii: "+"): endOfInternational(from: start + 1)
      case UInt8(ascii: "("): endOfBracketed(from: start)
      default: endOfNorthAmerican(from: start)
      }
    guard let end, canNumberEnd(at: end) else { return nil }
    return Match(range: start..<end, kind: .phone)
  }

  /// 8 to 15 digits (ITU-T E.164), the first not 0; 9 when nothing separates them, and not a number with
  /// decimals.
  private func endOfInternational(from start: Int) -> Int? {
    guard byte(start).isDigit, byte(start) != UInt8(ascii: "0") else { return nil }
    var position = start
    var digits = 0
    var end = start
    var separators: [UInt8] = []
    var isAfterSeparator = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte.isDigit {
        digits += 1
        end = position + 1
        isAfterSeparator = false
      } else if " -.()".utf8.contains(byte) {
        // `) ` and ` (` are two; more is a gap between numbers.
        if isAfterSeparator, byte != UInt8(ascii: "("), separators.last != UInt8(ascii: ")") { break }
        separators.append(byte)
        isAfterSeparator = true
      } else {
        break
      }
      guard digits <= 15 else { return nil }
      position += 1
    }
    let inside = bytes[start..<end].filter { !$0.isDigit }
    if inside == [UInt8(ascii: ".")] { return nil }
    return digits >= (inside.isEmpty ? 9 : 8) ? end : nil
  }

  /// `(555) 123-4567`, with or without the blank.
  private func endOfBracketed(from start: Int) -> Int? {
    guard digitCount(at: start + 1) == 3, byte(start + 4) == UInt8(ascii: ")") else { return nil }
    let next = byte(start + 5) == UInt8(ascii: " ") ? start + 6 : start + 5
    let separator = byte(next + 3)
    guard digitCount(at: next) == 3, " -.".utf8.contains(separator), digitCount(at: next + 4) == 4 else {
      return nil
    }
    return next + 8
  }

  /// `555-123-4567`, `1-800-555-0199`, `555.234.5678`.
  private func endOfNorthAmerican(from start: Int) -> Int? {
    let groups = groups(from: start)
    let lengths = groups.ranges.map(\.count)
    let hasCountry = lengths.starts(with: [1, 3, 3, 4]) && byte(start) == UInt8(ascii: "1")
    guard hasCountry || lengths.starts(with: [3, 3, 4]) else { return nil }
    let first = hasCountry ? 1 : 0
    let separators = Array(groups.separators.prefix(first + 2))
    guard Set(separators).count == 1, separators[0] != UInt8(ascii: " ") else { return nil }
    let area = byte(groups.ranges[first].lowerBound)
    let exchange = byte(groups.ranges[first + 1].lowerBound)
    guard area != UInt8(ascii: "0") else { return nil }
    // Groups with dots are mostly something else: only what the numbering plan allows.
    let two = UInt8(ascii: "2")
    if separators[0] == UInt8(ascii: "."), area < two || exchange < two { return nil }
    return groups.ranges[first + 2].upperBound
  }

  private func digitCount(at start: Int) -> Int {
    var count = 0
    while byte(start + count).isDigit { count += 1 }
    return count
  }
}
