// Unsafe code: lends arrays of its own to the sorter, for the call's time.

internal import ExternalSort
internal import FileIO

/// Records of pieces of traces whose datasets were made early, of inputs that cannot be read again: written one behind the
/// other, and as a rule never looked at.
///
/// Unchecked: belongs to one worker, and then to who walks the sorted records.
final class KeptPieces: @unchecked Sendable {
  let number: Int
  private var spool: RecordSpool

  init(number: Int, memoryLimit: Int, folder: TemporaryFolder) {
    self.number = number
    spool = RecordSpool(memoryLimit: memoryLimit, folder: folder)
  }

  /// Bytes that are on disk.
  var spilledBytes: Int64 { spool.spilledBytes }

  /// Keeps a piece: the number of its records, and of each key and payload, the latter framed.
  func keep(_ piece: borrowing RecordWriter) throws(FileIOError) -> TraceReceipt.Place {
    .kept(number, try piece.bytes.withBytes { (bytes) throws(FileIOError) in try spool.append(bytes) })
  }

  /// Adds the records of a piece to others.
  func read(_ handle: RecordSpool.Handle, into sorter: inout ExternalSorter) throws(FileIOError) {
    let records = try spool.withRecord(handle) { (piece) throws(FileIOError) in
      RecordReader.decode(piece) { $0.list { (key: $0.rawBytes(), payload: $0.framedBytes()) } }
    }
    for (key, payload) in records {
      try unsafe sorter.append(key: key.span.bytes, payload: payload.span.bytes)
    }
  }
}
