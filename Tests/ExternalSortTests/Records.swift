import ExternalSort
import FileIO
import SystemPackage
import TestSupport

struct Record: Comparable, CustomStringConvertible {
  var key: [UInt8]
  var payload: [UInt8]

  init(_ key: some Sequence<UInt8>, _ payload: some Sequence<UInt8>) {
    self.key = Array(key)
    self.payload = Array(payload)
  }

  static func < (first: Record, second: Record) -> Bool {
    first.key != second.key
      ? first.key.lexicographicallyPrecedes(second.key)
      : first.payload.lexicographicallyPrecedes(second.payload)
  }

  /// Short, so that a failed expectation can be read.
  var description: String { "\(key.prefix(12)) (\(key.count)) → \(payload.prefix(4)) (\(payload.count))" }
}

extension SplitMix {
  /// Few different bytes, so that records often begin alike.
  mutating func bytes(_ count: Int, of kinds: UInt8 = 3) -> [UInt8] {
    (0..<count).map { _ in [0, 0x61, 0xFF][Int(UInt8.random(in: 0..<kinds, using: &self))] }
  }
}

let temporary = TemporaryFolder("/tmp")

/// What sorters make of records that are divided over them in turn.
func sorted(
  _ records: [Record], sorters count: Int, memoryLimit: Int, folder: TemporaryFolder = temporary,
  spilled: ((Int64) -> Void)? = nil
) throws -> [Record] {
  var runs: [SortedRuns] = []
  for first in 0..<count {
    var sorter = ExternalSorter(memoryLimit: memoryLimit / count, folder: folder)
    for index in stride(from: first, to: records.count, by: count) {
      let record = records[index]
      try sorter.append(key: record.key.span.bytes, payload: record.payload.span.bytes)
    }
    runs.append(try sorter.finish())
  }
  var sorted = try SortedRecords(merging: runs, memoryLimit: memoryLimit, folder: folder)
  spilled?(sorted.spilledBytes)
  // What was read once must come again, from wherever the first reading stopped.
  for _ in 0..<records.count / 2 { _ = try sorted.advance() }
  sorted.rewind()
  var result: [Record] = []
  while try sorted.advance() {
    result.append(sorted.withRecord { Record($0.array, $1.array) })
  }
  return result
}

extension RawSpan {
  var array: [UInt8] { withUnsafeBytes { Array($0) } }
}
