import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("Files that appear whole or not at all")
struct AtomicFileTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  func folder() throws -> OutputFolder { try OutputFolder(makingIfMissing: FilePath(scratch.path)) }

  func write(_ content: String, as name: String, replacing: Bool = false) throws -> Bool {
    let folder = try folder()
    var file = try folder.makeTemporary()
    try file.write(content)
    return try file.commit(as: name, replacing: replacing)
  }

  @Test func `hidden and private until committed`() throws {
    do {
      let folder = try folder()
      var file = try folder.makeTemporary()
      try file.write("half")
      let staging = try #require(scratch.names.first)
      #expect(scratch.names.count == 1)
      #expect(staging.hasPrefix(".dump2eval-\(getpid())-") && staging.hasSuffix(".tmp"))
      #expect(scratch.mode(staging) == 0o700)
      try file.write(" and half")
      #expect(try file.commit(as: "a", replacing: false))
      #expect(scratch.names == [staging, "a"])
      #expect(scratch.content("a") == "half and half")
    }
    #expect(scratch.names == ["a"])
    let mask = umask(0o077)
    umask(mask)
    #expect(scratch.mode("a") == 0o666 & ~mask)
  }

  @Test func `discarded or forgotten files leave nothing`() throws {
    do {
      let folder = try folder()
      var discarded = try folder.makeTemporary()
      try discarded.write("x")
      let staging = try #require(scratch.names.first)
      #expect(scratch.names(in: staging).count == 2)
      discarded.discard()
      #expect(scratch.names(in: staging).count == 1)
      var forgotten = try folder.makeTemporary()
      try forgotten.write("x")
    }
    #expect(scratch.names == [])
  }

  @Test func `files that were set aside are committed later, read, or forgotten`() throws {
    do {
      let folder = try folder()
      var files: [StagedFile] = []
      for name in ["a", "b", "c"] {
        var file = try folder.makeTemporary()
        try file.write(name)
        files.append(try file.setAside())
      }
      #expect(scratch.names.count == 1)
      var byte: UInt8 = 0
      #expect(try withUnsafeMutableBytes(of: &byte) { try folder.open(files[1]).read(into: $0) } == 1)
      #expect(byte == UInt8(ascii: "b"))
      #expect(try folder.commit(files[0], as: "x", replacing: false))
      #expect(try !folder.commit(files[1], as: "x", replacing: false))
      #expect(try folder.commit(files[1], as: "y", replacing: false))
      #expect(scratch.content("x") == "a" && scratch.content("y") == "b")
    }
    #expect(scratch.names == ["x", "y"])
  }

  @Test func `nothing is replaced unless asked for`() throws {
    scratch.file("a", "by hand")
    #expect(try !write("new", as: "a"))
    #expect(scratch.content("a") == "by hand")
    #expect(try write("new", as: "a", replacing: true))
    #expect(scratch.content("a") == "new")
    #expect(scratch.names == ["a"])
  }

  @Test func `a link of that name is not followed`() throws {
    scratch.file("target", "precious")
    scratch.link("a", to: "target")
    scratch.link("dangling", to: "outside")
    #expect(try !write("new", as: "a"))
    #expect(try !write("new", as: "dangling"))
    #expect(try write("new", as: "a", replacing: true))
    #expect(scratch.content("target") == "precious")
    #expect(scratch.content("a") == "new")
    #expect(scratch.names == ["a", "dangling", "target"])
  }

  @Test func `a folder of that name is never replaced`() throws {
    scratch.folder("a")
    #expect(try !write("new", as: "a"))
    let error = #expect(throws: FileIOError.self) { _ = try write("new", as: "a", replacing: true) }
    #expect(error.map { "\($0)" } == "\(scratch.path)/a: cannot rename: Is a directory")
    #expect(scratch.names == ["a"])
  }

  @Test(arguments: ["../a", "b/a", "/tmp/a", "..", ".", "", "a\0b"])
  func `no name leads out of the folder`(_ name: String) throws {
    let inner = try OutputFolder(makingIfMissing: FilePath(scratch("in")))
    let error = #expect(throws: FileIOError.self) {
      let file = try inner.makeTemporary()
      _ = try file.commit(as: name, replacing: true)
    }
    #expect(error?.errno == .invalidArgument)
    #expect(throws: FileIOError.self) { _ = try inner.existing(name) }
    #expect(scratch.names == ["in"])
  }

  @Test(
    arguments: [Errno.invalidArgument, .noFunction], [Errno?.none, .notPermitted, .notSupported, .noFunction])
  func `without renaming that replaces nothing, and without second names, nothing is replaced either`(
    _ renaming: Errno, _ linking: Errno?
  ) throws {
    scratch.file("a", "by hand")
    let calls = Counter()
    try FaultInjection.$current.withValue(
      FaultInjection { call in
        switch call {
        case .renameExclusively: return .failure(renaming)
        case .link:
          _ = calls.next()
          return linking.map { .failure($0) }
        default: return nil
        }
      },
      operation: { () throws in
        #expect(try !write("new", as: "a"))
        #expect(try write("new", as: "b"))
      })
    #expect(calls.value == 2)
    #expect(scratch.content("a") == "by hand")
    #expect(scratch.content("b") == "new")
    #expect(scratch.names == ["a", "b"])
  }

  @Test(arguments: [SystemCall.write, .close, .rename])
  func `a failure leaves nothing behind and what was there as it was`(_ call: SystemCall) throws {
    scratch.file("a", "by hand")
    let error = try #require(throws: FileIOError.self) {
      try FaultScript(call, [.failure(.noSpace)]).run { _ = try write("new", as: "a", replacing: true) }
    }
    #expect(error.errno == .noSpace)
    #expect(scratch.names == ["a"])
    #expect(scratch.content("a") == "by hand")
  }

  @Test func `no placeholder stays when the last way fails too`() {
    FaultInjection.$current.withValue(
      FaultInjection { call in
        switch call {
        case .renameExclusively: .failure(.noFunction)
        case .link: .failure(.notPermitted)
        case .rename: .failure(.ioError)
        default: nil
        }
      },
      operation: {
        #expect(throws: FileIOError.self) { _ = try write("new", as: "a") }
      })
    #expect(scratch.names == [])
  }

  @Test(arguments: [[], [SystemCall.renameExclusively], [.renameExclusively, .link]])
  func `of writers that race for a name one wins`(_ missing: [SystemCall]) async throws {
    let path = FilePath(scratch.path)
    for round in 0..<25 {
      let wins = try await withThrowingTaskGroup(of: Int.self) { group in
        for writer in 0..<4 {
          group.addTask {
            let folder = try OutputFolder(makingIfMissing: path)
            return try FaultInjection.$current.withValue(
              FaultInjection { missing.contains($0) ? .failure(.noFunction) : nil },
              operation: {
                var file = try folder.makeTemporary()
                try file.write(String(repeating: "\(writer)", count: 50_000))
                return try file.commit(as: "name-\(round)", replacing: false) ? 1 : 0
              })
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(wins == 1)
      let content = try #require(scratch.content("name-\(round)"))
      #expect(content.count == 50_000 && Set(content).count == 1)
    }
    #expect(scratch.names.count == 25)
  }
}
