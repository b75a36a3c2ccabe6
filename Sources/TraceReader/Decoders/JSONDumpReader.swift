/// Reads a JSON dump of any shape: a sequence of values, each an envelope of spans, log records or metrics, or a span that
/// stands alone (`EnvelopeTable` has the names).
///
/// Only the path to the spans is walked token by token, with an explicit stack; a span is found whole, searched for
/// markers, and decoded only if it has one. Memory is the window's plus one span's.
final class JSONDumpReader {
  private var cursor: JSONCursor
  private let leaves: JSONLeafReader
  private var stack: [Frame] = []
  /// A value was broken: until the line ends, what is left of it may stand between the values.
  private var isRecovering = false
  /// Something was read since the last damage; damage right behind damage is the same one.
  private var hasProgress = true
  /// What was recognised so far.
  private(set) var families: JSONFamily = []
  private let window: ByteWindow
  private let sink: any TraceSink

  /// What the elements of a list are.
  private enum Element {
    case envelope, scopes, span, logRecord
  }

  private struct Frame {
    let isArray: Bool
    let element: Element
    /// Where the object or array begins in the input.
    let start: Int64
    var context: SpanContext
    var isFirst = true
    var seen: Seen = []
    /// Processes of spans that came before the map of processes.
    var pendingProcesses: Set<String> = []
    /// Spans came before their resource.
    var awaitsResource = false
  }

  private struct Seen: OptionSet {
    let rawValue: UInt8
    static let envelope = Seen(rawValue: 1)
    static let traceID = Seen(rawValue: 2)
    static let spanID = Seen(rawValue: 4)
    static let name = Seen(rawValue: 8)
    static let context = Seen(rawValue: 16)
    static let severity = Seen(rawValue: 32)
    static let anything = Seen(rawValue: 64)
    static let spans = Seen(rawValue: 128)

    var isSpan: Bool { isSuperset(of: [.traceID, .spanID, .name]) || isSuperset(of: [.context, .name]) }
  }

  init(_ window: ByteWindow, markers: MarkerSet, limit: Int, sink: any TraceSink) {
    self.window = window
    self.sink = sink
    cursor = JSONCursor(window, limit: limit)
    leaves = JSONLeafReader(window, markers: markers, sink: sink)
  }

  /// Reads to the end of the input.
  func read() -> ReadingCounts {
    while skipToValue() {
      do throws(InputError) {
        leaves.beginDocument()
        try open(.envelope, context: SpanContext())
        while !stack.isEmpty { try step() }
        cursor.release()
      } catch {
        recover(from: error)
      }
    }
    return leaves.counts
  }

  // MARK: Between values

  /// False at the end of the input. NUL bytes pad preallocated and crashed files.
  private func skipToValue() -> Bool {
    while let byte = cursor.peek() {
      switch byte {
      case 0x0A:
        isRecovering = false
        cursor.advance()
      case 0x20, 0x0D, 0x09, 0x00: cursor.advance()
      case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
        guard isRecovering else { return true }
        cursor.advance()
      default: return true
      }
    }
    return false
  }

  private func recover(from error: InputError) {
    if hasProgress { sink.report(error) }
    hasProgress = false
    isRecovering = true
    stack.removeAll()
    cursor.skipToRestart()
  }

  // MARK: The path inwards

  private func open(_ element: Element, context: SpanContext) throws(InputError) {
    guard let byte = cursor.peekPastBlanks() else { throw cursor.error("a JSON value") }
    switch (byte, element) {
    case (UInt8(ascii: "{"), .span), (UInt8(ascii: "{"), .logRecord):
      cursor.release()
      let pending = try leaves.readLeaf(&cursor, isSpan: element == .span, context: context)
      hasProgress = true
      if let pending { note(pending) }
    case (UInt8(ascii: "{"), _):
      cursor.hold()
      stack.append(Frame(isArray: false, element: element, start: cursor.offset, context: context))
      cursor.advance()
    case (UInt8(ascii: "["), _):
      cursor.release()
      stack.append(Frame(isArray: true, element: element, start: cursor.offset, context: context))
      cursor.advance()
    default:
      try cursor.skipValue()
      leaves.counts.unknownValues += 1
    }
  }

  private func step() throws(InputError) {
    let top = stack.count - 1
    let closing = stack[top].isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")
    if cursor.peekPastBlanks() == closing {
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

  private func member(of top: Int) throws(InputError) {
    guard cursor.peekPastBlanks() == UInt8(ascii: "\"") else { throw cursor.error("an object key in quotes") }
    let meaning = try unsafe cursor.string { unsafe EnvelopeMember.named($0) }
    try cursor.expect(UInt8(ascii: ":"), "':' after an object key")
    stack[top].seen.insert(.anything)
    guard let meaning else { return try cursor.skipValue() }
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

  private func mark(_ seen: Seen, _ top: Int) throws(InputError) {
    stack[top].seen.insert(seen)
    try cursor.skipValue()
  }

  private func descend(_ element: Element, _ top: Int) throws(InputError) {
    let byte = cursor.peekPastBlanks()
    // Lists of spans and records are lists; an object under that name is somebody's own format.
    let isLeafList = element == .span || element == .logRecord
    guard byte == UInt8(ascii: "[") || (byte == UInt8(ascii: "{") && !isLeafList) else {
      if byte == UInt8(ascii: "n") { stack[top].seen.insert(.envelope) }
      return try cursor.skipValue()
    }
    var context = stack[top].context
    if isLeafList {
      if context.resourceOffset == nil { context.resourceOffset = stack[top].start }
      context.processes.reference = (window.number, context.resourceOffset ?? stack[top].start)
    }
    if byte == UInt8(ascii: "[") { stack[top].seen.insert(.envelope) }
    try open(element, context: context)
  }

  private func close() {
    let frame = stack.removeLast()
    let parent = stack.count - 1
    if frame.isArray { return }
    if frame.seen.contains(.envelope) {
      hasProgress = true
      if parent >= 0, !stack[parent].isArray { stack[parent].seen.insert(.envelope) }
    } else if frame.seen.isSpan, let bytes = unsafe cursor.heldBytes(from: frame.start) {
      hasProgress = true
      if families.isEmpty { families.insert(.flat) }
      _ = unsafe leaves.read(span: bytes, at: frame.start, context: frame.context)
    } else if frame.seen.contains(.severity), let bytes = unsafe cursor.heldBytes(from: frame.start) {
      hasProgress = true
      unsafe leaves.read(looseRecord: bytes, at: frame.start)
    } else if parent < 0 || stack[parent].isArray, frame.seen.contains(.anything) {
      leaves.counts.unknownValues += 1
    }
    if parent < 0 || stack[parent].isArray { cursor.release() }
  }

  // MARK: What envelopes tell about their spans

  private func captureResource(_ top: Int) throws(InputError) {
    let tree = leaves.scratch
    guard try cursor.parse(into: tree, limit: SpanContext.maximumSize),
      let service = ResourceDecoder.serviceName(tree.root)
    else { return }
    stack[top].context.serviceName = service
    if stack[top].awaitsResource {
      sink.service(service, of: ResourceReference(input: window.number, offset: stack[top].start))
    }
  }

  private func captureScope(_ top: Int) throws(InputError) {
    let tree = leaves.scratch
    guard try cursor.parse(into: tree, limit: SpanContext.maximumSize) else { return }
    stack[top].context.scopeName = tree.root["name"]?.text
    stack[top].context.scopeVersion = tree.root["version"]?.text
  }

  private func captureProcesses(_ meaning: EnvelopeMember, _ top: Int) throws(InputError) {
    // Jaeger writes them last. No span before waits for them, as in most traces: nobody will ask.
    if stack[top].seen.contains(.spans) {
      if stack[top].pendingProcesses.isEmpty { return try cursor.skipValue() }
      if case .processes = meaning, cursor.peekPastBlanks() == UInt8(ascii: "{") {
        return try captureAwaitedProcesses(top)
      }
    }
    let tree = leaves.scratch
    guard try cursor.parse(into: tree, limit: SpanContext.maximumSize) else { return }
    if case .process = meaning {
      stack[top].context.processes.only = tree.root["serviceName"]?.text
      return
    }
    var services: [String: String] = [:]
    for member in tree.root.members {
      guard let id = member.name.string, let service = member.value["serviceName"]?.text else { continue }
      services[id] = service
    }
    for entry in tree.root.elements {
      let id = entry.member("processId", "process_id", "processID")?.text
      guard let id, let service = entry["process"]?["serviceName"]?.text else { continue }
      services[id] = service
    }
    stack[top].context.processes.services = services
    for id in stack[top].pendingProcesses {
      guard let service = services[id] else { continue }
      sink.service(
        service, of: ResourceReference(input: window.number, offset: stack[top].start, process: id))
    }
  }

  /// Reads the processes that spans wait for and steps over the others, each of which has a page of tags.
  private func captureAwaitedProcesses(_ top: Int) throws(InputError) {
    cursor.advance()
    var isFirst = true
    while cursor.peekPastBlanks() != UInt8(ascii: "}") {
      if !isFirst { try cursor.expect(UInt8(ascii: ","), "',' or '}' after an object's value") }
      isFirst = false
      guard cursor.peekPastBlanks() == UInt8(ascii: "\"") else {
        throw cursor.error("an object key in quotes")
      }
      let id = try unsafe cursor.string { unsafe String(utf8: $0) }
      try cursor.expect(UInt8(ascii: ":"), "':' after an object key")
      guard stack[top].pendingProcesses.contains(id) else {
        try cursor.skipValue()
        continue
      }
      guard try cursor.parse(into: leaves.scratch, limit: SpanContext.maximumSize),
        let service = leaves.scratch.root["serviceName"]?.text
      else { continue }
      stack[top].context.processes.services[id] = service
      sink.service(
        service, of: ResourceReference(input: window.number, offset: stack[top].start, process: id))
    }
    cursor.advance()
  }

  /// A span came before what tells its service: the object that will tell it remembers to say so.
  private func note(_ pending: ResourceReference) {
    guard let owner = stack.lastIndex(where: { $0.start == pending.offset && !$0.isArray }) else { return }
    if pending.process.isEmpty {
      stack[owner].awaitsResource = true
    } else {
      stack[owner].pendingProcesses.insert(pending.process)
    }
  }
}

/// What the objects around a span tell about it.
struct SpanContext {
  /// Resources, scopes and process maps larger than this are stepped over.
  static let maximumSize = 16 << 20

  var serviceName: String?
  var scopeName: String?
  var scopeVersion: String?
  /// The object that tells, or will tell, the resource.
  var resourceOffset: Int64?
  /// The span stands in an OTLP list, where nothing but its ids is required of it.
  var isOTLP = false
  var processes = ProcessTable()
}
