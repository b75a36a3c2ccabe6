internal import FileIO

/// A dataset that was made before it was known whether it is the right one.
enum StagedDataset: Sendable, Equatable {
  /// It is not needed: what is there under its name stays.
  case decided(DatasetFolder.Outcome)
  /// It is whole and waits for its name, under which there is another if `isReplacement`.
  case waiting(StagedFile, isReplacement: Bool)
}

extension StagedDataset {
  func write(to writer: inout RecordWriter) {
    switch self {
    case .decided(let outcome):
      writer.write(true)
      writer.write(outcome.rawValue)
    case .waiting(let file, let isReplacement):
      writer.write(false)
      writer.write(file.name)
      writer.write(isReplacement)
    }
  }

  init(_ reader: inout RecordReader) {
    if reader.flag() {
      self = .decided(DatasetFolder.Outcome(rawValue: reader.byte()) ?? .kept)
    } else {
      self = .waiting(StagedFile(name: reader.text()), isReplacement: reader.flag())
    }
  }
}
