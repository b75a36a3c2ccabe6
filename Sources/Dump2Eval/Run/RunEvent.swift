/// What a run tells while it goes on.
public enum RunEvent: Sendable {
  /// Something is wrong with an input.
  case problem(InputProblem)
  /// An input was read to its end.
  case input(InputReport)
}

/// What an input was and held.
public struct InputReport: Sendable, Hashable {
  /// Fit for printing; `-` is standard input.
  public let name: String
  /// From the outside in: `gzip`, `OTLP JSON`.
  public let format: [String]
  public let bytes: Int64
  public let spans: Int
  public let logRecords: Int
  public let problems: Int
}
