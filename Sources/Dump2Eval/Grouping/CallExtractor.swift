internal import ExternalSort
internal import FileIO
internal import TraceReader

/// Turns what a reader finds into records: the first half of a conversion. One per worker; it may read many inputs.
final class CallExtractor: TraceSink {
  private var sorter: ExternalSorter
  private var writer = RecordWriter()
  private var key: [UInt8] = []
  /// Traces that wait for the service behind a reference of theirs.
  private var waiting: [ResourceReference: Set<String>] = [:]
  private var lastWaiting: (resource: ResourceReference, trace: String)?
  /// The trace that was counted last.
  private var lastTrace = ""
  /// The sorter could not put records aside; nothing more is taken.
  private(set) var failure: FileIOError?
  private var problems = ProblemList()

  /// The input that is being read.
  var inputName = "-"
  /// Keys and contents of records are addressed by 32 bits.
  private static let recordLimit = Int(UInt32.max) / 2

  /// References whose service never comes must not pile up.
  private static let waitingLimit = 4096

  init(memoryLimit: Int, folder: TemporaryFolder) {
    sorter = ExternalSorter(memoryLimit: memoryLimit, folder: folder)
  }

  /// Ends the extraction; the extractor is of no more use afterwards.
  func finish() throws(FileIOError) -> SortedRuns {
    if let failure { throw failure }
    var last = ExternalSorter(memoryLimit: 0, folder: TemporaryFolder.standard())
    swap(&sorter, &last)
    return try last.finish()
  }

  /// Gives the memory back, so that another extractor may have it.
  func putAside() {
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

  // MARK: TraceSink

  func receive(_ span: inout TraceSpan) {
    var call = LLMCall()
    guard let role = DialectRegistry.read(span, into: &call) else {
      append(kind: .span, trace: span.traceID.canonical) { key in
        key.append(contentsOf: span.spanID.canonical.utf8)
      }
      return
    }
    writer.removeAll()
    CallRecord.write(call, isCopy: role == .copy, resource: span.resource, to: &writer)
    append(kind: .call, trace: span.traceID.canonical) { key in
      RecordKey.appendTime(span.startTime, to: &key)
      key.append(contentsOf: span.spanID.canonical.utf8)
    }
    wait(for: span.resource, trace: span.traceID.canonical)
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
    writer.removeAll()
    EventRecord(metadata: metadata, event: event).write(to: &writer)
    append(kind: .event, trace: traceID.canonical) { key in
      key.append(contentsOf: metadata.spanID.utf8)
      key.append(0)
      RecordKey.append(bigEndian: UInt64(bitPattern: record.time), to: &key)
      RecordKey.append(bigEndian: UInt64(record.position), to: &key)
    }
  }

  func sawTrace(_ id: Identifier) {
    guard id.canonical != lastTrace else { return }
    lastTrace = id.canonical
    writer.removeAll()
    append(kind: .trace, trace: id.canonical) { _ in }
  }

  func service(_ name: String, of resource: ResourceReference) {
    guard let traces = waiting.removeValue(forKey: resource) else { return }
    lastWaiting = nil
    for trace in traces {
      writer.removeAll()
      writer.write(UInt64(resource.input))
      writer.write(resource.offset)
      writer.write(resource.process)
      writer.write(name)
      append(kind: .service, trace: trace) { _ in }
    }
  }

  func forgetReferences() {
    guard !waiting.isEmpty else { return }
    waiting.removeAll(keepingCapacity: true)
    lastWaiting = nil
  }

  func report(_ problem: InputError) { problems.append(problem) }

  // MARK: Records

  private func wait(for resource: ResourceReference?, trace: String) {
    guard let resource else { return }
    // The calls of a trace come one after the other and mostly from one service.
    if let last = lastWaiting, last.trace == trace, last.resource == resource { return }
    lastWaiting = (resource, trace)
    if waiting.count >= Self.waitingLimit { waiting.removeAll() }
    waiting[resource, default: []].insert(trace)
  }

  private func append(kind: RecordKey.Kind, trace: String, _ rest: (inout [UInt8]) -> Void) {
    guard failure == nil else { return }
    if kind == .span { writer.removeAll() }
    key.removeAll(keepingCapacity: true)
    RecordKey.append(trace: trace, kind, to: &key)
    rest(&key)
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
