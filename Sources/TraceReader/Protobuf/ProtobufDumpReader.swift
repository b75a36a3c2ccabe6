// Unsafe code: looks at bytes that the window holds; no pointer lives beyond the next call of `require` or `skip`.

/// Reads a dump of OTLP protobuf in any of its packagings and hands out spans and log records one at a time.
///
/// Walks request → resource → scope → entry by the offsets at which each ends; only one entry, resource or scope is in
/// memory at once, however large the request. What is broken is reported and stepped over by the length of the smallest
/// message around it, or by looking for the next record where lengths are wrong. Fields come in any order: the Collector
/// writes them from the last to the first since 2025. A resource that comes after its spans is told through
/// `TraceSink.service`, a scope that does is looked for ahead (`EntryState`).
struct ProtobufDumpReader: ~Copyable {
  let window: ByteWindow
  let maximumSpanSize: Int
  let sink: any TraceSink

  /// What was met so far; `bytes` is left to the caller.
  var counts = ReadingCounts()
  var state = EntryState()
  var skipper: ProtobufSpanSkipper

  private var frames: [Frame] = []
  private(set) var packaging = ProtobufPackaging.bare
  var borders = Borders()
  /// Places that were looked at more closely in search of a record.
  var looks: Int64 = 0
  /// What was met when damage was told: as long as it is all, what is wrong is the same damage.
  var countsAtDamage: ReadingCounts?

  /// Entries that hold no marker are counted, not decoded; those of more than `maximumSpanSize` bytes are reported and
  /// stepped over. The window is at the beginning of the first record.
  init(_ window: ByteWindow, markers: MarkerSet, maximumSpanSize: Int, sink: any TraceSink) {
    self.window = window
    skipper = ProtobufSpanSkipper(markers)
    self.maximumSpanSize = min(maximumSpanSize, OTLPProtobufDecoder.maximumMessageSize)
    self.sink = sink
  }

  /// Where the input goes on as something else: as what.
  private(set) var next: DumpKind?

  /// Why reading does not simply go on.
  enum Interruption: Error {
    /// Offset from the window's position.
    case damage(WireError)
    /// In the middle of this.
    case inputEnds(StaticPhrase)
    /// Nothing tells where the next record is; it has been said why.
    case lost
  }

  // MARK: Records

  /// Reads to the end of the input.
  mutating func read(_ packaging: ProtobufPackaging) {
    self.packaging = packaging
    repeat {
      do throws(Interruption) {
        if packaging == .bare {
          try walk(until: .max)
        } else {
          while try readRecord(packaging) {}
        }
        return
      } catch {
        switch error {
        case .damage(let error): report(error)
        case .inputEnds(let place):
          let end = window.offset + Int64(window.count)
          // Where the source is cut, it has said so.
          if window.damageOffset != end { report(.damage, at: end, "ends in the middle of \(place)") }
        case .lost: break
        }
      }
    } while findRecord()
  }

  /// Reads one record behind its prefix; false at the end of the input.
  private mutating func readRecord(_ packaging: ProtobufPackaging) throws(Interruption) -> Bool {
    _ = window.require(ProtobufPackaging.maximumPrefix)
    guard window.count > 0, !isAtJSON(), !isAtBorder() else { return false }
    guard let prefix = unsafe packaging.prefix(of: window.bytes) else {
      throw .inputEnds("a record's length")
    }
    guard prefix.count >= 0 else {
      report(.damage, at: window.offset, "expected the length of a record, found a number above 4 GiB")
      throw .lost
    }
    window.advance(by: prefix.start)
    guard prefix.count > 0 else { return true }
    if prefix.isCompressed {
      report(.damage, at: window.offset, "expected a plain gRPC message, found a compressed one")
      try skip(prefix.count, of: "a record")
      return true
    }
    // All requests begin with field 1. When another byte stands here, the length before was wrong.
    guard window.require(1) else { throw .inputEnds("a record") }
    let first = unsafe window.bytes[0]
    guard first == 0x0A else {
      report(.damage, at: window.offset, InputError.expectation("field 1 of a request", found: first))
      throw .lost
    }
    try walk(until: window.offset + prefix.count)
    return true
  }

  /// Whether the input goes on as JSON, between two records.
  private mutating func isAtJSON() -> Bool {
    guard DumpKind.mayBeBeforeJSON(unsafe window.bytes[0]) else { return false }
    _ = window.require(DumpKind.lookAhead)
    guard let lineEnds = unsafe DumpKind.lineEndsBeforeJSON(window.bytes) else { return false }
    window.advance(by: lineEnds)
    borders.missAll()
    next = .json
    return true
  }

  /// Whether the reader of the next part goes on from here.
  private mutating func isAtBorder() -> Bool {
    guard window.offset >= borders.next else { return false }
    let isOrdinary = countsAtDamage != counts && !hasExceededShare && window.damageOffset == nil
    return borders.isReached(at: window.offset, isOrdinary: isOrdinary)
  }

  // MARK: Envelopes

  /// A message whose fields are being walked.
  private enum Level {
    case request, wrapper, resource, scope
  }

  private struct Frame {
    let level: Level
    /// Where the message ends in the input; `.max` for bare requests, which end with the input.
    let end: Int64
  }

  /// A field's tag, the length of its value, and how many bytes both take.
  private struct Header {
    let tag: WireTag
    let count: Int
    let payload: Int64
  }

  /// Two varints.
  private static let maximumHeader = 20

  /// Walks a request that ends at this offset, or with the input.
  private mutating func walk(until end: Int64) throws(Interruption) {
    state.beginRequest()
    frames.removeAll(keepingCapacity: true)
    frames.append(Frame(level: .request, end: end))
    while let frame = frames.last {
      if window.offset == frame.end {
        frames.removeLast()
        continue
      }
      if frame.level == .scope {
        skipper.skip(window, until: frame.end, limit: maximumSpanSize, counting: &counts.spans, sink)
        if window.offset == frame.end { continue }
      }
      _ = window.require(Self.maximumHeader)
      if frame.end == .max {
        if window.count == 0 || isAtJSON() { return }
        if unsafe ProtobufPackaging.isLineFeed(window.bytes) {
          window.advance(by: 1)
          state.beginRequest()
          continue
        }
      }
      do throws(Interruption) {
        try step(in: frame)
      } catch {
        guard case .damage(let wireError) = error else { throw error }
        report(wireError)
        guard frame.end != .max, let record = frames.first(where: { $0.end != .max }), isRecordEnd(record.end)
        else { throw .lost }
        window.advance(by: Int(frame.end - window.offset))
      }
    }
  }

  // Static, since to lend all of the reader to a method that changes nothing the compiler copies its 840 bytes, for each
  // span.

  private static func header(in frame: Frame, of window: ByteWindow) throws(Interruption) -> Header {
    let left = frame.end - window.offset
    let available = Int(min(Int64(min(window.count, maximumHeader)), left))
    var reader = unsafe WireReader(window.peek(available))
    do throws(WireError) {
      let tag = try reader.tag()
      let lengthOffset = reader.position
      var payload: Int64 = 0
      switch tag.type {
      case .varint: _ = try reader.varint()
      case .fixed64: payload = 8
      case .fixed32: payload = 4
      case .bytes: payload = Int64(clamping: try reader.varint())
      }
      guard payload <= left - Int64(reader.position) else {
        throw WireError(
          offset: lengthOffset, expected: "a length within the message around it",
          found: .length(UInt64(payload)))
      }
      return Header(tag: tag, count: reader.position, payload: payload)
    } catch {
      // Less than a header is left either of the message or of the input.
      if error.found == .end, left > Int64(available) { throw .inputEnds("a request") }
      throw .damage(error)
    }
  }

  /// Reads or enters one field of a message. opentelemetry-proto: TracesData and its like resource_spans = 1;
  /// ResourceSpans resource = 1, scope_spans = 2 (1000 for a while); ScopeSpans scope = 1, spans = 2.
  private mutating func step(in frame: Frame) throws(Interruption) {
    let header = try Self.header(in: frame, of: window)
    let field = header.tag.field
    let isKnown = field == 1 || field == 2 && (frame.level == .resource || frame.level == .scope)
    guard !isKnown || header.tag.type == .bytes else {
      throw .damage(
        WireError(
          offset: 0, expected: "a message in field 1 or 2", found: .wireType(header.tag.type.rawValue)))
    }
    window.advance(by: header.count)
    switch (frame.level, field) {
    case (.resource, 1)
    where state.isResourceKnown && Self.holdsScopes(Self.beginning(of: header.payload, in: window)):
      // The length before was too large: this is not another resource but what follows.
      report(
        .damage, at: window.offset, "expected the rest of a resource's spans, found the beginning of others")
      while let frame = frames.last, frame.level == .resource { frames.removeLast() }
      enter(.resource, header.payload)
    case (.request, 1):
      enter(Self.isWrapper(header.payload, in: window) ? .wrapper : .resource, header.payload)
    case (.wrapper, 1): enter(.resource, header.payload)
    case (.resource, 1): try readResource(header.payload)
    case (.resource, 2), (.resource, 1000):
      enter(.scope, header.payload)
      readScopeAhead(header.payload)
    case (.scope, 1): try readScope(header.payload)
    case (.scope, 2): try readEntry(header.payload)
    default: try skip(header.payload, of: "a request")
    }
  }

  private mutating func enter(_ level: Level, _ count: Int64) {
    frames.append(Frame(level: level, end: window.offset + count))
    switch level {
    case .resource:
      state.beginResource(at: window.offset)
      sink.forgetReferences()
    case .scope: state.beginScope()
    case .request, .wrapper: break
    }
  }

  /// Whether the message at the window's position is the Trace of Tempo's TraceByIDResponse, one level more than usual:
  /// its field 1 is then not a Resource but a ResourceSpans.
  private static func isWrapper(_ count: Int64, in window: ByteWindow) -> Bool {
    var outer = beginning(of: count, in: window)
    do {
      let tag = try outer.tag()
      guard tag.field == 1, tag.type == .bytes else { return false }
      let inner = try outer.varint()
      guard inner <= UInt64(count) - UInt64(outer.position) else { return false }
      let end = min(outer.end, outer.position + Int(inner))
      return holdsScopes(outer.message(outer.position..<end))
    } catch {
      return false
    }
  }

  /// Whether a message is a ResourceSpans, with messages in field 2, and not a Resource, in which 2 is a number.
  private static func holdsScopes(_ message: WireReader) -> Bool {
    var reader = message
    do {
      while !reader.isAtEnd {
        let tag = try reader.tag()
        if tag.field == 2 || tag.field == 1000 { return tag.type == .bytes }
        try reader.skip(tag)
      }
    } catch {}
    return false
  }

  /// As much as is looked at of the message of `count` bytes at the window's position.
  private static func beginning(of count: Int64, in window: ByteWindow) -> WireReader {
    let look = Int(min(count, Int64(ProtobufPackaging.lookAhead)))
    _ = window.require(look)
    return unsafe WireReader(window.peek(look))
  }

  // MARK: Bytes

  mutating func skip(_ count: Int64, of place: StaticPhrase) throws(Interruption) {
    guard window.skip(count) == count else { throw .inputEnds(place) }
  }

  /// Reports an error in what stands at the window's position.
  mutating func report(_ error: WireError) {
    report(.damage, at: window.offset + Int64(error.offset), error.problem)
  }

  mutating func report(_ severity: InputError.Severity, at offset: Int64, _ problem: String) {
    if severity == .damage {
      guard countsAtDamage != counts else { return }
      countsAtDamage = counts
    }
    sink.report(InputError(severity, input: window.name, offset: offset, problem: problem))
  }
}
