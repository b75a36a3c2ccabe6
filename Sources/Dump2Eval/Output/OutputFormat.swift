/// The formats in which datasets are written, by the names that `--format` takes. A new format is a file with
/// its ``DatasetWriting`` and a case here.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// As consumers of toad-eye's exports load it.
  case toadEval = "toad-eval"
  /// A list of tests for promptfoo's `tests: file://…`.
  case promptfoo
  /// A dataset of pydantic-evals; assertions are data in each case's metadata.
  case pydanticEvals = "pydantic-evals"

  /// What the format has no place for, as a sentence for the user; nil when it holds everything.
  public func limitation(_ options: OutputOptions = OutputOptions()) -> String? { writer(options).limitation }

  func writer(_ options: OutputOptions = OutputOptions()) -> any DatasetWriting {
    switch self {
    case .toadEval: ToadEvalFormat()
    case .promptfoo: PromptfooFormat()
    case .pydanticEvals: PydanticEvalsFormat(namesEvaluators: options.companion)
    }
  }
}

/// What a user can choose about a format beyond its name.
public struct OutputOptions: Sendable, Hashable {
  /// pydantic-evals: whether cases name the evaluators of the companion module, without which the file cannot
  /// be loaded then.
  public var companion: Bool

  /// Options as the command uses them by default.
  public init(companion: Bool = false) {
    self.companion = companion
  }
}
