/// What a new answer must fulfil to pass a case.
public enum Assertion: Sendable, Hashable {
  /// At most so many UTF-16 code units, as JavaScript's `length` counts.
  case maxLength(Int)
  /// The lower-cased answer does not contain this lower-case phrase.
  case notContains(String)
  /// The whole answer is one JSON text.
  case isJSON

  /// The kind, by the name that datasets use.
  public var kind: AssertionKind {
    switch self {
    case .maxLength: .maxLength
    case .notContains: .notContains
    case .isJSON: .isJSON
    }
  }
}

/// The kinds of assertions, by the names that datasets and `--assertions` use, in the order in which cases
/// list them.
public enum AssertionKind: String, CaseIterable, Sendable {
  case maxLength = "max_length"
  case notContains = "not_contains"
  case isJSON = "is_json"
}
