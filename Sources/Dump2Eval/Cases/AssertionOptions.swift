/// Which assertions are derived from a recorded output.
public struct AssertionOptions: Sendable {
  /// The kinds that are written; their order is always that of ``AssertionKind``.
  public var kinds: Set<AssertionKind>

  /// How much longer than the recorded one a new answer may be.
  public var maxLengthFactor: LengthFactor

  /// Phrases whose absence is asserted, unless the recorded output contains them; case does not matter.
  public var refusalPhrases: [String]

  /// Options as the command uses them by default.
  public init(
    kinds: Set<AssertionKind> = Set(AssertionKind.allCases),
    maxLengthFactor: LengthFactor = .default,
    refusalPhrases: [String] = ["i cannot"]
  ) {
    self.kinds = kinds
    self.maxLengthFactor = maxLengthFactor
    self.refusalPhrases = refusalPhrases
  }
}
