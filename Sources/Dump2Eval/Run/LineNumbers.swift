// Unsafe code: reads into an array of its own, within its count.

internal import FileIO
internal import SystemPackage
internal import TraceReader

/// Finds out in which lines of a file its problems are.
///
/// Readers do not count lines, which would take a tenth of their time. Where something is wrong the file is read once more as
/// far as that.
enum LineNumbers {
  /// What is further in is told by its byte alone: a dump may be as large as a disk.
  private static let limit: Int64 = 256 << 20

  /// Adds the lines to the problems of a file that is not compressed; nothing where it is none.
  static func add(to problems: inout [InputError], of path: FilePath) {
    var places: [(offset: Int64, position: Int)] = []
    for (position, problem) in problems.enumerated() where problem.severity != .unreadable {
      if let offset = problem.offset, offset <= limit { places.append((offset, position)) }
    }
    places.sort { $0.offset < $1.offset }
    // To open a pipe once more is to wait for another writer.
    guard !places.isEmpty, PathKind.fileSize(of: path) != nil, let file = try? InputFile(opening: path) else {
      return
    }
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var (start, lineFeeds): (Int64, Int) = (0, 0)
    var next = places[...]
    while !next.isEmpty {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe (try? file.read(into: $0)) ?? 0 }
      var position = 0
      while let place = next.first, count == 0 || place.offset <= start + Int64(count) {
        let end = min(count, Int(place.offset - start))
        lineFeeds += countLineFeeds(buffer[position..<end])
        position = end
        problems[place.position].line = lineFeeds + 1
        next.removeFirst()
      }
      lineFeeds += countLineFeeds(buffer[position..<count])
      start += Int64(count)
    }
  }

  private static func countLineFeeds(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
  }
}
