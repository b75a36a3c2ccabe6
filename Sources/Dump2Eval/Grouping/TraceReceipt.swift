internal import ExternalSort
internal import FileIO
internal import TraceReader

/// What is left of a trace whose datasets were made as soon as a dump had told it in one piece: what it adds to the summary,
/// and where the piece is, to be read once more when another piece of the trace turns up.
struct TraceReceipt {
  enum Place: Hashable {
    /// The object that holds it, by the input's number and its bytes there.
    case input(UInt32, Range<Int64>)
    /// Its records, by the number of the `KeptPieces`: of inputs that cannot be read twice, or only from the beginning.
    case kept(Int, RecordSpool.Handle)
  }

  let place: Place
  /// The trace's id as it is spelt.
  let id: String
  /// Calls of the piece, as they were read.
  let calls: Int
  let tally: TraceTally
  let datasets: [StagedDataset]

  func write(to writer: inout RecordWriter) {
    switch place {
    case .input(let number, let range):
      writer.write(true)
      writer.write(UInt64(number))
      writer.write(range.lowerBound)
      writer.write(range.upperBound)
    case .kept(let number, let handle):
      writer.write(false)
      writer.write(number)
      writer.write(handle.location)
      writer.write(handle.length)
    }
    writer.write(id)
    writer.write(calls)
    tally.write(to: &writer)
    writer.write(datasets) { $1.write(to: &$0) }
  }

  init(place: Place, id: String, calls: Int, tally: TraceTally, datasets: [StagedDataset]) {
    self.place = place
    self.id = id
    self.calls = calls
    self.tally = tally
    self.datasets = datasets
  }

  init(_ reader: inout RecordReader) {
    if reader.flag() {
      let input = UInt32(truncatingIfNeeded: reader.unsigned())
      let start = reader.signed()
      place = .input(input, start..<max(start, reader.signed()))
    } else {
      let number = reader.count()
      place = .kept(number, RecordSpool.Handle(location: reader.signed(), length: reader.count()))
    }
    id = reader.text()
    calls = reader.count()
    tally = TraceTally(&reader)
    datasets = reader.list { StagedDataset(&$0) }
  }
}
