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
    for group in orphans {
      var records = try self.records(group.events)
      // Each answer at its place in time, so that two streams of one caller do not get each other's.
      for record in records where record.event.isAnswer {
        guard let owner = EventJoiner.streamedCall(answeredBy: record, among: members.calls) else { continue }
        try add([record], to: owner, of: &members)
        records.removeAll { $0 == record }
      }
      guard !members.spans.contains(group.spanID), let call = EventJoiner.call(of: records) else {
        continue
      }
      members.calls.append(try keep(call, like: nil))
      members.calls[members.calls.count - 1].needsLogs = true
    }
    members.calls.sort {
      ($0.call.startTime / 1_000, $0.call.spanID) < ($1.call.startTime / 1_000, $1.call.spanID)
    }
  }

  /// One span's at a time: what log records hold of a trace may be more than fits in memory.
  private mutating func records(_ events: [EventJoiner.KeptEvent]) throws(FileIOError) -> [EventRecord] {
    var records: [EventRecord] = []
    records.reserveCapacity(events.count)
    for event in events { records.append(try record(event)) }
    return records
  }

  private mutating func add(
    _ records: [EventRecord], to owner: Int, of members: inout TraceMembers
  ) throws(FileIOError) {
    var call = try self.call(members.calls[owner])
    EventContent.apply(events: records.map(\.event), to: &call)
    let wasWhole = members.calls[owner].digest.isWhole
    members.calls[owner] = try keep(call, like: members.calls[owner])
    if !wasWhole, members.calls[owner].digest.isWhole { members.calls[owner].needsLogs = true }
  }
}
