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
      stack[top].context.processes = ProcessTable(
        stack[top].context.processes, only: tree.root["serviceName"]?.text)
      return
    }
    var told: [(id: String, service: String)] = []
    for member in tree.root.members {
      guard let id = member.name.string, let service = member.value["serviceName"]?.text else { continue }
      told.append((id, service))
    }
    for entry in tree.root.elements {
      let id = entry.member("processId", "process_id", "processID")?.text
      guard let id, let service = entry["process"]?["serviceName"]?.text else { continue }
      told.append((id, service))
    }
    let processes = ProcessTable(stack[top].context.processes, told: told)
    stack[top].context.processes = processes
    for id in stack[top].pendingProcesses.all {
      guard let service = processes[id] else { continue }
      sink.service(
        service, of: ResourceReference(input: window.number, offset: stack[top].start, process: id))
    }
  }

  /// Reads the processes that spans wait for and steps over the others, each of which has a page of tags.
  mutating func captureAwaitedProcesses(_ top: Int) throws(InputError) {
    cursor.advance()
    var told: [(id: String, service: String)] = []
    var isFirst = true
    while cursor.peekPastBlanks() != UInt8(ascii: "}") {
      if !isFirst { try cursor.expect(UInt8(ascii: ","), "',' or '}' after an object's value") }
      isFirst = false
      guard cursor.peekPastBlanks() == UInt8(ascii: "\"") else {
        throw cursor.error("an object key in quotes")
      }
      // Unescaped, and however long: what spans call it by is so too.
      let id =
        try cursor.parse(into: leaves.scratch, limit: SpanContext.maximumSize)
        ? leaves.scratch.root.text : nil
      try cursor.expect(UInt8(ascii: ":"), "':' after an object key")
      guard let id, stack[top].pendingProcesses.contains(id) else {
        try cursor.skipValue()
        continue
      }
      let process = try cursor.parse(
        into: leaves.scratch, limit: SpanContext.maximumSize, recent: &recentProcesses
      ) { ResourceValue(serviceName: $0["serviceName"]?.text) }
      guard let service = process?.serviceName else { continue }
      told.append((id, service))
      sink.service(
        service, of: ResourceReference(input: window.number, offset: stack[top].start, process: id))
    }
    cursor.advance()
    stack[top].context.processes = ProcessTable(stack[top].context.processes, told: told)
  }

  /// A span came before what tells its service: the object that will tell it remembers to say so.
  mutating func note(_ pending: ResourceReference) {
    guard let owner = stack.lastIndex(where: { $0.start == pending.offset && !$0.isArray }) else { return }
    if pending.process.isEmpty {
      stack[owner].awaitsResource = true
    } else {
      stack[owner].pendingProcesses.insert(pending.process)
    }
  }
}
