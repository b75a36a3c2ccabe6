@testable import TraceReader

/// Bytes that come in two reads, or three: the window's edge is at the first split until more is asked for.
final class SplitSource: ByteSource {
  private let bytes: [UInt8]
  private var splits: ArraySlice<Int>
  private var position = 0

  init(_ bytes: [UInt8], at splits: [Int]) {
    self.bytes = bytes
    self.splits = splits[...]
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while let split = splits.first, split <= position { splits.removeFirst() }
    let count = min(buffer.count, (splits.first ?? bytes.count) - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

extension Recording {
  /// What is read of a dump, without the offsets that blanks change.
  struct Result: Equatable {
    let lines: [String]
    let traces: Set<String>
    let counts: ReadingCounts
    let problems: [String]
  }

  static func result(_ source: some ByteSource) -> Result {
    result { markers, recording in
      DumpReader(markers: markers, maximumSpanSize: 1 << 20)
        .read(source, name: "dump", number: 0, into: recording).counts
    }
  }

  static func result(_ read: (MarkerSet, Recording) -> ReadingCounts) -> Result {
    let recording = Recording()
    let counts = read(MarkerSet(["gen_ai", "llm"]), recording)
    return Result(
      lines: recording.lines, traces: recording.traces, counts: counts,
      problems: recording.problems.map { "\($0)" })
  }
}
