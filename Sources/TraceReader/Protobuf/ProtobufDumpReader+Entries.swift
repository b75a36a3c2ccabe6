// Unsafe code: looks at bytes that the window holds; they are consumed only after the last use of the pointer.

extension ProtobufDumpReader {
  /// What is known around the entry that is being read, and the objects that are filled again and again.
  struct EntryState: ~Copyable {
    var decoder = OTLPProtobufDecoder()
    var span = TraceSpan()
    var record = TraceLogRecord()
    var recentResources = RecentValues<ResourceValue>()
    var recentScopes = RecentValues<InstrumentationScope>()

    /// Counts log records from the beginning of a request.
    var recordPosition = 0
    var hasMetrics = false

    var resourceOffset: Int64 = 0
    var isResourceKnown = false
    /// Spans were handed out before the resource.
    var isServiceAwaited = false
    var serviceName: String?
    var scopeName: String?
    var scopeVersion: String?

    mutating func beginRequest() {
      recordPosition = 0
      hasMetrics = false
    }

    mutating func beginResource(at offset: Int64) {
      resourceOffset = offset
      isResourceKnown = false
      isServiceAwaited = false
      serviceName = nil
    }

    mutating func beginScope() {
      scopeName = nil
      scopeVersion = nil
    }

    /// As of all messages that come in several parts, what a later one tells counts.
    mutating func add(_ scope: InstrumentationScope) {
      scopeName = scope.name ?? scopeName
      scopeVersion = scope.version ?? scopeVersion
    }
  }

  private var resource: ResourceReference {
    ResourceReference(input: window.number, offset: state.resourceOffset)
  }

  // MARK: Resource and scope

  mutating func readResource(_ count: Int64) throws(Interruption) {
    guard try hold(count, of: "a resource") else { return }
    do throws(WireError) {
      // Attributes of a second part come behind those of the first.
      if state.serviceName == nil, let name = try unsafe serviceName(ofResource: window.peek(Int(count))) {
        state.serviceName = name
        if state.isServiceAwaited { sink.service(name, of: resource) }
      }
    } catch {
      report(error)
    }
    state.isResourceKnown = true
    window.advance(by: Int(count))
  }

  mutating func readScope(_ count: Int64) throws(Interruption) {
    guard try hold(count, of: "a scope") else { return }
    do throws(WireError) {
      state.add(try unsafe scope(window.peek(Int(count))))
    } catch {
      report(error)
    }
    window.advance(by: Int(count))
  }

  /// Looks for the scope of the message of `count` bytes at the window's position where its spans come first, and consumes
  /// nothing. Some libraries are known by their scope only, so that the spans cannot be handed out before it.
  mutating func readScopeAhead(_ count: Int64) {
    guard count > 0, window.require(1), unsafe window.bytes[0] != 0x0A else { return }
    guard count <= Int64(SpanContext.maximumSize) else {
      return report(
        .damage, at: window.offset,
        "expected the scope of these spans before them or within \(SpanContext.maximumSize) bytes, found more spans; "
          + "their library is not known")
    }
    // A message that is cut or broken is told where it is walked.
    guard window.require(Int(count)) else { return }
    var reader = unsafe WireReader(window.peek(Int(count)))
    do throws(WireError) {
      while !reader.isAtEnd {
        let tag = try reader.tag()
        guard tag.field == 1, tag.type == .bytes else {
          try reader.skip(tag)
          continue
        }
        state.add(try unsafe scope(reader.slice(reader.range(tag))))
      }
    } catch {}
  }

  private mutating func serviceName(ofResource bytes: UnsafeRawBufferPointer) throws(WireError) -> String? {
    if let known = unsafe state.recentResources[bytes] { return known.serviceName }
    let name = try unsafe state.decoder.serviceName(ofResource: bytes)
    unsafe state.recentResources.insert(ResourceValue(serviceName: name), for: bytes)
    return name
  }

  private mutating func scope(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> InstrumentationScope {
    if let known = unsafe state.recentScopes[bytes] { return known }
    let (name, version) = try unsafe state.decoder.scope(bytes)
    let scope = InstrumentationScope(name: name, version: version)
    unsafe state.recentScopes.insert(scope, for: bytes)
    return scope
  }

  /// Makes a message contiguous; false, and the message is consumed, when it is larger than the limit.
  private mutating func hold(_ count: Int64, of place: StaticPhrase) throws(Interruption) -> Bool {
    guard count <= Int64(maximumSpanSize) else {
      reportOversized(count, place)
      try skip(count, of: place)
      return false
    }
    guard window.require(Int(count)) else { throw .inputEnds(place) }
    return true
  }

  private mutating func reportOversized(_ count: Int64, _ what: StaticPhrase) {
    report(
      .damage, at: window.offset,
      "expected \(what) of at most \(maximumSpanSize) bytes, found one of \(count); --max-call-size raises the limit"
    )
  }

  // MARK: Spans, log records, metrics

  /// Reads one entry of a scope: `count` bytes at the window's position.
  mutating func readEntry(_ count: Int64) throws(Interruption) {
    let isOversized = count > Int64(maximumSpanSize)
    let look = isOversized ? ProtobufPackaging.lookAhead : Int(count)
    let isCut = !window.require(look)
    let item = unsafe ProtobufItem(window.peek(look), isWhole: !isOversized && !isCut)
    guard !isCut else { throw .inputEnds(item.phrase) }
    switch item {
    case .metric:
      if !state.hasMetrics { counts.metricLists += 1 }
      state.hasMetrics = true
    case .unknown, .undecided:
      counts.unknownValues += 1
    case .span(let id) where isOversized:
      noteOversized(count, item)
      counts.spans += 1
      unsafe sawTrace(of: window.peek(look), id)
    case .logRecord where isOversized:
      noteOversized(count, item)
      counts.logRecords += 1
    case .span(let id):
      unsafe readSpan(window.peek(look), id)
    case .logRecord:
      unsafe readLogRecord(window.peek(look))
    }
    try skip(count, of: item.phrase)
  }

  private mutating func noteOversized(_ count: Int64, _ item: ProtobufItem) {
    counts.oversized += 1
    reportOversized(count, item.phrase)
  }

  /// Several of them are one damage, and so is what comes behind something broken.
  private mutating func noteWithoutIDs(_ isMarked: Bool) {
    if isMarked { report(.damage, at: window.offset, InputError.lacksIDs) }
    let isBehindDamage = countsAtDamage == counts
    counts.unknownValues += 1
    if isBehindDamage { countsAtDamage = counts }
  }

  private mutating func readSpan(_ bytes: UnsafeRawBufferPointer, _ id: Range<Int>) {
    let isMarked = skipper.isMarked(bytes.count, of: window)
    guard !id.isEmpty else { return noteWithoutIDs(isMarked) }
    guard isMarked else {
      counts.spans += 1
      unsafe sawTrace(of: bytes, id)
      return
    }
    do throws(WireError) {
      guard try unsafe state.decoder.decodeSpan(bytes, into: &state.span) else {
        return noteWithoutIDs(isMarked)
      }
    } catch {
      counts.spans += 1
      unsafe sawTrace(of: bytes, id)
      report(error)
      return
    }
    counts.spans += 1
    state.span.offset = window.offset
    state.span.serviceName = state.serviceName
    state.span.scopeName = state.scopeName
    state.span.scopeVersion = state.scopeVersion
    if state.serviceName == nil {
      state.span.resource = resource
      state.isServiceAwaited = true
    }
    if let error = state.decoder.takeDepthError() { report(error) }
    if let problem = state.span.eventProblem { report(.damage, at: window.offset, problem) }
    sink.sawTrace(state.span.traceID)
    sink.receive(&state.span)
  }

  private mutating func readLogRecord(_ bytes: UnsafeRawBufferPointer) {
    counts.logRecords += 1
    state.recordPosition += 1
    guard skipper.isMarked(bytes.count, of: window) else { return }
    do throws(WireError) {
      try unsafe state.decoder.decodeLogRecord(bytes, into: state.record)
    } catch {
      report(error)
      return
    }
    let record = state.record
    record.offset = window.offset
    record.position = state.recordPosition
    record.serviceName = state.serviceName
    record.scopeName = state.scopeName
    if state.serviceName == nil {
      record.resource = resource
      state.isServiceAwaited = true
    }
    if let error = state.decoder.takeDepthError() { report(error) }
    sink.receive(&state.record)
  }

  private mutating func sawTrace(of bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    unsafe skipper.sawTrace(UnsafeRawBufferPointer(rebasing: bytes[range]), sink)
  }
}

extension ProtobufItem {
  /// For messages: what an entry is, as far as it is known.
  var phrase: StaticPhrase {
    switch self {
    case .span, .unknown, .undecided: "a span"
    case .logRecord: "a log record"
    case .metric: "a metric"
    }
  }
}
