/// What is masked in recorded text before anything is made of it.
public struct RedactionOptions: Sendable, Hashable {
  /// Mask what is found by form: e-mail addresses, phone numbers, card numbers, US social security numbers,
  /// keys of APIs.
  public var masksKnownForms: Bool
  /// Mask what these regular expressions match, in Swift's syntax, which is that of PCRE but for rare
  /// constructs.
  public private(set) var patterns: [String] = []

  /// Nothing is masked, unless told otherwise.
  public init(masksKnownForms: Bool = false) {
    self.masksKnownForms = masksKnownForms
  }

  /// Adds a regular expression; false when it is none.
  public mutating func add(pattern: String) -> Bool {
    guard UserPattern(pattern) != nil else { return false }
    patterns.append(pattern)
    return true
  }

  /// Nothing is to be masked.
  public var isEmpty: Bool { !masksKnownForms && patterns.isEmpty }
}

/// What was masked, by the words of summaries.
public enum RedactionKind: String, Sendable, CaseIterable {
  case email = "e-mail"
  case phone = "phone"
  case card = "card"
  case socialSecurityNumber = "SSN"
  case key = "key"
  /// What the user's own pattern matched.
  case pattern = "pattern"
}

/// A regular expression of the user's.
struct UserPattern {
  private let regex: Regex<AnyRegexOutput>

  init?(_ pattern: String) {
    guard let regex = try? Regex(pattern) else { return nil }
    // By scalars: what a user writes for bytes of a log means just those, whatever accents follow.
    self.regex = regex.matchingSemantics(.unicodeScalar)
  }

  /// The text with what matches replaced, and how often that was.
  func replacing(in text: String, with mask: String) -> (text: String, count: Int) {
    let ranges = text.ranges(of: regex).filter { !$0.isEmpty }
    guard !ranges.isEmpty else { return (text, 0) }
    var result = ""
    var position = text.startIndex
    for range in ranges {
      result += text[position..<range.lowerBound]
      result += mask
      position = range.upperBound
    }
    return (result + text[position...], ranges.count)
  }
}
