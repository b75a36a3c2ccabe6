internal import TraceReader

/// What of the recorded calls the user wants. Everything, unless told otherwise.
public struct Selection: Sendable, Hashable {
  /// Only these traces, by canonical id; empty: all.
  private(set) var traceIDs: Set<String> = []
  /// Keep failed calls that have an output.
  public var includeFailed = false

  public init() {}

  /// Restricts the selection to traces with these ids, in any spelling that dumps use.
  public mutating func restrict(toTraceIDs ids: some Sequence<String>) {
    for id in ids { traceIDs.insert(Identifier(id, .trace).canonical) }
  }

  /// Whether only some traces are wanted.
  public var hasTraceIDs: Bool { !traceIDs.isEmpty }

  /// Whether a trace is wanted as far as its id tells.
  func includes(traceID canonical: String) -> Bool {
    traceIDs.isEmpty || traceIDs.contains(canonical)
  }
}
