import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("The folder that files appear in")
struct OutputFolderTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  func folder(_ name: String = "") throws -> OutputFolder {
    try OutputFolder(makingIfMissing: FilePath(name.isEmpty ? scratch.path : scratch(name)))
  }

  @Test func `made with its parents`() throws {
    let folder = try folder("a/b/c")
    let file = try folder.makeTemporary()
    #expect(try file.commit(as: "x", replacing: false))
    #expect(scratch.content("a/b/c/x") == "")
    let mask = umask(0o077)
    umask(mask)
    #expect(scratch.mode("a/b") == 0o777 & ~mask)
  }

  @Test func `is no link, whatever it leads to`() throws {
    scratch.folder("real")
    scratch.link("link", to: "real")
    scratch.link("nowhere", to: "missing")
    for name in ["link", "nowhere"] {
      let error = #expect(throws: FileIOError.self) { _ = try folder(name) }
      #expect(
        error.map { "\($0)" }
          == "\(scratch.path)/\(name): cannot write through a symbolic link: name the folder it leads to")
    }
    #expect(Set(scratch.names) == ["link", "nowhere", "real"])
    for name in ["link/.", "link/new"] {
      let file = try folder(name).makeTemporary()
      #expect(try file.commit(as: "x", replacing: false))
    }
    #expect(scratch.content("real/x") == "" && scratch.content("real/new/x") == "")
  }

  @Test func `a file in the way is told`() {
    scratch.file("a")
    #expect(throws: FileIOError.self) { _ = try folder("a") }
    let error = #expect(throws: FileIOError.self) { _ = try folder("a/b") }
    #expect(error.map { "\($0)" } == "\(scratch.path)/a/b: cannot open: Not a directory")
  }

  @Test func `a folder that another process makes at the same time is as good`() throws {
    scratch.folder("a")
    let opened = Counter()
    // Not there when looked at, there when made.
    FaultInjection.$current.withValue(
      FaultInjection { call in
        call == .status || (call == .open && opened.next() == 0) ? .failure(.noSuchFileOrDirectory) : nil
      },
      operation: { #expect(throws: Never.self) { _ = try folder("a") } })
    #expect(opened.value == 2)
  }

  @Test func `what is there under a name`() throws {
    scratch.file("file", "content")
    scratch.folder("folder")
    scratch.link("link", to: "file")
    #expect(mkfifo(scratch("pipe"), 0o600) == 0)
    let folder = try folder()
    func kind(_ name: String) throws -> String {
      switch try folder.existing(name) {
      case .missing: return "missing"
      case .unreadable: return "unreadable"
      case .other: return "other"
      case .file(let file):
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
        return String(decoding: bytes[..<count], as: UTF8.self)
      }
    }
    #expect(try kind("file") == "content")
    #expect(try kind("folder") == "other")
    #expect(try kind("link") == "other")
    #expect(try kind("pipe") == "other")
    #expect(try kind("nothing") == "missing")
    #expect(try FaultScript(.open, [.failure(.permissionDenied)]).run { try kind("file") } == "unreadable")
  }

  @Test func `leftovers go, files being written stay`() throws {
    do {
      let folder = try folder()
      var live = try folder.makeTemporary()
      try live.write("x")
      let liveName = try #require(scratch.names.first)
      // Also under a process number that runs: in a container they repeat. One without lock was killed while it was made.
      let leftovers = [
        ".dump2eval-999999999-a-1.tmp", ".dump2eval-\(getpid())-b-2.tmp", ".dump2eval-1-c-3.tmp",
      ]
      for name in leftovers { scratch.folder(name) }
      for name in leftovers.dropLast() {
        for file in ["lock", "1", "2"] { scratch.file("\(name)/\(file)", mode: 0o600) }
      }
      for name in [".dump2eval-notes", ".other.tmp", "trace.yaml", ".dump2eval-1-e-5.tmp"] {
        scratch.file(name)
      }
      scratch.link(".dump2eval-1-d-4.tmp", to: ".")
      #expect(try folder.removeStaleTemporaries() == (3, true))
      #expect(
        scratch.names.filter { $0 != liveName } == [
          ".dump2eval-1-d-4.tmp", ".dump2eval-1-e-5.tmp", ".dump2eval-notes", ".other.tmp", "trace.yaml",
        ])
      #expect(try live.commit(as: "live", replacing: false))
    }
    #expect(scratch.content("live") == "x")
    #expect(scratch.names.count == 6)
  }

  @Test(arguments: [SystemCall.open, .lock])
  func `a run whose new folder was taken for a leftover begins again`(_ moment: SystemCall) throws {
    let isFirst = Counter()
    do {
      let folder = try folder()
      let path = FilePath(scratch.path)
      try FaultInjection.$current.withValue(
        FaultInjection { call in
          // Between making the folder and making the lock in it, and before that is locked.
          if call == moment, isFirst.next() == 0 {
            let removed = FaultInjection.$current.withValue(nil) {
              try? OutputFolder(makingIfMissing: path).removeStaleTemporaries()
            }
            #expect(removed?.removed == 1)
          }
          return nil
        },
        operation: {
          var file = try folder.makeTemporary()
          try file.write("x")
          #expect(try file.commit(as: "a", replacing: false))
        })
    }
    #expect(isFirst.value >= 2)
    #expect(scratch.names == ["a"])
    #expect(scratch.content("a") == "x")
  }

  @Test func `file systems without locks will do`() throws {
    do {
      let folder = try folder()
      try FaultInjection.$current.withValue(
        FaultInjection { $0 == .lock ? .failure(.notSupported) : nil },
        operation: {
          let file = try folder.makeTemporary()
          #expect(try folder.removeStaleTemporaries().removed == 0)
          #expect(try file.commit(as: "a", replacing: false))
        })
    }
    #expect(scratch.names == ["a"])
  }

  @Test func `a folder that goes away is told`() throws {
    let folder = try folder("a")
    #expect(rmdir(scratch("a")) == 0)
    let error = #expect(throws: FileIOError.self) { _ = try folder.makeTemporary() }
    #expect(error?.errno == .noSuchFileOrDirectory)
  }
}
