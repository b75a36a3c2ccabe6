// Unsafe code: spans of `key` as bytes, which are copied during the call that gets them.

internal import ExternalSort
internal import FileIO
internal import TraceReader

/// Turns what a reader finds into records: the first half of a conversion. One per worker; it may read many inputs.
///
/// What is touched for each record goes without run-time exclusivity checks: nothing that is called meanwhile comes back here.
final class CallExtractor: TraceSink {
  @safe @exclusivity(unchecked) private var sorter: ExternalSorter
  @safe @exclusivity(unchecked) private var writer = RecordWriter()
  /// For pieces that are kept.
  @safe @exclusivity(unchecked) private var keptWriter = RecordWriter()
  @safe @exclusivity(unchecked) private var key: [UInt8] = []
  private var awaited = AwaitedServices()
  /// The trace that was counted last.
  private var lastTrace = ""
  /// The sorter could not put records aside; nothing more is taken.
  private(set) var failure: FileIOError?
  private var problems = ProblemList()

  /// The input that is being read.
  var inputName = "-"
  /// Its number, if what was read of it can be read again by its offset.
  var seekableInput: UInt32?
  /// Receipts name an input that was read.
  private var namesInput = false
  private let early: EarlyDatasets?
  @safe @exclusivity(unchecked) private var piece: TracePiece?
  /// Bytes that a piece may hold.
  private let pieceLimit: Int
  /// Keys and contents of records are addressed by 32 bits.
  private static let recordLimit = Int(UInt32.max) / 2

  /// With `early`, datasets of traces that an input tells in one piece are made at once.
  init(memoryLimit: Int, folder: TemporaryFolder, early: EarlyDatasets? = nil) {
    self.early = early
    pieceLimit = memoryLimit / 8
    sorter = ExternalSorter(memoryLimit: memoryLimit, folder: folder)
  }

  /// Ends the extraction; the extractor is of no more use afterwards.
  func finish() throws(FileIOError) -> SortedRuns {
    releasePiece()
    if let failure { throw failure }
    var last = ExternalSorter(memoryLimit: 0, folder: TemporaryFolder.standard())
    swap(&sorter, &last)
    return try last.finish()
  }

  /// Gives the memory back, so that another extractor may have it.
  func putAside() {
    releasePiece()
    guard failure == nil else { return }
    do throws(FileIOError) {
      try sorter.putAside()
    } catch {
      failure = error
    }
  }

  /// Gives away the problems of what was read last.
  func takeProblems() -> ProblemList {
    defer { problems = ProblemList() }
    return problems
  }

  /// Whether receipts name the input that was read last.
  func takeNamesInput() -> Bool {
    defer { namesInput = false }
    return namesInput
  }

  // MARK: TraceSink

  func receive(_ span: inout TraceSpan) {
    var call = LLMCall()
    guard let role = DialectRegistry.read(span, into: &call) else {
      return take(spanID: span.spanID.canonical, trace: span.traceID.canonical)
    }
    let digest = CallRecord.Digest(consume call, isCopy: role == .copy, resource: span.resource)
    take(digest, trace: span.traceID.canonical, size: span.tree.usedBytes)
  }

  func receive(_ record: inout TraceLogRecord) {
    // Without a trace there is neither a file that a case could go to nor a span that the content could belong to.
    guard let traceID = record.traceID,
      let event = GenAIEvent.read(name: record.eventName, attributes: record.attributes, body: record.body)
    else { return }
    var metadata = LLMCall()
    CallMetadata.read(record.attributes, into: &metadata)
    metadata.traceID = traceID.spelling
    metadata.spanID = record.spanID?.canonical ?? ""
    metadata.name = record.eventName
    metadata.dialect = "log events"
    metadata.scope = record.scopeName
    metadata.service = record.serviceName
    metadata.startTime = record.time
    metadata.endTime = record.time
    releasePiece()
    prepare(.event, trace: traceID.canonical)
    RecordKey.append(eventOf: metadata.spanID, time: record.time, position: record.position, to: &key)
    EventRecord(metadata: metadata, event: event).write(to: &writer)
    append()
  }

  func sawTrace(_ id: Identifier) {
    guard id.canonical != lastTrace else { return }
    lastTrace = id.canonical
    prepare(.trace, trace: id.canonical)
    append()
  }

  func service(_ name: String, of resource: ResourceReference) {
    if piece != nil {
      // Who is told twice is who was told first.
      if piece?.members.services[resource] == nil { piece?.members.services.set(resource, to: name) }
      return
    }
    guard let traces = awaited.take(resource) else { return }
    for trace in traces { write(service: name, of: resource, trace: trace) }
  }

  func forgetReferences() {
    releasePiece()
    awaited.removeAll()
  }

  func forgetReferences(into object: Int64) {
    releasePiece()
    awaited.forget(object)
  }

  func beginTrace() {
    releasePiece()
    if early != nil { piece = TracePiece() }
  }

  func endTrace(at range: Range<Int64>?) {
    guard failure == nil, let early, piece?.members.calls.isEmpty == false, let trace = piece?.trace,
      early.met.insert(trace), var piece = piece.take()
    else { return releasePiece() }
    do throws(FileIOError) {
      let place: TraceReceipt.Place =
        if let seekableInput, let range { .input(seekableInput, range) } else {
          try keep(piece, in: early.kept)
        }
      guard let receipt = try early.take(&piece.members, of: trace, at: place) else {
        self.piece = piece
        return releasePiece()
      }
      if case .input = place { namesInput = true }
      prepare(.receipt, trace: trace)
      receipt.write(to: &writer)
      append()
    } catch {
      failure = error
    }
  }

  func report(_ problem: InputError) { problems.append(problem) }

  // MARK: Pieces of traces

  /// What the object that is being read tells of a trace, as long as it may become a dataset at once.
  private struct TracePiece {
    /// The trace of its calls.
    var trace: String?
    var members = TraceMembers()
  }

  private func take(_ digest: CallRecord.Digest, trace: String, size: Int) {
    guard joins(trace) else { return write(digest, trace: trace) }
    piece?.members.calls.append(GroupedCall(digest: digest, content: nil, status: digest.status))
    grow(by: Self.callSize + size)
  }

  private func take(spanID: String, trace: String) {
    guard joins(trace) else { return write(spanID: spanID, trace: trace) }
    piece?.members.spans.insert(spanID)
    grow(by: Self.spanSize + spanID.utf8.count)
  }

  /// About what a call takes besides what its span holds, and what the id of a span does besides its text; bytes.
  private static let callSize = 1 << 10
  private static let spanSize = 64

  /// Gives the piece up when it holds more than it may.
  private func grow(by size: Int) {
    piece?.members.size += size
    if let size = piece?.members.size, size > pieceLimit { releasePiece() }
  }

  /// Keeps the records of a piece that cannot be read again.
  private func keep(_ piece: TracePiece, in kept: KeptPieces) throws(FileIOError) -> TraceReceipt.Place {
    let trace = piece.trace ?? ""
    let members = piece.members
    // Gives memory back that one large piece made it take.
    defer { keptWriter.removeAll() }
    keptWriter.write(members.spans.count + members.calls.count + members.services.count)
    for spanID in members.spans {
      setKey(spanID: spanID, trace: trace)
      unsafe keptWriter.write(key.span.bytes)
      keptWriter.write(framed: { _ in })
    }
    for call in members.calls {
      setKey(call.digest, trace: trace)
      unsafe keptWriter.write(key.span.bytes)
      keptWriter.write(framed: { CallRecord.write(call.digest, to: &$0) })
    }
    for (resource, name) in members.services.all {
      setKey(.service, trace: trace)
      unsafe keptWriter.write(key.span.bytes)
      keptWriter.write(framed: { Self.write(service: name, of: resource, to: &$0) })
    }
    return try kept.keep(keptWriter)
  }

  /// Whether a span of this trace belongs to the piece; a piece of two traces is none.
  private func joins(_ trace: String) -> Bool {
    guard piece != nil else { return false }
    if piece?.trace == nil { piece?.trace = trace }
    if piece?.trace == trace { return true }
    releasePiece()
    return false
  }

  /// Gives up the piece, if there is one: its records are sorted as others are.
  private func releasePiece() {
    guard let piece else { return }
    self.piece = nil
    guard let trace = piece.trace else { return }
    for spanID in piece.members.spans { write(spanID: spanID, trace: trace) }
    for call in piece.members.calls { write(call.digest, trace: trace) }
    for (resource, name) in piece.members.services.all {
      if awaited.take(resource) != nil { write(service: name, of: resource, trace: trace) }
    }
  }

  // MARK: Records

  // What `prepare` leaves in `key` and `writer` is one record.

  private func prepare(_ kind: RecordKey.Kind, trace: String) {
    writer.removeAll()
    setKey(kind, trace: trace)
  }

  private func setKey(_ kind: RecordKey.Kind, trace: String) {
    key.removeAll(keepingCapacity: true)
    RecordKey.append(trace: trace, kind, to: &key)
  }

  private func setKey(_ digest: CallRecord.Digest, trace: String) {
    setKey(.call, trace: trace)
    RecordKey.appendTime(digest.call.startTime, to: &key)
    key.append(contentsOf: digest.call.spanID.utf8)
  }

  private func setKey(spanID: String, trace: String) {
    setKey(.span, trace: trace)
    key.append(contentsOf: spanID.utf8)
  }

  private static func write(
    service name: String, of resource: ResourceReference, to writer: inout RecordWriter
  ) {
    writer.write(UInt64(resource.input))
    writer.write(resource.offset)
    writer.write(resource.process)
    writer.write(name)
  }

  private func write(_ digest: CallRecord.Digest, trace: String) {
    writer.removeAll()
    setKey(digest, trace: trace)
    CallRecord.write(digest, to: &writer)
    append()
    if let resource = digest.resource { awaited.wait(for: resource, in: trace) }
  }

  private func write(spanID: String, trace: String) {
    writer.removeAll()
    setKey(spanID: spanID, trace: trace)
    append()
  }

  private func write(service name: String, of resource: ResourceReference, trace: String) {
    prepare(.service, trace: trace)
    Self.write(service: name, of: resource, to: &writer)
    append()
  }

  /// Gives the record that was prepared to the sorter.
  private func append() {
    guard failure == nil else { return }
    guard key.count < Self.recordLimit, writer.bytes.count < Self.recordLimit else {
      return reportOversized()
    }
    let key = self.key
    do throws(FileIOError) {
      try writer.bytes.withBytes { (payload) throws(FileIOError) in
        try unsafe sorter.append(key: key.span.bytes, payload: payload)
      }
    } catch {
      failure = error
    }
  }

  private func reportOversized() {
    report(
      InputError(
        .damage, input: inputName,
        problem: "expected a call of at most \(Self.recordLimit) bytes, found a larger one"))
  }
}
