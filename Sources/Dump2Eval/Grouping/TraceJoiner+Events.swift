internal import FileIO

extension TraceJoiner {
  /// Spans of one id that get its log events. There are two where client and server share an id, and as many more as were
  /// recorded twice; each keeps a copy of the content.
  private static let maximumOwners = 4

  /// Gives each span the content that was recorded in log events; what has no span in the dump becomes a call itself.
  mutating func joinEvents(of members: inout TraceMembers) throws(FileIOError) {
    guard !members.events.isEmpty else { return }
    var orphans: [EventJoiner.SpanEvents] = []
    var places: [String: [Int]] = [:]
    for position in members.calls.indices {
      places[members.calls[position].call.spanID, default: []].append(position)
    }
    for group in members.events {
      let owners = group.spanID.isEmpty ? [] : places[group.spanID] ?? []
      guard !owners.isEmpty else {
        orphans.append(group)
        continue
      }
      let records = try self.records(group.events)
      for owner in owners.prefix(Self.maximumOwners) { try add(records, to: owner, of: &members) }
    }
    let children =
      orphans.isEmpty
      ? [:] : Dictionary(grouping: members.calls.indices) { members.calls[$0].call.parentSpanID }
    for group in orphans {
      let rest = try giveAnswers(of: group, to: children[group.spanID] ?? [], of: &members)
      guard !members.spans.contains(group.spanID), let call = EventJoiner.call(of: try records(rest)) else {
        continue
      }
      members.calls.append(try keep(call, like: nil))
      members.calls[members.calls.count - 1].needsLogs = true
    }
    members.calls.sort {
      ($0.call.startTime / 1_000, $0.call.spanID) < ($1.call.startTime / 1_000, $1.call.spanID)
    }
  }

  /// Gives a caller's calls the answers that were recorded in its own span: a stream ends when the caller has read it, and by
  /// then the call's span may not be the current one any more (OpenLLMetry's OpenAI instrumentation 0.62). Each answer goes by
  /// its place in time, so that two streams of one caller do not get each other's.
  ///
  /// - Returns: The caller's events that belong to none of them.
  private mutating func giveAnswers(
    of caller: EventJoiner.SpanEvents, to children: [Int], of members: inout TraceMembers
  ) throws(FileIOError) -> [EventJoiner.KeptEvent] {
    guard !children.isEmpty else { return caller.events }
    var awaited = AwaitedAnswers(children, among: members.calls)
    var given: [Int: [EventJoiner.KeptEvent]] = [:]
    var hashes: Set<UInt64> = []
    for event in caller.events {
      let record = try record(event)
      guard case .choice(let choice, _) = record.event.content,
        let owner = awaited.call(openAt: record.metadata.startTime, answers: choice.hasContent)
      else { continue }
      given[owner, default: []].append(event)
      hashes.insert(event.hash)
    }
    for (owner, events) in given.sorted(by: { $0.key < $1.key }) {
      try add(records(events), to: owner, of: &members, apart: true)
    }
    // An answer that was given away is nobody's when it is there twice.
    return hashes.isEmpty ? caller.events : caller.events.filter { !hashes.contains($0.hash) }
  }

  /// One span's at a time: what log records hold of a trace may be more than fits in memory.
  private mutating func records(_ events: [EventJoiner.KeptEvent]) throws(FileIOError) -> [EventRecord] {
    var records: [EventRecord] = []
    records.reserveCapacity(events.count)
    for event in events { records.append(try record(event)) }
    return records
  }

  /// Adds what events tell; with `apart` each on its own, as one that does not belong to the others.
  private mutating func add(
    _ records: [EventRecord], to owner: Int, of members: inout TraceMembers, apart: Bool = false
  ) throws(FileIOError) {
    var call = try self.call(members.calls[owner])
    for events in apart ? records.map({ [$0.event] }) : [records.map(\.event)] {
      EventContent.apply(events: events, to: &call)
    }
    let wasWhole = members.calls[owner].digest.isWhole
    members.calls[owner] = try keep(call, like: members.calls[owner])
    if !wasWhole, members.calls[owner].digest.isWhole { members.calls[owner].needsLogs = true }
  }
}
