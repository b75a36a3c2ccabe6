internal import FileIO

/// Gathers an inspection trace by trace, in bounded memory.
struct InspectionBuilder {
  private var inspection = Inspection()
  private let traceLimit: Int
  private let builder: CaseBuilder
  private var services = Tally<String?>()
  private var models = Tally<String?>()
  private var libraries = Tally<Library>()

  init(traceLimit: Int, _ builder: CaseBuilder) {
    self.traceLimit = traceLimit
    self.builder = builder
  }

  /// Walks all traces.
  consuming func run(
    _ traces: inout ChosenTraces, into summary: Summary, onEvent: (RunEvent) -> Void
  ) throws(FileIOError) -> Inspection {
    inspection.summary = summary
    while let trace = try traces.next() {
      inspection.summary.count(trace, onEvent)
      take(trace, trace.calls.filter { $0.status != .filtered })
      if builder.redacts { try countRedactions(trace, &traces) }
    }
    inspection.summary.finish(traces, onEvent)
    inspection.services = services.sorted
    inspection.models = models.sorted
    inspection.libraries = libraries.sorted
    return inspection
  }

  /// Takes a trace with those of its calls that the user wants to hear of.
  private mutating func take(_ trace: GroupedTrace, _ calls: [GroupedCall]) {
    guard !calls.isEmpty else { return }
    inspection.tracesWithCalls += 1
    inspection.total.traces += 1
    services.beginTrace()
    models.beginTrace()
    libraries.beginTrace()
    var usage = Usage()
    var statuses: [CallStatus: Int] = [:]
    for call in calls {
      inspection.total.add(call)
      services.add(call, call.call.service) { Inspection.Group(name: $0, library: nil) }
      models.add(call, call.call.model) { Inspection.Group(name: $0, library: nil) }
      libraries.add(call, Library(call.call)) { Inspection.Group(name: $0.name, library: $0) }
      measure(call)
      statuses[call.status, default: 0] += 1
      if call.status != .repeat { usage.add(call.call) }
    }
    guard inspection.traces.count < traceLimit else { return }
    inspection.traces.append(
      Inspection.Trace(
        id: trace.id, service: calls.lazy.compactMap(\.call.service).first,
        model: calls.lazy.compactMap(\.call.model).first,
        start: calls.lazy.compactMap(\.start).first,
        calls: statuses, usage: usage))
  }

  /// What would be masked is known only when the cases are made.
  private mutating func countRedactions(
    _ trace: GroupedTrace, _ traces: inout ChosenTraces
  ) throws(FileIOError) {
    for call in trace.calls where call.status == .exportable {
      _ = try traces.withCall(call) {
        builder.makeCase(of: $0, number: 1, redactions: &inspection.summary.redactions)
      }
    }
  }

  private mutating func measure(_ call: GroupedCall) {
    guard call.status != .repeat else { return }
    if call.digest.hasInput { inspection.inputLengths.add(call.digest.inputCount) }
    if call.digest.hasOutput { inspection.outputLengths.add(call.digest.outputCount) }
    if call.call.tokens > 0 { inspection.tokens.add(call.call.tokens) }
    if let start = call.start { inspection.timeline.add(start, isExportable: call.status == .exportable) }
  }
}

/// Groups by key. A dump whose names are all different must not fill the memory: what comes late is one
/// group.
private struct Tally<Key: Hashable> {
  private var positions: [Key: Int] = [:]
  private var groups: [Inspection.Group] = []
  private var others: Int?
  /// The number of the trace in which a group was met last, so that each counts a trace once.
  private var lastTraces: [Int] = []
  private var trace = 0

  mutating func beginTrace() { trace += 1 }

  mutating func add(_ call: GroupedCall, _ key: Key, _ make: (Key) -> Inspection.Group) {
    let position = position(of: key, make)
    if lastTraces[position] != trace {
      lastTraces[position] = trace
      groups[position].traces += 1
    }
    groups[position].add(call)
  }

  private mutating func position(of key: Key, _ make: (Key) -> Inspection.Group) -> Int {
    if let known = positions[key] { return known }
    if groups.count >= Inspection.maximumGroups, let others { return others }
    let isFull = groups.count >= Inspection.maximumGroups
    groups.append(isFull ? Inspection.Group(name: Inspection.others, library: nil) : make(key))
    lastTraces.append(0)
    if isFull { others = groups.count - 1 } else { positions[key] = groups.count - 1 }
    return groups.count - 1
  }

  var sorted: [Inspection.Group] {
    groups.sorted { ($1.distinct, $0.sortName) < ($0.distinct, $1.sortName) }
  }
}

extension Inspection.Group {
  fileprivate var sortName: String { (name ?? "") + "\0" + (library?.dialect ?? "") }

  fileprivate mutating func add(_ call: GroupedCall) {
    calls[call.status, default: 0] += 1
    if call.needsLogs { needingLogs += 1 }
    if call.status != .repeat { usage.add(call.call) }
    guard let start = call.start else { return }
    first = min(first ?? start, start)
    last = max(last ?? start, start)
  }
}

extension GroupedCall {
  /// nil when the dump has no time.
  fileprivate var start: UTCTime? {
    call.startMilliseconds.map(UTCTime.init)
  }
}
