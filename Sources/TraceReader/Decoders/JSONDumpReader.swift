// Unsafe code: hands bytes of the window on that are held, before the window moves; names are lent for the cursor's closure.

/// Reads a JSON dump of any shape: a sequence of values, each an envelope of spans, log records or metrics, or a span that
/// stands alone (`EnvelopeTable` has the names).
///
/// Only the path to the spans is walked token by token, with an explicit stack; a span is found whole, searched for
/// markers, and decoded only if it has one. Memory is the window's plus one span's.
struct JSONDumpReader: ~Copyable {
  var cursor: JSONCursor
  let leaves: JSONLeafReader
  var stack: [Frame] = []
  /// A value was broken: what is left of it may stand between the values, until one of the input's own begins a line.
  var isRecovering = false
  /// No value has begun since the line did, and no blank.
  var isLineStart = true
  /// A value that began a line has ended: if the line ends too, the input goes on as if nothing had happened.
  var mayBeRecovered = false
  /// Where what was read last began.
  var progress: Int64 = -1
  /// Lines, or parts of them, that are no JSON: where the first is, and how many.
  var text: (offset: Int64, lines: Int)?
  /// The current line is counted in `text`.
  var isTextCounted = false
  /// What was wrong before anything was read: said when something has been, since text may look like a broken dump.
  var firstError: InputError?
  /// Something was read since the last damage; damage right behind damage is the same one.
  var hasProgress = true
  var hasRead: Bool { progress >= 0 }
  /// Where the input goes on as something else: as what.
  var next: DumpKind?
  /// What was recognised so far.
  var families: JSONFamily = []
  var recentResources = RecentValues<ResourceValue>()
  var recentScopes = RecentValues<InstrumentationScope>()
  var recentProcesses = RecentValues<ResourceValue>()
  var borders: Borders
  /// Nothing of the dump stands before what this reader reads.
  let isHead: Bool
  /// What was read can be read again by its offset.
  private let isSeekable: Bool
  let window: ByteWindow
  let sink: any TraceSink

  init(
    _ window: ByteWindow, markers: MarkerSet, limit: Int, borders: Borders = Borders(),
    isSeekable: Bool = true, isHead: Bool = true, sink: any TraceSink
  ) {
    self.window = window
    self.isSeekable = isSeekable
    self.borders = borders
    self.sink = sink
    self.isHead = isHead && !borders.isContinuation
    if !self.isHead { progress = window.offset }
    cursor = JSONCursor(window, limit: limit)
    leaves = JSONLeafReader(window, markers: markers, sink: sink)
  }

  /// Reads to the end of the input.
  mutating func read() -> ReadingCounts {
    while skipToValue(), !borders.isGivenUp, !isAtBorder() {
      do throws(InputError) {
        leaves.beginDocument()
        try open(.envelope, context: SpanContext())
        while !stack.isEmpty { try step() }
        cursor.release()
      } catch {
        recover(from: error)
      }
    }
    reportEnd()
    return leaves.counts
  }

  // MARK: The path inwards

  /// Deeper nesting of envelopes is nobody's format; what is inside is stepped over.
  private static let maximumDepth = 64

  private mutating func open(_ element: Element, context: SpanContext) throws(InputError) {
    guard let byte = cursor.peekPastBlanks() else { throw cursor.error("a JSON value") }
    switch (byte, element) {
    case (UInt8(ascii: "{"), .span), (UInt8(ascii: "{"), .logRecord):
      cursor.release()
      try refuseRecordStart()
      let start = cursor.offset
      let pending = try readLeaf(isSpan: element == .span, context: context)
      // What is wrong right behind something broken is the same damage, and so are brackets that are left over.
      if leaves.isBroken {
        hasProgress = false
        isRecovering = true
        mayBeRecovered = false
      } else if let offset = leaves.lackingIDs {
        noteLackingIDs(at: offset)
      } else {
        noteProgress(at: start)
      }
      if let pending { note(pending) }
    case (UInt8(ascii: "{"), _) where stack.count < Self.maximumDepth:
      cursor.hold()
      push(Frame(isArray: false, element: element, start: cursor.offset, context: context))
    case (UInt8(ascii: "["), _) where stack.count < Self.maximumDepth:
      cursor.release()
      push(Frame(isArray: true, element: element, start: cursor.offset, context: context))
    default:
      try cursor.skipValue()
      countUnknown()
    }
  }

  private mutating func readLeaf(
    isSpan: Bool, context: SpanContext
  ) throws(InputError) -> ResourceReference? {
    let start = cursor.offset
    // Before what may be wrong now, all was well.
    defer { if leaves.hasSkipped { noteProgress(at: start) } }
    return try leaves.readLeaf(&cursor, isSpan: isSpan, context: context)
  }

  private mutating func push(_ frame: consuming Frame) {
    frame.beginsLine = stack.isEmpty && isLineStart
    isLineStart = false
    if let last = stack.indices.last { stack[last].isPlain = false }
    stack.append(frame)
    cursor.advance()
  }

  /// Where a line was cut, the next line's request stands in the place of what is missing.
  private mutating func refuseRecordStart() throws(InputError) {
    guard cursor.peekPastBlanks() == UInt8(ascii: "{"), cursor.isAtRequest() else { return }
    throw cursor.error("the rest of a record", found: "the beginning of another")
  }

  mutating func countUnknown() {
    if !isRecovering { leaves.counts.unknownValues += 1 }
  }

  private mutating func step() throws(InputError) {
    let top = stack.count - 1
    let closing = stack[top].isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")
    if cursor.peekPastBlanks() == closing {
      if stack[top].isArray, stack[top].element == .span, enterNextScope() {
        return try open(.span, context: stack[top].context)
      }
      cursor.advance()
      close()
      return
    }
    if !stack[top].isFirst {
      try cursor.expect(
        UInt8(ascii: ","),
        stack[top].isArray ? "',' or ']' after an array's element" : "',' or '}' after an object's value")
    }
    stack[top].isFirst = false
    if stack[top].isArray {
      try open(stack[top].element, context: stack[top].context)
    } else {
      try member(of: top)
    }
  }

  private mutating func member(of top: Int) throws(InputError) {
    guard cursor.peekPastBlanks() == UInt8(ascii: "\"") else { throw cursor.keyError() }
    let meaning = try unsafe cursor.key { unsafe EnvelopeMember.named($0) }
    try cursor.expect(UInt8(ascii: ":"), "':' after an object key")
    stack[top].seen.insert(.anything)
    if meaning?.isEnvelope != true { try refuseRecordStart() }
    guard let meaning else { return try cursor.skipValue() }
    // A member that is null is not there, but the list that it would be is empty.
    if cursor.peekPastBlanks() == UInt8(ascii: "n") {
      if meaning.leadsInwards { stack[top].seen.insert(.emptyEnvelope) }
      return try cursor.skipValue()
    }
    switch meaning {
    case .envelope: try descend(.envelope, top)
    case .scopes:
      families.insert(.otlp)
      stack[top].context.resourceOffset = stack[top].start
      stack[top].context.isOTLP = true
      try descend(.scopes, top)
    case .spans:
      stack[top].seen.insert(.spans)
      try descend(.span, top)
    case .logRecords: try descend(.logRecord, top)
    case .metrics:
      leaves.counts.metricLists += 1
      stack[top].seen.insert(.envelope)
      try cursor.skipValue()
    case .resource: try captureResource(top)
    case .scope: try captureScope(top)
    case .process, .processes, .processMap:
      families.insert(.jaeger)
      try captureProcesses(meaning, top)
    case .errors: try captureErrors(top)
    case .foreign(let what):
      leaves.noteForeign(what, at: stack[top].start)
      try cursor.skipValue()
    case .traceID: try mark(.traceID, top)
    case .spanID: try mark(.spanID, top)
    case .name: try mark(.name, top)
    case .context: try mark(.context, top)
    case .severity: try mark(.severity, top)
    case .attributes: try cursor.skipValue()
    }
  }

  private mutating func mark(_ seen: Seen, _ top: Int) throws(InputError) {
    stack[top].seen.insert(seen)
    try cursor.skipValue()
  }

  private mutating func descend(_ element: Element, _ top: Int) throws(InputError) {
    let byte = cursor.peekPastBlanks()
    // Lists of spans and records are lists; an object under that name is somebody's own format.
    let isLeafList = element == .span || element == .logRecord
    guard byte == UInt8(ascii: "[") || (byte == UInt8(ascii: "{") && !isLeafList) else {
      return try cursor.skipValue()
    }
    var context = stack[top].context
    if isLeafList {
      if context.resourceOffset == nil { context.resourceOffset = stack[top].start }
      if context.isOTLP, !stack[top].seen.contains(.scope) { context.scopeOwner = stack[top].start }
    }
    if byte == UInt8(ascii: "[") { stack[top].seen.insert(.envelope) }
    if element == .span { beginTrace(top) }
    try open(element, context: context)
  }

  /// Tells of an object that holds spans, unless something around it tells of them too.
  private mutating func beginTrace(_ top: Int) {
    noteSpans(below: top)
    guard !stack[top].isTrace, !stack[top].holdsOthers, !stack[top].context.isOTLP,
      top == 0 || stack[top - 1].context.isEmpty
    else { return }
    stack[top].isTrace = true
    sink.beginTrace()
  }

  private mutating func noteSpans(below top: Int) {
    for around in 0..<top { stack[around].holdsOthers = true }
  }

  private mutating func close() {
    let frame = stack.removeLast()
    let parent = stack.count - 1
    if frame.isArray { return }
    if frame.isTrace { sink.endTrace(at: isSeekable ? frame.start..<cursor.offset : nil) }
    if frame.isAwaited { sink.forgetReferences(into: frame.start) }
    let bytes = unsafe cursor.heldBytes(from: frame.start)
    let isLeaf = frame.seen.isSpan || frame.seen.contains(.severity)
    if frame.seen.contains(.envelope) || frame.seen.contains(.emptyEnvelope) && !isLeaf {
      noteProgress(at: frame.start)
      if parent >= 0, !stack[parent].isArray { stack[parent].seen.insert(.envelope) }
      if frame.beginsLine { mayBeRecovered = true }
    } else if isLeaf {
      noteProgress(at: frame.start)
      let isSpan = frame.seen.isSpan
      noteSpans(below: stack.count)
      if let bytes = unsafe bytes, bytes.count <= cursor.limit {
        if isSpan {
          if families.isEmpty { families.insert(.flat) }
          let pending = unsafe leaves.read(span: bytes, at: frame.start, context: frame.context)
          if let pending { note(pending) }
          if let offset = leaves.lackingIDs { noteLackingIDs(at: offset) }
        } else {
          unsafe leaves.read(looseRecord: bytes, at: frame.start)
        }
      } else {
        leaves.noteOversized(isSpan: isSpan, at: frame.start, limit: cursor.limit)
      }
    } else if parent < 0 || stack[parent].isArray, frame.seen.contains(.anything) {
      countUnknown()
    }
    if parent < 0 || stack[parent].isArray { cursor.release() }
  }
}
