/// Finds, in one pass over UTF-8, what looks like personal data or a secret: at word boundaries only, and
/// strict enough to leave versions, ids, prices, dates, addresses of machines and code alone.
///
/// Texts are often JSON, or hold some: an escape such as `\n` is a boundary, so that its `n` is not taken for
/// a letter.
struct SensitiveForms {
  struct Match: Equatable {
    var range: Range<Int>
    var kind: RedactionKind
  }

  let bytes: [UInt8]
  /// Nothing before this belongs to what follows: the end of a match or of an escape.
  private var boundary = 0
  /// The last runs that were looked through for keys.
  var wordRun = Run()
  var dottedRun = Run()

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All matches in order; they do not overlap.
  mutating func findAll() -> [Match] {
    var matches: [Match] = []
    var position = 0
    while position < bytes.count {
      let (match, next) = look(at: position)
      if let match {
        matches.append(match)
        boundary = match.range.upperBound
        position = match.range.upperBound
      } else {
        position = next
      }
    }
    return matches
  }

  /// What begins at a place, or else where to look next.
  private mutating func look(at position: Int) -> (Match?, next: Int) {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "@"):
      return (email(around: position), position + 1)
    case UInt8(ascii: "+"), UInt8(ascii: "("):
      return (canBegin(at: position) ? phone(at: position) : nil, position + 1)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let end = endOfWord(from: position)
      guard canNumberBegin(at: position) else { return (nil, end) }
      return (card(at: position) ?? socialSecurityNumber(at: position) ?? phone(at: position), end)
    case UInt8(ascii: "\\"):
      boundary = endOfEscape(at: position)
      return (nil, boundary)
    case _ where byte.isWord:
      let end = endOfWord(from: position)
      // All of a word that is not at a boundary is not: one look for each.
      return (canBegin(at: position) ? key(at: position, wordEnd: end) : nil, end)
    default:
      return (nil, position + 1)
    }
  }

  // MARK: Boundaries

  func byte(_ position: Int) -> UInt8 {
    position >= 0 && position < bytes.count ? bytes[position] : 0
  }

  private func endOfEscape(at position: Int) -> Int {
    switch byte(position + 1) {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return position + 2
    case UInt8(ascii: "u")
    where position + 6 <= bytes.count && bytes[position + 2..<position + 6].allSatisfy(\.isHex):
      return position + 6
    default: return position + 1
    }
  }

  /// Past letters, digits and underscores.
  func endOfWord(from position: Int) -> Int {
    var end = position
    while end < bytes.count, bytes[end].isWord { end += 1 }
    return end
  }

  /// Whether no word reaches across the front of this place. Letters beyond ASCII do not count: in many
  /// scripts there are no blanks between words.
  func canBegin(at position: Int) -> Bool {
    position == boundary || !byte(position - 1).isWord
  }

  /// Numbers are parts of something else behind more than letters: `v1.2`, `#4111`, `$4111`, `a-4111`,
  /// `x/4111`.
  private func canNumberBegin(at position: Int) -> Bool {
    guard position != boundary else { return true }
    let before = byte(position - 1)
    switch before {
    case _ where before.isWord: return false
    case UInt8(ascii: "#"), UInt8(ascii: "$"): return false
    case UInt8(ascii: "."), UInt8(ascii: ","): return !byte(position - 2).isDigit
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "+"): return !byte(position - 2).isWord
    default: return true
    }
  }

  /// The same behind a number.
  func canNumberEnd(at position: Int) -> Bool {
    let after = byte(position)
    switch after {
    case _ where after.isWord: return false
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "/"):
      return !byte(position + 1).isDigit
    default: return true
    }
  }

  // MARK: E-mail

  private func email(around at: Int) -> Match? {
    var start = at
    while start > boundary, isLocal(at: start - 1) { start -= 1 }
    while start < at, bytes[start] == UInt8(ascii: ".") || bytes[start] == UInt8(ascii: "-") { start += 1 }
    guard start < at, bytes[at - 1] != UInt8(ascii: "."), let end = endOfDomain(from: at + 1) else {
      return nil
    }
    // git@github.com:owner/repository names a repository.
    if byte(end) == UInt8(ascii: ":"), bytes[start..<at].elementsEqual("git".utf8) { return nil }
    return Match(range: start..<end, kind: .email)
  }

  /// Letters of Latin alphabets count, too: two bytes, of which the first is C3 to C9.
  private func isLocal(at position: Int) -> Bool {
    switch bytes[position] {
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "%"), UInt8(ascii: "'"): true
    case 0xC3...0xC9: true
    case 0x80...0xBF: (0xC3...0xC9).contains(byte(position - 1))
    case let byte: byte.isWord
    }
  }

  /// The end of a name with at least two labels of which the last has letters only; nil when there is none,
  /// and for what stands behind an `@` elsewhere: versions (`lodash@1.2.0-beta.rc`) and picture files
  /// (`icon@2x.png`).
  private func endOfDomain(from start: Int) -> Int? {
    var labels: [Range<Int>] = []
    var position = start
    while true {
      let label = position
      while byte(position).isLetter || byte(position).isDigit || byte(position) == UInt8(ascii: "-") {
        position += 1
      }
      guard position > label else { break }
      labels.append(label..<position)
      guard byte(position) == UInt8(ascii: ".") else { break }
      position += 1
    }
    while let last = labels.last, !isTopLevel(last) { labels.removeLast() }
    guard labels.count >= 2, let last = labels.last else { return nil }
    if labels.count > 2, bytes[labels[0]].allSatisfy(\.isDigit), byte(labels[1].lowerBound).isDigit {
      return nil
    }
    if labels[0].count == 2, byte(start).isDigit, byte(start + 1) == UInt8(ascii: "x") { return nil }
    return last.upperBound
  }

  private func isTopLevel(_ label: Range<Int>) -> Bool {
    (2...24).contains(label.count) && bytes[label].allSatisfy(\.isLetter)
  }
}

extension UInt8 {
  var isDigit: Bool { self &- 0x30 < 10 }
  var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
  var isHex: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }
  /// Letters and digits of ASCII, and the underscore.
  var isWord: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
}
