/// What a conversion reads, chooses and writes.
public struct ConversionOptions: Sendable {
  /// Where datasets go.
  public enum Destination: Sendable, Hashable {
    /// A folder, made when it is missing.
    case folder(String)
    /// One stream of YAML documents.
    case standardOutput
  }

  /// Files, folders, standard input.
  public var inputs: [DumpInput]
  public var destination: Destination
  /// At least one. Of several, each has its own folder in the destination; standard output takes one.
  public var formats: [OutputFormat]
  public var output = OutputOptions()
  /// The time that datasets carry.
  public var exportedAt: UTCTime
  public var assertions = AssertionOptions()
  public var selection = Selection()
  /// What is masked before cases are made.
  public var redaction = RedactionOptions()
  /// Replace datasets that exist and differ.
  public var force = false
  /// Read, group and count, but write nothing.
  public var dryRun = false
  /// How many inputs, or parts of a large one, are read at the same time.
  public var jobs = 1
  /// Smaller parts of a file are not worth a reader and a sorter of their own; bytes.
  var minimumPartSize = 64 << 20
  /// Bytes of records that are held in memory; more go to private files in `temporaryFolder`.
  public var memory = 64 << 20
  /// nil: `$TMPDIR`, or else `/tmp`.
  public var temporaryFolder: String?
  /// Spans larger than this are reported and stepped over; bytes.
  public var maximumCallSize = 64 << 20

  public init(
    inputs: [DumpInput], destination: Destination = .folder("eval-datasets"),
    formats: [OutputFormat] = [.toadEval],
    exportedAt: UTCTime
  ) {
    self.inputs = inputs
    self.destination = destination
    self.formats = formats
    self.exportedAt = exportedAt
  }
}
