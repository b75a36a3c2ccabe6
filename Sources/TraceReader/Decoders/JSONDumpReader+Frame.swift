/// Where a `JSONDumpReader` is on the path to the spans.
extension JSONDumpReader {
  /// What the elements of a list are.
  enum Element {
    case envelope, scopes, span, logRecord
  }

  struct Frame {
    let isArray: Bool
    let element: Element
    /// Where the object or array begins in the input.
    var start: Int64
    var context: SpanContext
    var isFirst = true
    /// No object or array was met inside.
    var isPlain = true
    /// Nothing but blanks stands before it in its line.
    var beginsLine = false
    var seen: Seen = []
    /// Processes of spans that came before the map of processes.
    var pendingProcesses = SmallTable<String, Void>()
    /// Those that the object itself has told.
    var processes: ProcessTable?
    /// Spans came before their resource.
    var awaitsResource = false
    /// Something of it is, or was, waited for.
    var isAwaited: Bool { awaitsResource || !pendingProcesses.isEmpty }
    /// The sink was told that it begins.
    var isTrace = false
    /// Spans were met inside that are not in its own list.
    var holdsOthers = false
  }

  struct Seen: OptionSet {
    let rawValue: UInt16
    static let envelope = Seen(rawValue: 1)
    static let traceID = Seen(rawValue: 2)
    static let spanID = Seen(rawValue: 4)
    static let name = Seen(rawValue: 8)
    static let context = Seen(rawValue: 16)
    static let severity = Seen(rawValue: 32)
    static let anything = Seen(rawValue: 64)
    static let spans = Seen(rawValue: 128)
    static let scope = Seen(rawValue: 256)
    /// A list of an envelope that is null.
    static let emptyEnvelope = Seen(rawValue: 512)

    var isSpan: Bool { isSuperset(of: [.traceID, .spanID, .name]) || isSuperset(of: [.context, .name]) }
  }
}
