internal import TraceReader

/// One convention by which libraries record an LLM call on a span.
///
/// To add one: a file in `Dialects/` with a type that conforms, its line in `DialectRegistry.all`, and a folder of
/// telemetry with its ground truth in `testdata/corpus/`. Recognising a span and reading its content are separate steps,
/// because libraries mix conventions: a span that one convention marks as a model call often has its content under the
/// keys of another. So the first dialect that knows a span's role decides it, its own reading comes first, and what is
/// still missing is asked of the others in the registry's order.
protocol Dialect: Sendable {
  /// A short, stable name for summaries: `openinference`.
  static var name: String { get }

  /// What the span is by this convention; nil when the convention does not say. Called for every span that holds a
  /// marker: a few look-ups by attribute name and nothing else.
  static func role(of span: borrowing TraceSpan) -> SpanRole?

  /// Adds what this convention records of the call to what is not yet known.
  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall)
}

/// What a span is to an eval.
enum SpanRole: Equatable {
  /// One request to a model that generates.
  case call
  /// A second record of a call that has its own span, or a part of one: raw copies, halves of streams, content-less
  /// shadows. It counts as an LLM call span. What it belongs to is the call of the trace with the same response id; else
  /// the last call before it that is its parent, child or sibling, does not contradict it and lacks what it has or has
  /// what it lacks. Together they are one case, with what either lacks taken from the other. A copy without such a call is
  /// a call of its own: LiteLLM's raw copies of overwritten calls, Logfire's second halves in a trace of their own.
  case copy
  /// Something else that may carry the same text: agent, tool, chain, retriever, embedding…
  case other
}
