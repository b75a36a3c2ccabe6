/// The beginnings of other parts that a reader has still before it; none for a dump that is read at one go.
struct Borders {
  private let part: DumpPart?
  /// The index of the next part.
  private var index: Int
  /// Where the next part begins.
  private(set) var next: Int64
  /// The part at whose beginning the reader stops.
  private(set) var reached: Int?
  /// Something depends on what stands before this part: it cannot be read alone.
  var isGivenUp = false

  init(_ part: DumpPart? = nil) {
    self.part = part
    index = (part?.index ?? 0) + 1
    next = .max
    updateNext()
  }

  /// Whether the reader began in the middle of the dump.
  var isContinuation: Bool { (part?.index ?? 0) > 0 }

  /// The part of an allowance for the whole dump that each part may use up: as long as all stay below it, none needs to
  /// know what the others have used.
  func share(of allowance: Int64) -> Int64 { allowance / Int64(part?.parts.starts.count ?? 1) }

  /// Asked between two values: whether the one at this offset belongs to the next part, whose reader goes on from here; for
  /// that, the state has to be the ordinary one in which the other reader began.
  mutating func isReached(at offset: Int64, isOrdinary: Bool) -> Bool {
    while offset >= next {
      if offset == next, isOrdinary {
        reached = index
        return true
      }
      miss()
    }
    return false
  }

  /// The state will not be an ordinary one any more.
  mutating func missAll() {
    while next != .max { miss() }
  }

  private mutating func miss() {
    part?.onMiss(index)
    index += 1
    updateNext()
  }

  private mutating func updateNext() {
    guard let starts = part?.parts.starts, index < starts.count else { return next = .max }
    next = starts[index]
  }
}
