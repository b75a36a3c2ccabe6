/// What a dataset says about itself, known before its first case.
public struct DatasetHeader: Sendable, Hashable {
  /// The trace whose calls the cases are, whole as in the dump.
  public var traceID: String

  /// When the dataset was made.
  public var exportedAt: UTCTime

  /// Of the first exported call that names its model, else `unknown`.
  public var model: String

  /// Of the same call, else `unknown`.
  public var provider: String

  /// A header from its parts.
  public init(traceID: String, exportedAt: UTCTime, model: String = "unknown", provider: String = "unknown") {
    self.traceID = traceID
    self.exportedAt = exportedAt
    self.model = model
    self.provider = provider
  }

  /// `exported-trace-` and the first 8 characters of the trace id.
  public var name: String {
    "exported-trace-" + String(traceID.unicodeScalars.prefix(8))
  }

  /// The kind of dataset, as consumers of toad-eye's exports know it.
  public var source: String { "toad-eye-export" }
}
