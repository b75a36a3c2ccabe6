import FileIO
import SystemPackage
import Testing

@Suite("Private files that bytes are put aside in")
struct SpillFileTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  func exercise() throws {
    var file = try TemporaryFolder(FilePath(scratch.path)).makeSpillFile()
    #expect(scratch.names == [])
    for text in ["hello ", "wide ", "world"] {
      try Array(text.utf8).withUnsafeBytes { try file.append($0) }
    }
    #expect(file.size == 16)
    #expect(try read(file, at: 6, 4) == "wide")
    #expect(try read(file, at: 11, 100) == "world")
    try file.removeAll()
    #expect(file.size == 0)
    try Array("again".utf8).withUnsafeBytes { try file.append($0) }
    #expect(try read(file, at: 0, 100) == "again")
  }

  func read(_ file: borrowing SpillFile, at offset: Int64, _ count: Int) throws -> String {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try bytes.withUnsafeMutableBytes { try file.readAt(offset: offset, into: $0) }
    return String(decoding: bytes[..<read], as: UTF8.self)
  }

  @Test func `kept, read back at offsets and emptied, without a name`() throws { try exercise() }

  @Test(arguments: [Errno.notSupported, .isDirectory, .invalidArgument])
  func `also where files cannot be made without a name`(_ errno: Errno) throws {
    let script = FaultScript(.open, [.failure(errno)])
    try script.run { try exercise() }
    #expect(script.count == 3)
    #expect(scratch.names == [])
  }

  @Test func `short and interrupted calls go on`() throws {
    try FaultScript(.writeAt, [.atMost(2), .failure(.interrupted)], repeats: true).run { try exercise() }
    try FaultScript(.readAt, [.atMost(2), .failure(.interrupted)], repeats: true).run { try exercise() }
  }

  @Test(arguments: [[InjectedFault.atMost(.max)], [.atMost(7), .failure(.interrupted)], [.atMost(4_000)]])
  func `pieces from several places, more than the system takes at once`(_ faults: [InjectedFault]) throws {
    let pieces = (0..<2_500).map { number in
      [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 7 == 0 ? 0 : number % 60)
    }
    let all = pieces.flatMap { $0 }
    try FaultScript(.writeAt, faults, repeats: true).run {
      var file = try TemporaryFolder(FilePath(scratch.path)).makeSpillFile()
      try Array("before".utf8).withUnsafeBytes { try file.append($0) }
      // One behind the other in memory of the test's own, so that they last as long as the call.
      try all.withUnsafeBytes { bytes in
        var start = 0
        try file.append(
          pieces.map { piece in
            defer { start += piece.count }
            return UnsafeRawBufferPointer(rebasing: bytes[start..<start + piece.count])
          })
      }
      #expect(file.size == Int64(6 + all.count))
      var back = [UInt8](repeating: 0xEE, count: all.count + 1)
      let count = try back.withUnsafeMutableBytes { try file.readAt(offset: 6, into: $0) }
      #expect(count == all.count && Array(back[..<count]) == all)
    }
  }

  @Test func `pieces that do not fit leave the size as it was`() throws {
    var file = try TemporaryFolder(FilePath(scratch.path)).makeSpillFile()
    try Array("abc".utf8).withUnsafeBytes { bytes in
      #expect(throws: FileIOError.self) {
        try FaultScript(.writeAt, [.atMost(1), .failure(.noSpace)]).run { try file.append([bytes, bytes]) }
      }
      #expect(file.size == 0)
      try file.append([bytes, bytes])
    }
    #expect(try read(file, at: 0, 100) == "abcabc")
  }

  @Test func `a full disk is told with the folder's name`() {
    let error = #expect(throws: FileIOError.self) {
      try FaultScript(.writeAt, [.atMost(2), .failure(.noSpace)]).run { try exercise() }
    }
    #expect(error?.errno == .noSpace)
    #expect(error?.path == scratch.path)
  }

  @Test func `a missing folder is told`() {
    let error = #expect(throws: FileIOError.self) {
      _ = try TemporaryFolder(FilePath(scratch("no"))).makeSpillFile()
    }
    #expect(error.map { "\($0)" } == "\(scratch.path)/no: cannot make a file in: No such file or directory")
  }
}
