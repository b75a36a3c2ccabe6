/// The exportable calls of one trace as a dataset. This is the whole value, for users of the library; the
/// command writes datasets case by case and never holds one.
public struct EvalDataset: Sendable, Hashable {
  /// What the dataset says about itself.
  public var header: DatasetHeader

  /// The cases; a dataset has at least one.
  public var cases: [EvalCase]

  /// A dataset from its parts.
  public init(header: DatasetHeader, cases: [EvalCase]) {
    self.header = header
    self.cases = cases
  }

  /// The dataset as a YAML document in the given format, with a final newline.
  public func yaml(_ format: OutputFormat = .toadEval) -> String {
    let writer = format.writer()
    var out = OutputBytes()
    writer.begin(header, into: &out)
    for evalCase in cases {
      writer.write(evalCase, into: &out)
    }
    writer.end(into: &out)
    return out.text
  }
}
