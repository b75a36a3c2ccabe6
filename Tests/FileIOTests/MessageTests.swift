import FileIO
import SystemPackage
import Testing

@Suite("What an error says")
struct MessageTests {
  @Test func `one line with path, doing and cause`() {
    let error = FileIOError(.open, "dumps/b.json", .permissionDenied)
    #expect("\(error)" == "dumps/b.json: cannot open: Permission denied")
    #expect("\(FileIOError(.makeFile, "out", .noSpace))".hasPrefix("out: cannot make a file in: No space"))
  }

  @Test func `kinds that callers tell apart`() {
    #expect(FileIOError(.write, "a", .brokenPipe).isBrokenPipe)
    #expect(!FileIOError(.write, "a", .noSpace).isBrokenPipe)
  }

  @Test(arguments: [
    (Array("plain ü.json".utf8), "plain ü.json"),
    (Array("a\nb\u{1b}[31m\u{7f}".utf8), "a\\nb\\u{1b}[31m\\u{7f}"),
    ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
    (Array("\u{9b}x\u{202e}y".utf8), "\\u{9b}x\\u{202e}y"),
  ])
  func `names are fit for a terminal`(_ name: [UInt8], _ expected: String) {
    let path = FilePath(platformString: name.map { CChar(bitPattern: $0) } + [0])
    #expect(path.printable == expected)
    #expect(FileIOError(.read, path, .ioError).path == expected)
  }
}
