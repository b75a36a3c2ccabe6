import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("Buffered writing")
struct BufferedWriterTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  static let expected = (0..<5_000).map { "line \($0) of the file\n" }.joined()

  func write(_ name: String) throws {
    var writer = try BufferedWriter(overwriting: FilePath(scratch(name)))
    let lines = Self.expected.split(separator: "\n", omittingEmptySubsequences: true)
    for line in lines.dropLast() {
      try writer.write(String(line))
      try writer.write([UInt8(ascii: "\n")].span.bytes)
    }
    try writer.write(String(lines.last!) + "\n")
    try writer.flush()
  }

  @Test func `text arrives whole and in order, in few calls`() throws {
    let script = FaultScript(.write, [])
    try script.run { try write("a") }
    #expect(scratch.content("a") == Self.expected)
    #expect(script.count == 2)
  }

  @Test func `large writes go past the buffer but keep their place`() throws {
    var writer = try BufferedWriter(overwriting: FilePath(scratch("a")))
    let large = String(repeating: "x", count: 200_000)
    try writer.write("before ")
    try writer.write(large)
    try writer.write(" after")
    try writer.flush()
    #expect(scratch.content("a") == "before \(large) after")
  }

  @Test func `short, interrupted and blocked writes go on`() throws {
    let script = FaultScript(
      .write,
      [.atMost(1_000), .failure(.interrupted), .failure(.resourceTemporarilyUnavailable), .atMost(7)],
      repeats: true)
    try script.run { try write("a") }
    #expect(scratch.content("a") == Self.expected)
  }

  @Test func `a full disk is told`() throws {
    let error = try #require(throws: FileIOError.self) {
      try FaultScript(.write, [.atMost(10), .failure(.noSpace)]).run { try write("a") }
    }
    #expect(error.errno == .noSpace)
    #expect(error.path == scratch("a"))
  }

  @Test func `an existing file is emptied first`() throws {
    scratch.file("a", String(repeating: "old", count: 100_000))
    try write("a")
    #expect(scratch.content("a") == Self.expected)
  }
}
