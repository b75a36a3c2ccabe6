/// The calls of one caller that wait for an answer, by when they were open: to deal out its answers in one pass, however many
/// there are.
struct AwaitedAnswers {
  private struct Call {
    let start: Int64
    let end: Int64
    let position: Int
    var isAnswered = false

    func ends(before other: Call) -> Bool { (end, position) < (other.end, other.position) }
  }

  /// Sorted by start.
  private var calls: [Call]
  /// The first that has not begun.
  private var next = 0
  /// Those that have begun, as a heap: the one that ends first is first.
  private var open: [Int] = []
  private var time = Int64.min

  /// Of these calls, by position, those without an answer.
  init(_ children: [Int], among calls: [GroupedCall]) {
    self.calls = children.filter { !calls[$0].digest.hasOutput }.map { position in
      let call = calls[position].call
      return Call(start: call.startTime, end: call.endTime, position: position)
    }
    self.calls.sort { ($0.start, $0.position) < ($1.start, $1.position) }
  }

  /// The position of the call that was open at a time; of several the one that ended next. With an answer that `answers`, it
  /// waits for no other.
  mutating func call(openAt time: Int64, answers: Bool) -> Int? {
    if time < self.time { restart() }
    self.time = time
    while next < calls.count, calls[next].start <= time {
      if !calls[next].isAnswered { push(next) }
      next += 1
    }
    while let first = open.first, calls[first].end < time { pop() }
    guard let first = open.first else { return nil }
    if answers {
      calls[first].isAnswered = true
      pop()
    }
    return calls[first].position
  }

  /// Answers come by time, but those from before 1970 behind the others.
  private mutating func restart() {
    next = 0
    open.removeAll()
  }

  // MARK: Heap

  private mutating func push(_ call: Int) {
    open.append(call)
    var child = open.count - 1
    while child > 0, calls[open[child]].ends(before: calls[open[(child - 1) / 2]]) {
      open.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop() {
    open.swapAt(0, open.count - 1)
    open.removeLast()
    var parent = 0
    while true {
      var first = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < open.count && calls[open[child]].ends(before: calls[open[first]]) {
        first = child
      }
      guard first != parent else { return }
      open.swapAt(parent, first)
      parent = first
    }
  }
}
