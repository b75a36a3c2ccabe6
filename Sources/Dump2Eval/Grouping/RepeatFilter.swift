/// Finds the records of one call that several instrumentations made, and leaves one of them.
///
/// Two call spans of a trace are records of one call when they overlap in time and either have the same response id, or
/// the same input and output, unless something says that they are different calls: two response ids, or one
/// instrumentation that made both side by side (parallel calls may well ask and answer alike). A copy (raw request,
/// content-less shadow, half of a stream) joins the one call that `CopyJoiner` finds.
enum RepeatFilter {
  /// The records of one call: the one that stays, and those that repeat it.
  struct Group {
    let survivor: Int
    let repeats: [Int]
  }

  /// Finds the calls that were recorded more than once. `calls` are sorted by start.
  static func groups(of calls: [GroupedCall]) -> [Group] {
    guard calls.count > 1, !areStrangers(calls) else { return [] }
    var groups = DisjointSets(count: calls.count)
    var open = OpenCalls()
    for later in calls.indices where !calls[later].digest.isCopy {
      for earlier in open.candidates(for: calls[later]) where isSame(calls[earlier], calls[later]) {
        groups.unite(earlier, later)
      }
      open.insert(later, of: calls)
    }
    for (shadow, original) in shadows(among: calls) { groups.unite(shadow, original) }
    for (copy, call) in CopyJoiner.owners(of: calls.map(\.digest)) { groups.unite(copy, call) }
    return groups.sets.map { members in
      let survivor = members.min { isBetter(calls[$0], than: calls[$1]) } ?? members[0]
      return Group(survivor: survivor, repeats: members.filter { $0 != survivor })
    }
  }

  /// Whether the calls of a small trace have nothing in common by which one could be a record of another: most traces, and
  /// told faster than by what finds out who belongs to whom.
  private static func areStrangers(_ calls: [GroupedCall]) -> Bool {
    guard calls.count <= 8 else { return false }
    for later in calls.indices {
      let call = calls[later].digest
      if call.isCopy { return false }
      for earlier in 0..<later {
        let other = calls[earlier].digest
        // Texts of different lengths need no hash.
        if call.hasInput, call.inputCount == other.inputCount, call.outputCount == other.outputCount,
          call.inputHash == other.inputHash, call.outputHash == other.outputHash
        {
          return false
        }
        if let id = call.call.responseID, id == other.call.responseID { return false }
        // A call right below another matters where one of the two is without content: see `shadows`.
        guard isEmpty(calls[later]) || isEmpty(calls[earlier]) else { continue }
        if let parent = call.call.parentSpanID, parent == other.call.spanID { return false }
        if let parent = other.call.parentSpanID, parent == call.call.spanID { return false }
      }
    }
    return true
  }

  private static func isSame(_ first: GroupedCall, _ second: GroupedCall) -> Bool {
    guard overlap(first, second) else { return false }
    if let one = first.call.responseID, let other = second.call.responseID { return one == other }
    guard let input = first.digest.inputHash, input == second.digest.inputHash,
      let output = first.digest.outputHash, output == second.digest.outputHash
    else { return false }
    let isNested = isChild(second, of: first) || contains(first, second) || contains(second, first)
    let areSiblings = first.call.parentSpanID == second.call.parentSpanID
    return first.call.scope != second.call.scope || (isNested && !areSiblings)
  }

  /// Calls of one model right below a call, one of the two without any content: a framework's span and its client's, of
  /// which only one recorded what was said (Google ADK 2 with `call_llm` around `generate_content`, Monocle). A parent of
  /// several such calls is left alone: it is something else that looks like a call. A span without content belongs to one
  /// other at most, so that it never makes one call of two.
  private static func shadows(among calls: [GroupedCall]) -> [(Int, Int)] {
    guard calls.contains(where: { isEmpty($0) && !$0.digest.isCopy }) else { return [] }
    var bySpan: [String: Int] = [:]
    for position in calls.indices where !calls[position].digest.isCopy {
      bySpan[calls[position].call.spanID] = position
    }
    var children: [Int: [Int]] = [:]
    for position in calls.indices where !calls[position].digest.isCopy {
      guard let parent = calls[position].call.parentSpanID.flatMap({ bySpan[$0] }), parent != position else {
        continue
      }
      children[parent, default: []].append(position)
    }
    var joined: Set<Int> = []
    var pairs: [(Int, Int)] = []
    for parent in children.keys.sorted() {
      guard let inner = children[parent], inner.count == 1, let child = inner.first,
        overlap(calls[parent], calls[child]), agree(calls[parent].call.model, calls[child].call.model)
      else { continue }
      let empty = [parent, child].filter { isEmpty(calls[$0]) }
      guard !empty.isEmpty, joined.isDisjoint(with: empty) else { continue }
      joined.formUnion(empty)
      pairs.append((child, parent))
    }
    return pairs
  }

  private static func isChild(_ inner: GroupedCall, of outer: GroupedCall) -> Bool {
    inner.call.parentSpanID == outer.call.spanID
  }

  private static func isEmpty(_ call: GroupedCall) -> Bool {
    !call.digest.hasInput && !call.digest.hasOutput
  }

  private static func agree(_ one: String?, _ other: String?) -> Bool {
    one == nil || other == nil || one == other
  }

  /// A span that was not finished overlaps with whatever begins later.
  private static func overlap(_ first: GroupedCall, _ second: GroupedCall) -> Bool {
    let firstEnd = first.call.endTime == 0 ? Int64.max : first.call.endTime
    let secondEnd = second.call.endTime == 0 ? Int64.max : second.call.endTime
    return first.call.startTime <= secondEnd && second.call.startTime <= firstEnd
  }

  private static func contains(_ outer: GroupedCall, _ inner: GroupedCall) -> Bool {
    outer.call.startTime <= inner.call.startTime && inner.call.endTime <= outer.call.endTime
      && outer.call.endTime != 0 && inner.call.endTime != 0
  }

  /// The innermost record that holds the content whole: closest to what the provider was asked.
  private static func isBetter(_ first: GroupedCall, than second: GroupedCall) -> Bool {
    if (first.status == .exportable) != (second.status == .exportable) { return first.status == .exportable }
    if first.digest.isCopy != second.digest.isCopy { return !first.digest.isCopy }
    if first.call.parentSpanID == second.call.spanID { return true }
    if second.call.parentSpanID == first.call.spanID { return false }
    let duration = (
      first.call.endTime.distance(from: first.call.startTime),
      second.call.endTime.distance(from: second.call.startTime)
    )
    if duration.0 != duration.1 { return duration.0 < duration.1 }
    if first.call.startTime != second.call.startTime { return first.call.startTime > second.call.startTime }
    return first.call.spanID < second.call.spanID
  }
}

extension Int64 {
  /// The absolute difference, of any two values.
  fileprivate func distance(from other: Int64) -> UInt64 {
    self > other ? UInt64(bitPattern: self &- other) : UInt64(bitPattern: other &- self)
  }
}

/// Sets of positions that are united pair by pair (union–find with path halving).
private struct DisjointSets {
  private var parent: [Int]

  init(count: Int) { parent = Array(0..<count) }

  mutating func root(of element: Int) -> Int {
    var element = element
    while parent[element] != element {
      parent[element] = parent[parent[element]]
      element = parent[element]
    }
    return element
  }

  mutating func unite(_ first: Int, _ second: Int) { parent[root(of: first)] = root(of: second) }

  /// The sets of more than one element, each in order.
  var sets: [[Int]] {
    mutating get {
      var members: [Int: [Int]] = [:]
      for element in parent.indices {
        let root = root(of: element)
        if root != element { members[root, default: [root]].append(element) }
      }
      return members.keys.sorted().map { members[$0]!.sorted() }
    }
  }
}
