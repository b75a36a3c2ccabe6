// Unsafe code: makes strings of keys that the cursor lends for a closure's time.

/// What envelopes tell about the spans inside them: their resource, their scope, Jaeger's processes.
extension JSONDumpReader {
  mutating func captureResource(_ top: Int) throws(InputError) {
    let resource = try cursor.parse(
      into: leaves.scratch, limit: SpanContext.maximumSize, recent: &recentResources
    ) { ResourceValue(serviceName: ResourceDecoder.serviceName($0)) }
    guard let resource, let service = resource.serviceName else { return }
    stack[top].context.resource = resource
    if stack[top].awaitsResource {
      sink.service(service, of: ResourceReference(input: window.number, offset: stack[top].start))
    }
  }

  /// Jaeger's query service answers with what it could read, and with a list of what went wrong (its `structuredError`)
  /// behind it. Errors of a span that stands alone are its own.
  mutating func captureErrors(_ top: Int) throws(InputError) {
    guard !stack[top].seen.isDisjoint(with: [.envelope, .emptyEnvelope]),
      cursor.peekPastBlanks() == UInt8(ascii: "[")
    else {
      return try cursor.skipValue()
    }
    let offset = cursor.offset
    guard try cursor.parse(into: leaves.scratch, limit: SpanContext.maximumSize),
      let said = leaves.scratch.root.first?.member("msg", "message")?.string
    else { return }
    sink.report(
      InputError(
        .damage, input: window.name, offset: offset,
        problem: "expected traces, found that the server had answered: \(said.prefix(200))"))
  }

  mutating func captureScope(_ top: Int) throws(InputError) {
    let scope = try cursor.parse(
      into: leaves.scratch, limit: SpanContext.maximumSize, recent: &recentScopes
    ) { InstrumentationScope($0) }
    guard let scope else { return }
    stack[top].context.scope = scope
    stack[top].seen.insert(.scope)
  }

  mutating func captureProcesses(_ meaning: EnvelopeMember, _ top: Int) throws(InputError) {
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
      ownProcesses(of: top).only = tree.root["serviceName"]?.text
      return
    }
    // As of any member that is repeated, of several maps the last counts; so no more than one is held.
    let processes = ProcessTable(in: nil)
    processes.only = stack[top].context.processes?.only
    stack[top].processes = processes
    stack[top].context.processes = processes
    for member in tree.root.members {
      guard let id = member.name.string, let service = member.value["serviceName"]?.text else { continue }
      tell(service, of: id, top, processes)
    }
    for entry in tree.root.elements {
      let id = entry.member("processId", "process_id", "processID")?.text
      guard let id, let service = entry["process"]?["serviceName"]?.text else { continue }
      tell(service, of: id, top, processes)
    }
  }

  /// Takes a process's service, and passes it on if spans wait for it.
  private mutating func tell(_ service: String, of id: String, _ top: Int, _ processes: ProcessTable) {
    processes.set(id, to: service)
    guard stack[top].pendingProcesses[id] != nil else { return }
    sink.service(
      service, of: ResourceReference(input: window.number, offset: stack[top].start, process: id))
  }

  /// Reads the processes that spans wait for and steps over the others, each of which has a page of tags.
  mutating func captureAwaitedProcesses(_ top: Int) throws(InputError) {
    cursor.advance()
    let processes = ownProcesses(of: top)
    var isFirst = true
    while cursor.peekPastBlanks() != UInt8(ascii: "}") {
      if !isFirst { try cursor.expect(UInt8(ascii: ","), "',' or '}' after an object's value") }
      isFirst = false
      guard cursor.peekPastBlanks() == UInt8(ascii: "\"") else { throw cursor.keyError() }
      // Unescaped, and however long: what spans call it by is so too.
      let id =
        try cursor.parse(into: leaves.scratch, limit: SpanContext.maximumSize)
        ? leaves.scratch.root.text : nil
      try cursor.expect(UInt8(ascii: ":"), "':' after an object key")
      guard let id, stack[top].pendingProcesses[id] != nil else {
        try cursor.skipValue()
        continue
      }
      let process = try cursor.parse(
        into: leaves.scratch, limit: SpanContext.maximumSize, recent: &recentProcesses
      ) { ResourceValue(serviceName: $0["serviceName"]?.text) }
      guard let service = process?.serviceName else { continue }
      tell(service, of: id, top, processes)
    }
    cursor.advance()
  }

  /// The table of an object that tells processes.
  private mutating func ownProcesses(of top: Int) -> ProcessTable {
    if let own = stack[top].processes { return own }
    let own = ProcessTable(in: stack[top].context.processes)
    stack[top].processes = own
    stack[top].context.processes = own
    return own
  }

  /// A span came before what tells its service: the object that will tell it remembers to say so.
  mutating func note(_ pending: ResourceReference) {
    guard let owner = stack.lastIndex(where: { $0.start == pending.offset && !$0.isArray }) else { return }
    if pending.process.isEmpty {
      stack[owner].awaitsResource = true
    } else if stack[owner].pendingProcesses.count < ResourceReference.mostAwaited {
      stack[owner].pendingProcesses.set(pending.process, to: ())
    } else if stack[owner].pendingProcesses[pending.process] == nil {
      leaves.noteUntoldServices(at: stack[owner].start)
    }
  }
}
