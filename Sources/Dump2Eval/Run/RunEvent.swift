/// What a run tells while it goes on.
public enum RunEvent: Sendable {
  /// Something is wrong with an input.
  case problem(InputProblem)
  /// An input was read to its end.
  case input(InputReport)
  /// So many bytes more were read from a file or stream: before decompression, and many times a second.
  case read(bytes: Int)
  /// All inputs are read, and so many traces are made of what was found.
  case assembled(traces: Int, exported: Int)
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
