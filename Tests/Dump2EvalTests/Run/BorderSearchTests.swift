import FileIO
import SystemPackage
import TestSupport
import Testing
import TraceReader

@Suite("Where a file is cut into parts")
struct BorderSearchTests {
  private static let lines = (1...9).map { number in
    #"{"data":[{"traceID":"a\#(number)","spans":[],"processes":{}}]}"# + "\n"
  }.joined()

  /// The parts of a file that has some 9 MB of lines in front of and behind a text.
  private static func parts(around middle: String) throws -> DumpParts? {
    let half = String(repeating: lines, count: (9 << 20) / lines.utf8.count)
    let folder = try WorkFolder()
    let path = try folder.write("dump", half + middle + half)
    let file = try #require(SharedFile(try InputFile(opening: FilePath(path))))
    return DumpParts(of: file, count: 2)
  }

  @Test("is at a line, also behind some that are broken")
  func found() throws {
    #expect(try Self.parts(around: "")?.starts.count == 2)
    #expect(try Self.parts(around: "{\n[\n")?.starts.count == 2)
  }

  @Test(
    "is not looked for behind thousands of lines that begin values without an end", .timeLimit(.minutes(1)))
  func manyBeginnings() throws {
    #expect(try Self.parts(around: String(repeating: "{\n", count: 60_000)) == nil)
  }
}
