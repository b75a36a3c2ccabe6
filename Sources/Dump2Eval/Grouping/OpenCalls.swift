/// The calls of a trace that may overlap with the next one and be the same: found by what they share, so that a trace of a
/// million calls takes no more time than its length.
struct OpenCalls {
  /// Of many calls that share input and output and go on at the same time, a call is compared with so many that began last:
  /// records of one call begin within moments of each other.
  private static let limit = 256

  private struct Content: Hashable {
    let input: UInt64
    let output: UInt64

    init?(_ call: GroupedCall) {
      guard let input = call.digest.inputHash, let output = call.digest.outputHash else { return nil }
      self.input = input
      self.output = output
    }
  }

  /// Of calls with one response id that go on at the same time all are one already: the one that ends last stands for them.
  private var byResponse: [String: Int] = [:]
  private var byContent: [Content: [Int]] = [:]
  /// When there are so many, those that have ended are forgotten.
  private var pruningCount = 4096

  /// Positions of earlier calls with the same response id or the same content.
  func candidates(for call: GroupedCall) -> [Int] {
    var found: [Int] = []
    if let id = call.call.responseID, let earlier = byResponse[id] { found.append(earlier) }
    if let content = Content(call), let earlier = byContent[content] { found += earlier }
    return found
  }

  /// Adds a call; they come sorted by start.
  mutating func insert(_ position: Int, of calls: [GroupedCall]) {
    let call = calls[position]
    if let id = call.call.responseID {
      let earlier = byResponse[id]
      let isOutlasted = earlier.map { Self.end(of: calls[$0]) > Self.end(of: call) } ?? false
      if !isOutlasted { byResponse[id] = position }
    }
    if let content = Content(call) {
      Self.insert(position, into: &byContent[content, default: []], of: calls)
    }
    if byResponse.count + byContent.count > pruningCount { prune(before: call.call.startTime, calls) }
  }

  /// Forgets calls that ended before this time: none that comes now overlaps with them.
  private mutating func prune(before start: Int64, _ calls: [GroupedCall]) {
    byResponse = byResponse.filter { Self.end(of: calls[$0.value]) >= start }
    byContent = byContent.compactMapValues { positions in
      let open = positions.filter { Self.end(of: calls[$0]) >= start }
      return open.isEmpty ? nil : open
    }
    pruningCount = max(4096, 2 * (byResponse.count + byContent.count))
  }

  private static func insert(_ position: Int, into list: inout [Int], of calls: [GroupedCall]) {
    if list.count & 15 == 15 {
      let start = calls[position].call.startTime
      list.removeAll { end(of: calls[$0]) < start }
      if list.count >= limit { list.removeFirst(list.count - limit / 2) }
    }
    list.append(position)
  }

  private static func end(of call: GroupedCall) -> Int64 { call.call.endTime == 0 ? .max : call.call.endTime }
}
