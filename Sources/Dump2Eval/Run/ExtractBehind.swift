internal import FileIO
internal import TraceReader

/// Makes calls of spans on a thread of its own while the reader parses the next ones: a dump that is mostly LLM calls is
/// read in less time.
///
/// Spans are exchanged, not copied: the reader gets one back that was worked off before. The extractor is told everything
/// in the order in which it was found; it is the caller's again after `settle()`.
///
/// What is touched for each span goes without run-time exclusivity checks: a block is one thread's, and the extractor does
/// not come back here.
final class ExtractBehind: TraceSink {
  private enum Event {
    case span(Int)
    case record(Int)
    case trace(Identifier)
    case service(String, of: ResourceReference)
    case endOfReferences
    case endOfObject(Int64)
    case beginTrace
    case endTrace(Range<Int64>?)
    case problem(InputError)
  }

  private final class SpanBox {
    @safe @exclusivity(unchecked) var span = TraceSpan()
  }

  /// What was found, in its order; spans and records are recycled.
  private final class Block {
    @safe @exclusivity(unchecked) var events: [Event] = []
    @safe @exclusivity(unchecked) var spans: [SpanBox] = []
    @safe @exclusivity(unchecked) var spanCount = 0
    @safe @exclusivity(unchecked) var records: [TraceLogRecord] = []
    @safe @exclusivity(unchecked) var recordCount = 0
    /// Bytes of their values.
    @safe @exclusivity(unchecked) var size = 0

    func pass(to extractor: CallExtractor) {
      // By position: a loop over the elements takes hold of each.
      for position in events.indices {
        switch events[position] {
        case .span(let position): extractor.receive(&spans[position].span)
        case .record(let position): extractor.receive(&records[position])
        case .trace(let id): extractor.sawTrace(id)
        case .service(let name, let resource): extractor.service(name, of: resource)
        case .endOfReferences: extractor.forgetReferences()
        case .endOfObject(let offset): extractor.forgetReferences(into: offset)
        case .beginTrace: extractor.beginTrace()
        case .endTrace(let range): extractor.endTrace(at: range)
        case .problem(let problem): extractor.report(problem)
        }
      }
      events.removeAll(keepingCapacity: true)
      (spanCount, recordCount, size) = (0, 0, 0)
      if keptBytes > ExtractBehind.mostKeptBytes {
        spans.removeAll()
        records.removeAll()
      }
    }

    private var keptBytes: Int {
      spans.reduce(0) { $0 + $1.span.tree.allocatedBytes } + records.reduce(0) { $0 + $1.tree.allocatedBytes }
    }
  }

  /// A block is handed over when it holds so many spans and records, events, or so many bytes of them.
  private static let blockSpans = 32
  private static let blockEvents = 256
  private static let blockSize = 128 << 10
  private static let numberOfBlocks = 4
  /// Larger spans are not worth the memory that more than one of them would take.
  private static let largeSize = 512 << 10
  /// Memory that a block keeps for the next spans.
  private static let mostKeptBytes = 1 << 20

  private let extractor: CallExtractor
  private let relay: Relay<Block>
  @safe @exclusivity(unchecked) private var block: Block
  private var lastTrace = ""
  /// Spans were handed out whose service or trace's end may still be told.
  private var hasReferences = false

  init(_ extractor: CallExtractor) {
    self.extractor = extractor
    relay = Relay((0..<Self.numberOfBlocks).map { _ in Block() }) { $0.pass(to: extractor) }
    block = relay.block
  }

  /// Returns when the extractor has taken everything.
  func settle() { relay.settle() }

  /// Lets the thread end.
  func end() { relay.end() }

  // MARK: TraceSink

  func receive(_ span: inout TraceSpan) {
    if span.resource != nil { hasReferences = true }
    let size = span.tree.usedBytes
    guard size < Self.largeSize else {
      settle()
      return extractor.receive(&span)
    }
    if block.spanCount == block.spans.count { block.spans.append(SpanBox()) }
    swap(&block.spans[block.spanCount].span, &span)
    block.spanCount += 1
    append(.span(block.spanCount - 1), size: size)
  }

  func receive(_ record: inout TraceLogRecord) {
    let size = record.tree.usedBytes
    guard size < Self.largeSize else {
      settle()
      return extractor.receive(&record)
    }
    if block.recordCount == block.records.count { block.records.append(TraceLogRecord()) }
    swap(&block.records[block.recordCount], &record)
    block.recordCount += 1
    append(.record(block.recordCount - 1), size: size)
  }

  func sawTrace(_ id: Identifier) {
    guard id.canonical != lastTrace else { return }
    lastTrace = id.canonical
    append(.trace(id), size: 0)
  }

  func service(_ name: String, of resource: ResourceReference) {
    append(.service(name, of: resource), size: 0)
  }

  func forgetReferences() {
    guard hasReferences else { return }
    hasReferences = false
    append(.endOfReferences, size: 0)
  }

  func forgetReferences(into object: Int64) { append(.endOfObject(object), size: 0) }

  func beginTrace() {
    hasReferences = true
    append(.beginTrace, size: 0)
  }

  func endTrace(at range: Range<Int64>?) { append(.endTrace(range), size: 0) }

  func report(_ problem: InputError) { append(.problem(problem), size: 0) }

  private func append(_ event: consuming Event, size: Int) {
    block.events.append(event)
    block.size += size
    guard
      block.size >= Self.blockSize || block.events.count >= Self.blockEvents
        || block.spanCount + block.recordCount >= Self.blockSpans
    else { return }
    relay.handOver()
    block = relay.block
  }
}
