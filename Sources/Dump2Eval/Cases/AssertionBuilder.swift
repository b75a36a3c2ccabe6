/// Derives a case's assertions from the recorded output: its length times a factor, phrases of refusals that it does not
/// hold, and whether it is JSON. Text of the output never becomes part of one.
struct AssertionBuilder: Sendable {
  private let wantsMaxLength: Bool
  private let wantsNotContains: Bool
  private let wantsIsJSON: Bool
  private let factor: LengthFactor
  private let phrases: [LoweredPhrase]

  init(_ options: AssertionOptions) {
    wantsMaxLength = options.kinds.contains(.maxLength)
    wantsNotContains = options.kinds.contains(.notContains)
    wantsIsJSON = options.kinds.contains(.isJSON)
    factor = options.maxLengthFactor
    var phrases: [LoweredPhrase] = []
    for phrase in options.refusalPhrases.map(LoweredPhrase.init)
    where !phrases.contains(where: { $0.text.utf8.elementsEqual(phrase.text.utf8) }) {
      phrases.append(phrase)
    }
    self.phrases = phrases
  }

  /// The assertions in the order of ``AssertionKind``. Empty when none of the chosen kinds applies, for
  /// instance when only `is_json` is chosen and the output is prose; such a case must not be written, since
  /// consumers refuse it.
  func assertions(for output: String) -> [Assertion] {
    var assertions: [Assertion] = []
    assertions.reserveCapacity(phrases.count + 2)
    // Consumers demand a positive length, so an empty output gets none.
    if wantsMaxLength, !output.isEmpty {
      assertions.append(.maxLength(factor.scaledUp(output.utf16Length)))
    }
    if wantsNotContains {
      for phrase in phrases where !LoweredText.contains(phrase, in: output) {
        assertions.append(.notContains(phrase.text))
      }
    }
    if wantsIsJSON, output.withUTF8Span(JSONText.isValid) {
      assertions.append(.isJSON)
    }
    return assertions
  }
}
