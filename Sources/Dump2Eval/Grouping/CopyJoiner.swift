/// Finds the call that a copy is a second record or a part of: see `SpanRole.copy`.
///
/// LiteLLM's raw requests lie inside the span of their call, shadows that SDKs make inside or around it, and the second
/// half of a stream (Logfire) follows its call as a sibling. A copy belongs to one call at most, and a call's missing
/// answer comes from one copy at most: parallel streams may well ask alike.
struct CopyJoiner {
  /// How many siblings are looked at for a copy: more between a stream's halves would be more parallel calls than one
  /// span makes.
  private static let maximumSiblings = 256

  private let calls: [CallRecord.Digest]
  private var bySpan: [String: Int] = [:]
  private var byResponse: [String: Int] = [:]
  private var byParent: [String: [Int]] = [:]
  /// Calls whose answer came from a copy.
  private var answered: Set<Int> = []

  /// The position of its call for each copy that has one. `calls` are sorted by start.
  static func owners(of calls: [CallRecord.Digest]) -> [(copy: Int, call: Int)] {
    guard calls.contains(where: \.isCopy) else { return [] }
    var joiner = CopyJoiner(calls)
    return calls.indices.compactMap { position in
      guard calls[position].isCopy, let call = joiner.owner(of: position) else { return nil }
      return (position, call)
    }
  }

  private init(_ calls: [CallRecord.Digest]) {
    self.calls = calls
    for position in calls.indices where !calls[position].isCopy {
      let call = calls[position].call
      bySpan[call.spanID] = position
      if let id = call.responseID, byResponse[id] == nil { byResponse[id] = position }
      if let parent = call.parentSpanID { byParent[parent, default: []].append(position) }
    }
  }

  private mutating func owner(of copy: Int) -> Int? {
    let digest = calls[copy]
    if let id = digest.call.responseID, let position = byResponse[id] { return position }
    // Around it, inside it, beside it: in this order, the latest first.
    var candidates: [Int] = []
    if let parent = digest.call.parentSpanID {
      if let position = bySpan[parent] { candidates.append(position) }
    }
    candidates += (byParent[digest.call.spanID] ?? []).suffix(Self.maximumSiblings).reversed()
    if let parent = digest.call.parentSpanID, let siblings = byParent[parent] {
      // Those that began before it, or in the same moment.
      let end = siblings.partitionPoint { calls[$0].call.startTime <= digest.call.startTime }
      candidates += siblings[max(0, end - Self.maximumSiblings)..<end].reversed()
    }
    guard let position = candidates.first(where: { fits($0, copy) }) else { return nil }
    if digest.outputHash != nil, calls[position].outputHash == nil { answered.insert(position) }
    return position
  }

  /// Whether nothing says that they are different calls.
  private func fits(_ position: Int, _ copy: Int) -> Bool {
    let (call, copy) = (calls[position], (digest: calls[copy], position: copy))
    if differ(call.inputHash, copy.digest.inputHash) || differ(call.outputHash, copy.digest.outputHash) {
      return false
    }
    if differ(call.call.responseID, copy.digest.call.responseID) {
      // Proxies make ids of their own: then the answers must be the same.
      return call.outputHash != nil && call.outputHash == copy.digest.outputHash
    }
    if overlap(position, copy.position) { return true }
    // The second half of a stream: what the first lacks.
    return call.outputHash == nil && copy.digest.outputHash != nil && call.inputHash == copy.digest.inputHash
      && !answered.contains(position) && !call.call.failed
  }

  private func differ<Value: Equatable>(_ first: Value?, _ second: Value?) -> Bool {
    guard let first, let second else { return false }
    return first != second
  }

  private func overlap(_ first: Int, _ second: Int) -> Bool {
    let (first, second) = (calls[first].call, calls[second].call)
    return first.startTime <= (second.endTime == 0 ? .max : second.endTime)
      && second.startTime <= (first.endTime == 0 ? .max : first.endTime)
  }
}

extension [Int] {
  /// How many elements at the beginning satisfy a condition that holds for none after the first it does not hold for.
  fileprivate func partitionPoint(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
