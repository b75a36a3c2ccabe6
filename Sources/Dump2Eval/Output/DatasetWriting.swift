/// A dataset format. Header, cases and end are written one after the other, so that a trace of any size
/// streams through; writers hold options, never state.
protocol DatasetWriting: Sendable {
  /// What follows the trace id in a file's name, without the leading dot.
  var fileExtension: String { get }

  /// What stands between two datasets on standard output.
  var separator: StaticString { get }

  /// A file that users of the datasets need beside them.
  var companion: CompanionFile? { get }

  /// What the format has no place for, as a sentence for the user; nil when it holds everything.
  var limitation: String? { get }

  func begin(_ header: DatasetHeader, into out: inout OutputBytes)
  func write(_ evalCase: EvalCase, into out: inout OutputBytes)
  func end(into out: inout OutputBytes)
}

extension DatasetWriting {
  var separator: StaticString { "---\n" }

  var companion: CompanionFile? { nil }

  var limitation: String? { nil }

  func end(into out: inout OutputBytes) {}
}

/// A file that is the same for all datasets of a format.
struct CompanionFile: Sendable {
  var name: String
  var text: String
}
