// Unsafe code: hands bytes of the window on to the scanner and the parser, which copy what they keep, before the window
// moves. Blocks of 64 bytes are scanned within what the window holds.

internal import CByteScan

/// Reads single spans and log records of a JSON dump, whole and contiguous in the window.
///
/// What is touched for each span goes without run-time exclusivity checks: no sink calls back.
final class JSONLeafReader {
  @safe @exclusivity(unchecked) var counts = ReadingCounts()
  /// For small things that are parsed on the way.
  let scratch = JSONTree()
  private let window: ByteWindow
  @safe @exclusivity(unchecked) private var skipper: SpanSkipper
  private let sink: any TraceSink
  @safe @exclusivity(unchecked) private var span = TraceSpan()
  private var record = TraceLogRecord()
  private var recordsInDocument = 0
  private var foreign: Set<String> = []
  private var hasUntoldServices = false
  private var scopeLookAhead = ScopeLookAhead()
  /// What was read last was broken, and stepped over.
  @safe @exclusivity(unchecked) private(set) var isBroken = false
  /// Where what was read last stands, if it was a span with a marker, but without ids.
  @safe @exclusivity(unchecked) private(set) var lackingIDs: Int64?
  /// Spans before it were stepped over.
  @safe @exclusivity(unchecked) private(set) var hasSkipped = false

  init(_ window: ByteWindow, markers: MarkerSet, sink: any TraceSink) {
    self.window = window
    skipper = SpanSkipper(markers)
    self.sink = sink
  }

  /// A new value of the sequence begins: positions of log records count from here.
  func beginDocument() {
    recordsInDocument = 0
    sink.forgetReferences()
  }

  /// Nothing was said that is said once per input.
  var isOrdinary: Bool { foreign.isEmpty && !hasUntoldServices }

  /// Says once per input that it holds something that cannot be read.
  func noteForeign(_ what: StaticString, at offset: Int64) {
    guard foreign.insert(what.description).inserted else { return }
    sink.report(
      InputError(
        .damage, input: window.name, offset: offset,
        problem:
          "expected spans, found \(what), which is not supported; export the traces as OTLP or Jaeger JSON"))
  }

  /// Says once per input that the services of some spans are not told.
  func noteUntoldServices(at offset: Int64) {
    guard !hasUntoldServices else { return }
    hasUntoldServices = true
    sink.report(
      InputError(
        .damage, input: window.name, offset: offset,
        problem:
          "expected spans of at most \(ResourceReference.mostAwaited) processes before the services of these, "
          + "found more; calls of the others have no service"))
  }

  /// Reads the object at the cursor. Returns a reference that the span carries because its service is not known yet.
  func readLeaf(
    _ cursor: inout JSONCursor, isSpan: Bool, context: SpanContext
  ) throws(InputError) -> ResourceReference? {
    isBroken = false
    lackingIDs = nil
    hasSkipped = false
    if isSpan {
      let counted = counts.spans
      let next = skipper.skip(window, limit: cursor.limit, counting: &counts.spans, sink)
      hasSkipped = counts.spans > counted
      switch next {
      case .endOfSpans: return nil
      case .marked:
        // Else it is measured below.
        if let count = parseUnmeasured(limit: cursor.limit) {
          defer { window.advance(by: count) }
          return unsafe take(
            UnsafeRawBufferPointer(rebasing: window.bytes[..<count]), at: window.offset, context: context)
        }
      case .span(let count): return try readLeaf(of: count, &cursor, isSpan: true, context: context)
      case .unknown: break
      }
    }
    let scanned: Int
    switch StructuralScan.end(in: window, from: 0, limit: cursor.limit, stoppingAt: .spans) {
    case .complete(let count) where count > cursor.limit:
      noteOversized(isSpan: isSpan, at: window.offset, limit: cursor.limit)
      window.advance(by: count)
      return nil
    case .complete(let count):
      return try readLeaf(of: count, &cursor, isSpan: isSpan, context: context)
    case .lineFeedInString(let at): scanned = at
    case .recordStart(let at):
      cursor.noteBroken(restart: at, end: at)
      scanned = at
    case .cut: scanned = window.count
    case .tooLong:
      scanned = window.count
      guard cursor.holdsRestart(from: 1, count: scanned - 1), unsafe isMalformed(window.bytes) else {
        noteOversized(isSpan: isSpan, at: window.offset, limit: cursor.limit)
        guard StructuralScan.skip(window) else {
          throw cursor.error(
            at: 0, isSpan ? "ends in the middle of a span" : "ends in the middle of a log record")
        }
        return nil
      }
    }
    throw unsafe brokenLeaf(
      UnsafeRawBufferPointer(rebasing: window.bytes[..<scanned]), isSpan: isSpan, &cursor)
  }

  /// Reads the object of this many bytes at the window's position.
  private func readLeaf(
    of count: Int, _ cursor: inout JSONCursor, isSpan: Bool, context: SpanContext
  ) throws(InputError) -> ResourceReference? {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: window.bytes[..<count])
    var pending: ResourceReference?
    do throws(JSONSyntaxError) {
      if isSpan {
        pending = try unsafe read(whole: bytes, at: window.offset, context: context)
      } else {
        try unsafe read(record: bytes, at: window.offset, context: context)
      }
    } catch {
      if isSpan { counts.spans += 1 }
      // Where quotes or brackets are not as they should be, this one's end is not where it seems to be.
      guard error.isInside else {
        noteBroken(error, end: count, &cursor)
        throw inputError(error, at: window.offset)
      }
      report(error, at: window.offset)
      isBroken = true
    }
    window.advance(by: count)
    return pending
  }

  /// Whether an object is broken somewhere in its first bytes: objects with ids that it holds may also be a span's links.
  private func isMalformed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(JSONSyntaxError) {
      try unsafe scratch.parse(bytes)
      return false
    } catch {
      return error.found != nil && !error.isInside
    }
  }

  /// Finds the place at which an object without an end is broken, and where to go on.
  private func brokenLeaf(
    _ bytes: UnsafeRawBufferPointer, isSpan: Bool, _ cursor: inout JSONCursor
  ) -> InputError {
    let what = isSpan ? "span" : "log record"
    let request =
      unsafe JSONCursor.firstRequest(in: bytes) ?? cursor.broken.map { Int($0.restart - window.offset) }
    do throws(JSONSyntaxError) {
      try unsafe scratch.parse(bytes)
    } catch {
      if error.found != nil, error.offset < request ?? .max {
        noteBroken(error, end: bytes.count, &cursor)
        return inputError(error, at: window.offset)
      }
    }
    if let request {
      cursor.noteBroken(restart: request, end: bytes.count)
      return cursor.error(
        at: request, "expected the rest of a \(what), found the beginning of another record")
    }
    if bytes.count < window.count, unsafe window.bytes[bytes.count] == 0x0A {
      cursor.noteBroken(restart: bytes.count, end: bytes.count)
      return cursor.lineFeed(at: bytes.count)
    }
    cursor.noteBroken(restart: 1, end: bytes.count)
    return cursor.error(at: bytes.count, "ends in the middle of a \(what)")
  }

  /// Where quotes are missing or lost, an object may have begun a few bytes before anything is wrong.
  private func noteBroken(_ error: JSONSyntaxError, end: Int, _ cursor: inout JSONCursor) {
    cursor.noteBroken(restart: max(1, error.offset - 16), end: end)
  }

  /// Counts and reports what is larger than a span or log record may be.
  func noteOversized(isSpan: Bool, at offset: Int64, limit: Int) {
    counts.oversized += 1
    if isSpan { counts.spans += 1 } else { counts.logRecords += 1 }
    sink.report(
      InputError(
        .damage, input: window.name, offset: offset,
        problem:
          "expected a \(isSpan ? "span" : "log record") of at most \(limit) bytes, found a larger one; "
          + "--max-call-size raises the limit"))
  }

  /// Reads a span from its bytes; says so when they are no JSON.
  func read(span bytes: UnsafeRawBufferPointer, at offset: Int64, context: SpanContext) -> ResourceReference?
  {
    lackingIDs = nil
    do throws(JSONSyntaxError) {
      return try unsafe read(whole: bytes, at: offset, context: context)
    } catch {
      counts.spans += 1
      report(error, at: offset)
      return nil
    }
  }

  private func read(
    whole bytes: UnsafeRawBufferPointer, at offset: Int64, context: SpanContext
  ) throws(JSONSyntaxError) -> ResourceReference? {
    let isMarked = skipper.isMarked(bytes.count, at: offset, of: window)
    if !isMarked, unsafe skipper.count(bytes, in: &counts.spans, sink) { return nil }
    span.removeAll()
    try unsafe span.tree.parse(bytes)
    return take(isMarked: isMarked, at: offset, context: context)
  }

  /// Parses the span at the window's position, and finds its end that way. nil when the span is not there as a whole, or is
  /// no JSON, or has line feeds, behind which another record could begin: then it is to be measured first.
  private func parseUnmeasured(limit: Int) -> Int? {
    span.removeAll()
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: window.bytes[..<min(window.count, limit)])
    do throws(JSONSyntaxError) {
      guard let count = try unsafe span.tree.parse(beginningOf: bytes) else { return nil }
      let base = unsafe bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
      if unsafe cbytescan_next_byte(base, 0, count, 0x0A) == count { return count }
    } catch {}
    skipper.noteUnlike()
    return nil
  }

  /// Hands out the span that was parsed, of these bytes.
  private func take(
    _ bytes: UnsafeRawBufferPointer, at offset: Int64, context: SpanContext
  ) -> ResourceReference? {
    let isMarked = skipper.isMarked(bytes.count, at: offset, of: window)
    if !isMarked, unsafe skipper.count(bytes, in: &counts.spans, sink) { return nil }
    return take(isMarked: isMarked, at: offset, context: context)
  }

  private func take(isMarked: Bool, at offset: Int64, context: SpanContext) -> ResourceReference? {
    span.offset = offset
    guard decode(&span, context: context) else {
      counts.unknownValues += 1
      lackingIDs = isMarked && Self.isSpan(span.tree.root, context) ? offset : nil
      return nil
    }
    counts.spans += 1
    sink.sawTrace(span.traceID)
    guard isMarked else { return span.resource }
    if span.scopeName == nil {
      let scope = scope(context)
      span.scopeName = scope?.name
      span.scopeVersion = scope?.version
    }
    if let problem = span.eventProblem {
      sink.report(InputError(.damage, input: window.name, offset: offset, problem: problem))
    }
    let resource = span.resource
    sink.receive(&span)
    return resource
  }

  /// The scope of the span or log record at the window's position, which was copied: the window may move.
  private func scope(_ context: SpanContext) -> InstrumentationScope? {
    guard let owner = context.scopeOwner else { return context.scope }
    return scopeLookAhead.scope(of: owner, in: window, scratch)
  }

  /// Whether an object is a span, with ids or without: flat lists hold all kinds of things, and where something is broken
  /// what is inside a span may stand in the place of one.
  private static func isSpan(_ node: JSONNode, _ context: SpanContext) -> Bool {
    if node["operationName"] != nil { return node["startTime"] != nil }
    return context.isOTLP && node["name"] != nil
      && node.member("startTimeUnixNano", "start_time_unix_nano") != nil
  }

  private func decode(_ span: inout TraceSpan, context: SpanContext) -> Bool {
    let node = span.tree.root
    if node["operationName"] != nil {
      guard JaegerDecoder.decode(node, into: &span, context: context, input: window.number) else {
        return false
      }
    } else if context.isOTLP, node["context"] == nil {
      guard OTLPJSONDecoder.decode(node, into: &span) else { return false }
    } else {
      guard FlatSpanDecoder.decode(node, into: &span) else { return false }
    }
    if span.serviceName == nil, span.resource == nil {
      span.serviceName = context.resource?.serviceName
      if context.resource == nil, context.isOTLP, let offset = context.resourceOffset {
        span.resource = ResourceReference(input: window.number, offset: offset)
      }
    }
    return true
  }

  private func read(
    record bytes: UnsafeRawBufferPointer, at offset: Int64, context: SpanContext
  ) throws(JSONSyntaxError) {
    counts.logRecords += 1
    recordsInDocument += 1
    guard skipper.isMarked(bytes.count, at: offset, of: window) else { return }
    try unsafe parseRecord(bytes, at: offset)
    OTLPJSONDecoder.decode(record.tree.root, into: record)
    record.scopeName = scope(context)?.name
    record.serviceName = context.resource?.serviceName
    if context.resource == nil, let owner = context.resourceOffset {
      record.resource = ResourceReference(input: window.number, offset: owner)
    }
    sink.receive(&record)
  }

  /// Reads a log record that stands alone.
  func read(looseRecord bytes: UnsafeRawBufferPointer, at offset: Int64) {
    counts.logRecords += 1
    recordsInDocument += 1
    guard skipper.isMarked(bytes.count, at: offset, of: window) else { return }
    do throws(JSONSyntaxError) {
      try unsafe parseRecord(bytes, at: offset)
    } catch {
      return report(error, at: offset)
    }
    FlatSpanDecoder.decode(record.tree.root, into: record)
    sink.receive(&record)
  }

  private func parseRecord(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(JSONSyntaxError) {
    record.removeAll()
    record.offset = offset
    record.position = recordsInDocument
    try unsafe record.tree.parse(bytes)
  }

  private func report(_ error: JSONSyntaxError, at offset: Int64) {
    sink.report(inputError(error, at: offset))
  }

  private func inputError(_ error: JSONSyntaxError, at offset: Int64) -> InputError {
    InputError(
      .damage, input: window.name, offset: offset + Int64(error.offset),
      problem: InputError.expectation(error.expected.description, found: error.found))
  }
}
