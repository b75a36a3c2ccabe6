internal import FileIO
internal import Synchronization
internal import TraceReader

/// A large file that workers read in parts: see `DumpParts`.
final class InputParts: Sendable {
  let item: InputQueue.Item
  fileprivate let file: SharedFile
  fileprivate let parts: DumpParts
  private let outcomes: Mutex<PartOutcomes>

  /// Each part may take an open file to put records aside.
  private static let maximumCount: Int64 = 128

  /// Cuts a file into so many parts at the most, none of them much smaller than a size; nil when that makes one.
  init?(_ item: InputQueue.Item, count: Int, minimumSize: Int64) {
    guard let path = item.path, let opened = try? InputFile(opening: path), let file = SharedFile(opened)
    else { return nil }
    let count = min(Int64(count), file.size / max(1, minimumSize), Self.maximumCount)
    guard let parts = DumpParts(of: file, count: Int(count)) else { return nil }
    self.item = item
    self.file = file
    self.parts = parts
    outcomes = Mutex(PartOutcomes(count: parts.starts.count))
  }

  var all: [InputPart] { parts.starts.indices.map { InputPart(input: self, index: $0) } }

  fileprivate func withOutcomes<Result>(_ body: (inout sending PartOutcomes) -> sending Result)
    -> sending Result
  {
    outcomes.withLock(body)
  }
}

/// One part of a file, to be read by one worker.
struct InputPart: Sendable {
  let input: InputParts
  let index: Int

  /// Whether it is a part of the result; known when all parts are read.
  var isStanding: Bool { input.withOutcomes { $0.standing.contains(index) } }

  /// Whether it is of no use to read it.
  var isDropped: Bool { input.withOutcomes { $0.dropped.contains(index) } }

  /// The part's bytes as far as they are not the next one's.
  var range: Range<Int64> {
    let starts = input.parts.starts
    return starts[index]..<(index + 1 < starts.count ? starts[index + 1] : .max)
  }

  /// What its reader needs to know.
  var dumpPart: DumpPart {
    DumpPart(index, of: input.parts) { missed in
      input.withOutcomes { $0.miss(missed, by: index) }
    }
  }

  /// The bytes from the part's beginning to the end of the file.
  var source: SharedFileSource { SharedFileSource(input.file, name: input.item.name, from: range.lowerBound) }

  /// Notes what came of it.
  func finish(_ outcome: ReadingOutcome) -> PartOutcomes.Completion {
    input.withOutcomes { $0.finish(index, outcome) }
  }
}
