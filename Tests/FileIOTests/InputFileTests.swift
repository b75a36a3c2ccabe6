import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("Reading files")
struct InputFileTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Reads everything with a small buffer.
  func readAll(_ file: borrowing InputFile) throws -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 7)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  @Test func `a regular file from front to back and at offsets`() throws {
    let file = try InputFile(opening: FilePath(scratch.file("a", "0123456789abcdef")))
    let (isRegularFile, size) = (file.isRegularFile, file.size)
    #expect(isRegularFile)
    #expect(size == 16)
    #expect(try readAll(file) == "0123456789abcdef")
    var bytes = [UInt8](repeating: 0, count: 10)
    #expect(try bytes.withUnsafeMutableBytes { try file.readAt(offset: 12, into: $0) } == 4)
    #expect(bytes[..<4] == ArraySlice("cdef".utf8))
    #expect(try bytes.withUnsafeMutableBytes { try file.readAt(offset: 16, into: $0) } == 0)
  }

  @Test func `interrupted, short and blocked reads go on`() throws {
    let file = try InputFile(opening: FilePath(scratch.file("a", "0123456789abcdef")))
    let script = FaultScript(
      .read, [.failure(.interrupted), .atMost(1), .failure(.resourceTemporarilyUnavailable), .atMost(2)])
    #expect(try script.run { try readAll(file) } == "0123456789abcdef")
    #expect(script.count > 4)
    let shortAtOffset = FaultScript(.readAt, [.failure(.interrupted), .atMost(3)], repeats: true)
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = try shortAtOffset.run {
      try bytes.withUnsafeMutableBytes { try file.readAt(offset: 0, into: $0) }
    }
    #expect(count == 16)
    #expect(bytes == Array("0123456789abcdef".utf8))
  }

  #if os(Linux)
    @Test func `a pipe gets room for more than one block, and keeps what it has`() throws {
      let path = scratch("pipe")
      #expect(mkfifo(path, 0o600) == 0)
      let writer = open(path, O_RDWR)
      defer { close(writer) }
      // linux/fcntl.h
      let (setPipeSize, getPipeSize): (CInt, CInt) = (1031, 1032)
      let before = fcntl(writer, getPipeSize)
      for size in [before, 512 << 10, 1 << 20] {
        #expect(fcntl(writer, setPipeSize, size) == size)
        let file = try InputFile(opening: FilePath(path))
        #expect(fcntl(writer, getPipeSize) == max(size, 512 << 10))
        #expect(write(writer, "abc", 3) == 3)
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(try bytes.withUnsafeMutableBytes { try file.read(into: $0) } == 3)
      }
    }
  #endif

  @Test func `a failing read says which file`() throws {
    let file = try InputFile(opening: FilePath(scratch.file("a", "0")))
    let error = try #require(throws: FileIOError.self) {
      try FaultScript(.read, [.failure(.ioError)]).run { _ = try readAll(file) }
    }
    #expect("\(error)" == "\(scratch.path)/a: cannot read: Input/output error")
  }

  @Test func `a folder is an error and so is nothing`() throws {
    let folder = #expect(throws: FileIOError.self) { _ = try InputFile(opening: FilePath(scratch.path)) }
    #expect(folder?.errno == .isDirectory)
    let missing = #expect(throws: FileIOError.self) { _ = try InputFile(opening: FilePath(scratch("no"))) }
    #expect(missing.map { "\($0)" } == "\(scratch.path)/no: cannot open: No such file or directory")
  }

  @Test func `a pipe has no size`() throws {
    #expect(mkfifo(scratch("pipe"), 0o600) == 0)
    let writer = open(scratch("pipe"), O_RDWR)
    #expect(write(writer, "hello", 5) == 5)
    let file = try InputFile(opening: FilePath(scratch("pipe")))
    close(writer)
    let (isRegularFile, size) = (file.isRegularFile, file.size)
    #expect(!isRegularFile)
    #expect(size == nil)
    #expect(try readAll(file) == "hello")
  }

  @Test func `what a path is`() throws {
    scratch.file("file")
    scratch.folder("folder")
    scratch.link("link", to: "file")
    scratch.link("dangling", to: "nowhere")
    #expect(mkfifo(scratch("pipe"), 0o600) == 0)
    func kind(_ name: String) throws -> PathKind { try PathKind(of: FilePath(scratch(name))) }
    #expect(try kind("file") == .file)
    #expect(try kind("folder") == .folder)
    #expect(try kind("link") == .file)
    #expect(try kind("pipe") == .stream)
    #expect(try kind("dangling") == .missing)
    #expect(try kind("nothing") == .missing)
    #expect(try PathKind(of: "/dev/null") == .stream)
    #expect(throws: FileIOError.self) { try kind("file/below") }
  }
}
