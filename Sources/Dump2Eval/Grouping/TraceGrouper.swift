// Unsafe code: copies parts of a key inside `withUnsafeBytes`, within its count.

internal import ExternalSort
internal import FileIO
internal import TraceReader

/// Makes traces of sorted records: the second half of a conversion.
///
/// Consecutive records with one trace id are one trace (`TraceJoiner`). Of a large trace only digests are held, so one of
/// any size takes some 700 bytes for each of its calls, and some 150 for each span with log events.
struct TraceGrouper: ~Copyable {
  private var records: SortedRecords
  private var joiner: TraceJoiner
  private let recentTexts = RecentTexts()
  /// Bytes of content of a trace that are read at once, and not kept aside first.
  private let roomAtOnce: Int
  /// Reads pieces of traces once more.
  private let rereader: TraceRereader?
  private var hasRecord = false

  /// At the first trace. Apart from the initialiser: one that throws destroys its members twice (Swift 6.2).
  static func begin(
    _ records: consuming SortedRecords, memoryLimit: Int, folder: TemporaryFolder, includeFailed: Bool,
    rereader: TraceRereader? = nil
  ) throws(FileIOError) -> TraceGrouper {
    var grouper = TraceGrouper(
      records, memoryLimit: memoryLimit, folder: folder, includeFailed: includeFailed, rereader: rereader)
    grouper.hasRecord = try grouper.records.advance()
    return grouper
  }

  private init(
    _ records: consuming SortedRecords, memoryLimit: Int, folder: TemporaryFolder, includeFailed: Bool,
    rereader: TraceRereader?
  ) {
    self.records = records
    joiner = TraceJoiner(memoryLimit: memoryLimit, folder: folder, includeFailed: includeFailed)
    self.rereader = rereader
    roomAtOnce = min(memoryLimit / 4, 1 << 20)
  }

  /// Calls that were met more than once.
  var duplicateSpans: Int { joiner.duplicateSpans }
  /// What went wrong when pieces of traces were read once more.
  var problems: [InputError] { rereader?.problems ?? [] }

  /// Goes back to the first trace.
  mutating func rewind() throws(FileIOError) {
    records.rewind()
    joiner.rewind()
    hasRecord = try records.advance()
  }

  /// The next trace in the order of ids, with or without calls; nil at the end. Handles of the one before are void.
  mutating func next() throws(FileIOError) -> GroupedTrace? {
    guard hasRecord else { return nil }
    try joiner.removeAll()
    let trace = records.withRecord { key, _ in Self.tracePart(of: key) }
    let canonicalID = String(decoding: trace, as: UTF8.self)
    var members = TraceMembers()
    var receipts: [TraceReceipt] = []
    var hasMore = true
    while hasMore {
      let kind = records.withRecord { key, _ in RecordKey.kind(of: key, behind: trace.count) }
      guard kind <= .receipt else { break }
      if kind == .receipt { receipts.append(currentReceipt) } else { members.hasSpans = true }
      hasMore = try advance(within: trace)
    }
    if let receipt = receipts.first, receipts.count == 1, !hasMore {
      return GroupedTrace(receipt, canonicalID: canonicalID, hasSpans: members.hasSpans)
    }
    if receipts.isEmpty, !hasMore {
      return GroupedTrace(canonicalID: canonicalID, hasSpans: members.hasSpans, calls: [])
    }
    if receipts.isEmpty {
      while hasMore {
        try Self.take(from: records, &joiner, recentTexts, roomAtOnce, &members)
        hasMore = try advance(within: trace)
      }
    } else {
      try takeAgain(receipts, trace, hasMore: hasMore, &members)
    }
    let group = try joiner.join(&members, canonicalID: canonicalID)
    group.obsolete = receipts.map(\.datasets)
    return group
  }

  /// Lends the whole call, with its content.
  mutating func withCall<Result>(
    _ grouped: GroupedCall, _ body: (LLMCall) -> Result
  ) throws(FileIOError) -> Result { try joiner.withCall(grouped, body) }

  // MARK: One trace

  /// Moves to the next record; false when that is of another trace.
  private mutating func advance(within trace: [UInt8]) throws(FileIOError) -> Bool {
    hasRecord = try records.advance()
    return hasRecord && records.withRecord { key, _ in RecordKey.isOfTrace(key, trace) }
  }

  private var currentReceipt: TraceReceipt {
    records.withRecord { _, payload in
      RecordReader.decode(payload, recent: recentTexts) { TraceReceipt(&$0) }
    }
  }

  /// Takes a trace of which there is more than one piece: those that were read before, once more, and what is still to
  /// come.
  private mutating func takeAgain(
    _ receipts: [TraceReceipt], _ trace: [UInt8], hasMore: Bool, _ members: inout TraceMembers
  ) throws(FileIOError) {
    guard let rereader else { preconditionFailure("receipts are written where they can be read again") }
    var hasMore = hasMore
    var sorter = rereader.makeSorter()
    for receipt in receipts { try rereader.read(receipt, of: trace, into: &sorter) }
    while hasMore {
      try records.withRecord { (key, payload) throws(FileIOError) in
        try sorter.append(key: key, payload: payload)
      }
      hasMore = try advance(within: trace)
    }
    var pieces = try rereader.sort(sorter)
    while try pieces.advance() { try Self.take(from: pieces, &joiner, recentTexts, roomAtOnce, &members) }
  }

  private static func tracePart(of key: RawSpan) -> [UInt8] {
    let count = RecordKey.split(key)?.traceCount ?? key.byteCount
    return unsafe key.withUnsafeBytes { unsafe Array($0.prefix(count)) }
  }

  private static func take(
    from records: borrowing SortedRecords, _ joiner: inout TraceJoiner, _ recentTexts: RecentTexts,
    _ roomAtOnce: Int, _ members: inout TraceMembers
  ) throws(FileIOError) {
    var spanOfEvent: String?
    let digest = records.withRecord { (key, payload) -> CallRecord.Digest? in
      guard let (count, kind) = RecordKey.split(key) else { return nil }
      switch kind {
      case .trace: members.hasSpans = true
      case .receipt: break
      case .service:
        let (reference, name) = RecordReader.decode(payload) { reader in
          (
            ResourceReference(
              input: UInt32(truncatingIfNeeded: reader.unsigned()), offset: reader.signed(),
              process: reader.text()),
            reader.text()
          )
        }
        members.services.set(reference, to: name)
      case .span:
        members.spans.insert(
          unsafe key.withUnsafeBytes { unsafe String(decoding: $0.dropFirst(count + 2), as: UTF8.self) })
      case .event:
        spanOfEvent = RecordKey.spanOfEvent(key, behind: count)
      case .call:
        members.size += payload.byteCount
        return RecordReader.decode(payload, recent: recentTexts) { reader in
          let digest = CallRecord.digest(&reader)
          if members.size <= roomAtOnce {
            CallRecord.readContent(&reader, into: &digest.call)
            digest.contentPosition = nil
          } else {
            digest.hashes = CallRecord.withCall(digest, &reader) { ContentHashes(of: $0) }
          }
          return digest
        }
      }
      return nil
    }
    if let spanOfEvent {
      return try records.withRecord { (_, payload) throws(FileIOError) in
        try joiner.keep(event: payload, of: spanOfEvent, in: &members)
      }
    }
    guard let digest else { return }
    let handle =
      digest.contentPosition == nil
      ? nil : try records.withRecord { (_, payload) throws(FileIOError) in try joiner.keep(payload) }
    members.calls.append(GroupedCall(digest: digest, content: handle, status: digest.status))
  }
}
