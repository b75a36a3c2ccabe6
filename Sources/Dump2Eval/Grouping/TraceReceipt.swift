internal import FileIO
internal import TraceReader

/// What is left of a trace whose datasets were made as soon as a dump had told it in one piece: all that decides about its
/// calls, and where the dump tells it, to be read once more when another piece of the trace turns up.
struct TraceReceipt {
  /// Where an object stands that holds a trace.
  struct Place: Hashable {
    /// The input's number.
    let input: UInt32
    let range: Range<Int64>
  }

  let place: Place
  /// After joining, and without content.
  let calls: [GroupedCall]
  let datasets: [StagedDataset]

  func write(to writer: inout RecordWriter) {
    writer.write(UInt64(place.input))
    writer.write(place.range.lowerBound)
    writer.write(place.range.upperBound)
    writer.write(datasets) { $1.write(to: &$0) }
    writer.write(calls) { writer, call in
      CallRecord.writeDigest(call.digest, to: &writer)
      writer.write(call.status.code)
      writer.write(call.needsLogs)
    }
  }

  init(place: Place, calls: [GroupedCall], datasets: [StagedDataset]) {
    self.place = place
    self.calls = calls
    self.datasets = datasets
  }

  init(_ reader: inout RecordReader) {
    let input = UInt32(truncatingIfNeeded: reader.unsigned())
    let start = reader.signed()
    place = Place(input: input, range: start..<max(start, reader.signed()))
    datasets = reader.list { StagedDataset(&$0) }
    calls = reader.list { reader in
      let digest = CallRecord.digest(&reader)
      digest.contentPosition = nil
      return GroupedCall(
        digest: digest, content: nil, status: CallStatus(code: reader.byte()), needsLogs: reader.flag())
    }
  }
}
