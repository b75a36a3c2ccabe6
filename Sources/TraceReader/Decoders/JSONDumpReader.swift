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
  private var isRecovering = false
  /// No value has begun since the line did, and no blank.
  private var isLineStart = true
  /// A value that began a line has ended: if the line ends too, the input goes on as if nothing had happened.
  private var mayBeRecovered = false
  /// Where what was read last began.
  private var progress: Int64 = -1
  /// Lines, or parts of them, that are no JSON: where the first is, and how many.
  private var text: (offset: Int64, lines: Int)?
  /// The current line is counted in `text`.
  private var isTextCounted = false
  /// What was wrong before anything was read: said when something has been, since text may look like a broken dump.
  private var firstError: InputError?
  /// Something was read since the last damage; damage right behind damage is the same one.
  private var hasProgress = true
  private var hasRead: Bool { progress >= 0 }
  /// What was recognised so far.
  private(set) var families: JSONFamily = []
  var recentResources = RecentValues<ResourceValue>()
  var recentScopes = RecentValues<InstrumentationScope>()
  var recentProcesses = RecentValues<ResourceValue>()
  private(set) var borders: Borders
  /// What was read can be read again by its offset.
  private let isSeekable: Bool
  let window: ByteWindow
  let sink: any TraceSink

  init(
    _ window: ByteWindow, markers: MarkerSet, limit: Int, borders: Borders = Borders(),
    isSeekable: Bool = true, sink: any TraceSink
  ) {
    self.window = window
    self.isSeekable = isSeekable
    self.borders = borders
    self.sink = sink
    if borders.isContinuation { progress = window.offset }
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

  // MARK: Between values

  /// Whether the reader of the next part goes on from here.
  private mutating func isAtBorder() -> Bool {
    guard cursor.offset >= borders.next else { return false }
    let isOrdinary = isOrdinary
    return borders.isReached(at: cursor.offset, isOrdinary: isOrdinary)
  }

  /// Whether a reader that begins at the value here has the same before it as this one.
  private var isOrdinary: Bool {
    isLineStart && !isRecovering && hasProgress && hasRead && text == nil && !isTextCounted
      && leaves.isOrdinary && (leaves.counts != ReadingCounts() || borders.isContinuation)
      && cursor.broken == nil && !cursor.hasExceededShare(borders) && window.damageOffset == nil
  }

  /// Steps to the next object or array; false at the end of the input. What else stands there is skipped: what damage has
  /// left, and lines of logs.
  private mutating func skipToValue() -> Bool {
    while true {
      let padding = cursor.skipPadding()
      if padding.endsLine {
        isTextCounted = false
        if mayBeRecovered { isRecovering = false }
      }
      if padding.isLineStart { isLineStart = true }
      guard let byte = cursor.peek() else { return false }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): return true
      case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
        if !isRecovering { recover(from: strayByte()) } else { cursor.advance() }
      default:
        countText(at: cursor.offset)
        cursor.skipText()
      }
      isLineStart = false
      mayBeRecovered = false
    }
  }

  /// The end of something whose beginning is not there.
  private mutating func strayByte() -> InputError {
    var error = cursor.error("a JSON value")
    if let text, text.lines == 1 && isTextCounted || !hasRead {
      error.offset = text.offset
      error.problem = "expected the beginning of a JSON value, found the rest of one"
      if hasRead { self.text = nil }
    }
    return error
  }

  private mutating func countText(at offset: Int64) {
    guard !isRecovering, !isTextCounted else { return }
    isTextCounted = true
    text = (text?.offset ?? offset, (text?.lines ?? 0) + 1)
    borders.missAll()
  }

  /// Text between values is what loggers and shells leave there; a file that is nothing else is no dump.
  private mutating func reportEnd() {
    let isDump = leaves.counts != ReadingCounts() || hasRead || (firstError != nil && text == nil)
    if isDump { reportFirstError() }
    if families.isEmpty, hasProgress, leaves.isOrdinary, !borders.isContinuation,
      leaves.counts.areOfOtherThings
    {
      sink.report(
        InputError(
          .notice, input: window.name, problem: "expected spans or log records, found JSON of some other kind"
        ))
    }
    guard let text else { return }
    // Behind what seemed to be broken they were not counted.
    let lines = firstError != nil ? "lines" : text.lines == 1 ? "1 line" : "\(text.lines) lines"
    sink.report(
      InputError(
        isDump ? .notice : .unreadable, input: window.name, offset: text.offset,
        problem: isDump
          ? "expected JSON, found text in \(lines), this one first; stepped over"
          : "expected a dump of traces, found \(lines) of text"))
  }

  private mutating func recover(from error: InputError) {
    // A list of words or numbers, `[main]` or `[2026-03-15 14:22:00]`, is how a logger's line may begin.
    if !isRecovering, stack.count == 1, stack[0].isArray, stack[0].isPlain {
      countText(at: stack[0].start)
    } else {
      if hasProgress, !isConsequence(error) {
        if hasRead { sink.report(error) } else { firstError = error }
      }
      hasProgress = false
      isRecovering = true
      mayBeRecovered = false
    }
    stack.removeAll()
    if cursor.hasExceededShare(borders) {
      borders.missAll()
      borders.isGivenUp = borders.isContinuation
    }
    cursor.skipToRestart(leaves: leaves.counts.spans + leaves.counts.logRecords)
  }

  /// What a damaged source gives shortly before and behind the damage is broken too, which is no more news.
  private mutating func isConsequence(_ error: InputError) -> Bool {
    guard let damage = window.damageOffset, let offset = error.offset else { return false }
    return progress < damage && offset > damage - Self.garbage
  }

  /// A decompressor notices damage somewhat late.
  private static let garbage: Int64 = 64 << 10

  mutating func noteProgress(at offset: Int64) {
    hasProgress = true
    progress = offset
    reportFirstError()
  }

  /// Several of them are one damage, and so is what is left of a span that was broken.
  private mutating func noteLackingIDs(at offset: Int64) {
    if hasProgress {
      sink.report(InputError(.damage, input: window.name, offset: offset, problem: InputError.lacksIDs))
    }
    hasProgress = false
  }

  private mutating func reportFirstError() {
    guard let error = firstError else { return }
    firstError = nil
    // It is about the text.
    if text?.offset == error.offset { text = nil }
    sink.report(error)
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

  private mutating func countUnknown() {
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
    guard cursor.peekPastBlanks() == UInt8(ascii: "\"") else { throw cursor.error("an object key in quotes") }
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
