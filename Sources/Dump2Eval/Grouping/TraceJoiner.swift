internal import ExternalSort
internal import FileIO
internal import TraceReader

/// Makes one trace of what the dumps tell of it: log events join their span, a span that was met twice counts once, and
/// repeats of a call fall away.
///
/// Content that is not held with its call waits in a spool, which goes to the disk when it is large.
struct TraceJoiner: ~Copyable {
  private var spool: RecordSpool
  private let includeFailed: Bool
  /// Calls that were met more than once.
  private(set) var duplicateSpans = 0

  init(memoryLimit: Int, folder: TemporaryFolder, includeFailed: Bool) {
    spool = RecordSpool(memoryLimit: memoryLimit, folder: folder)
    self.includeFailed = includeFailed
  }

  /// Forgets the content of the trace before; handles to it are void.
  mutating func removeAll() throws(FileIOError) { try spool.removeAll() }

  /// Forgets what was counted.
  mutating func rewind() { duplicateSpans = 0 }

  /// Keeps the content of a call of the next trace.
  mutating func keep(_ record: RawSpan) throws(FileIOError) -> RecordSpool.Handle { try spool.append(record) }

  /// Keeps the content of a log event of the next trace. They come sorted by span, time and place in their batch.
  mutating func keep(
    event record: RawSpan, of spanID: String, in members: inout TraceMembers
  ) throws(FileIOError) {
    let hash = TextHash.hash(record)
    let isOfLastSpan = members.events.last?.spanID == spanID
    // The same batch in two files: equal in everything, down to the time at which it was observed.
    if isOfLastSpan, let last = members.events.last?.events.last, last.hash == hash,
      try spool.withRecord(last.content, { $0.hasSameBytes(as: record) })
    {
      return
    }
    let event = EventJoiner.KeptEvent(content: try spool.append(record), hash: hash)
    if isOfLastSpan {
      members.events[members.events.count - 1].events.append(event)
    } else {
      members.events.append(EventJoiner.SpanEvents(spanID: spanID, events: [event]))
    }
  }

  /// A log event with its content.
  mutating func record(_ event: EventJoiner.KeptEvent) throws(FileIOError) -> EventRecord {
    try spool.withRecord(event.content) { RecordReader.decode($0) { EventRecord.read(&$0) } }
  }

  /// The trace of these members, whose calls are sorted. Contents are those that were kept since `removeAll()`.
  mutating func join(
    _ members: inout TraceMembers, canonicalID: String
  ) throws(FileIOError) -> GroupedTrace {
    removeDuplicates(&members)
    try joinEvents(of: &members)
    try recoverOutputs(of: &members)
    for position in members.calls.indices {
      let digest = members.calls[position].digest
      if let reference = digest.resource { digest.call.service = members.services[reference] }
      members.calls[position].status = includeFailed ? digest.statusIncludingFailed : digest.status
    }
    try removeRepeats(of: &members)
    return GroupedTrace(canonicalID: canonicalID, hasSpans: members.hasSpans, calls: members.calls)
  }

  /// Lends the whole call, with its content.
  mutating func withCall<Result>(
    _ grouped: GroupedCall, _ body: (LLMCall) -> Result
  ) throws(FileIOError) -> Result {
    guard let content = grouped.content else { return grouped.digest.withCall { body($0) } }
    return try spool.withRecord(content) { record in
      RecordReader.decode(record) { CallRecord.withCall(grouped.digest, &$0, body) }
    }
  }

  /// The whole call, with its content, to keep.
  mutating func call(_ grouped: GroupedCall) throws(FileIOError) -> LLMCall { try withCall(grouped) { $0 } }

  /// The same span twice: retries of an exporter, overlapping downloads, two files of one dump. Equal id, start and name
  /// are one span, of which the more complete record stays and takes from the others what it does not know; the same id with
  /// another start or name is another span (Zipkin's client and server share ids).
  private mutating func removeDuplicates(_ members: inout TraceMembers) {
    // The records come sorted by time and id: as a rule no two neighbours are alike, and nothing is to be done.
    guard zip(members.calls, members.calls.dropFirst()).contains(where: Self.areOfOneSpan) else { return }
    struct Identity: Hashable {
      let spanID: String
      let microseconds: Int64
      let name: String
    }
    var kept: [GroupedCall] = []
    var places: [Identity: Int] = [:]
    for call in members.calls {
      let identity = Identity(
        spanID: call.call.spanID, microseconds: call.call.startTime / 1_000, name: call.call.name)
      guard let twin = places[identity] else {
        places[identity] = kept.count
        kept.append(call)
        continue
      }
      duplicateSpans += 1
      let isBetter = Self.isMoreComplete(call, than: kept[twin])
      let (better, other) = isBetter ? (call, kept[twin]) : (kept[twin], call)
      better.digest.fillMetadata(from: other.digest)
      kept[twin] = better
    }
    members.calls = kept
  }

  private static func areOfOneSpan(_ call: GroupedCall, _ next: GroupedCall) -> Bool {
    call.call.startTime / 1_000 == next.call.startTime / 1_000 && call.call.spanID == next.call.spanID
  }

  private static func isMoreComplete(_ call: GroupedCall, than other: GroupedCall) -> Bool {
    if (call.call.endTime != 0) != (other.call.endTime != 0) { return call.call.endTime != 0 }
    return call.digest.contentCount > other.digest.contentCount
  }

  /// Leaves one record of each call. Where none of them holds the content whole, it takes from the others what it lacks:
  /// LiteLLM's text completions have the answer in the raw copy only.
  private mutating func removeRepeats(of members: inout TraceMembers) throws(FileIOError) {
    for group in RepeatFilter.groups(of: members.calls) {
      for position in group.repeats { members.calls[position].status = .repeat }
      let survivor = members.calls[group.survivor]
      guard survivor.status == .noInput || survivor.status == .noOutput else { continue }
      var call = try self.call(survivor)
      for position in group.repeats {
        call.fill(from: try self.call(members.calls[position]))
      }
      members.calls[group.survivor] = try keep(call, like: survivor)
    }
  }

  /// Some libraries record the answer of a call only where the next call of the conversation repeats it (calls of tools with
  /// OpenLLMetry's Ollama instrumentation 0.61): a call that sends just the other's conversation, the assistant's message,
  /// and what came of it.
  private mutating func recoverOutputs(of members: inout TraceMembers) throws(FileIOError) {
    let silent = members.calls.indices.filter {
      members.calls[$0].digest.status == .noOutput && !members.calls[$0].digest.isCopy
    }
    guard !silent.isEmpty else { return }
    var echoes: [UInt64: Int] = [:]
    for position in members.calls.indices {
      if let echo = members.calls[position].digest.hashes.echo, echoes[echo] == nil {
        echoes[echo] = position
      }
    }
    for position in silent {
      guard let echo = echoes[members.calls[position].digest.hashes.prompt],
        members.calls[echo].call.startTime >= members.calls[position].call.endTime,
        let answer = try call(members.calls[echo]).messages.last(where: { $0.role == .assistant })
      else { continue }
      var call = try call(members.calls[position])
      call.fill(output: [Choice(text: answer.text, toolCalls: answer.toolCalls)])
      members.calls[position] = try keep(call, like: members.calls[position])
    }
  }

  /// Keeps a call that has its content, in the place of another.
  mutating func keep(_ call: LLMCall, like old: GroupedCall?) throws(FileIOError) -> GroupedCall {
    let whole = CallRecord.Digest(call, isCopy: old?.digest.isCopy ?? false, resource: old?.digest.resource)
    var writer = RecordWriter()
    CallRecord.write(whole, to: &writer)
    let (handle, digest) = try writer.bytes.withBytes { (record) throws(FileIOError) in
      (try spool.append(record), RecordReader.decode(record) { CallRecord.digest(&$0) })
    }
    digest.hashes = whole.hashes
    return GroupedCall(
      digest: digest, content: handle, status: digest.status, needsLogs: old?.needsLogs ?? false)
  }
}
