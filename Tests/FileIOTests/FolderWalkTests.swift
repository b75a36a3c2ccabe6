import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("Walking folders")
struct FolderWalkTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  func walk(_ root: String, onError: (FileIOError) -> Void = { Issue.record($0) }) -> [String] {
    var walk = FolderWalk(FilePath(root))
    var found: [String] = []
    while let path = walk.next(onError: onError) {
      found.append(String(path.printable.dropFirst(root.utf8.count + 1)))
    }
    return found
  }

  @Test func `every visible regular file, bytewise by folder`() {
    for folder in ["b", "b/deep", "b/deep/er", ".hidden", "empty", "Z"] { scratch.folder(folder) }
    for file in ["a", "b-", "b/2", "b/10", "b/deep/er/x", ".secret", ".hidden/y", "Z/1", "ü"] {
      scratch.file(file)
    }
    #expect(walk(scratch.path) == ["Z/1", "a", "b/10", "b/2", "b/deep/er/x", "b-", "ü"])
  }

  @Test func `links inside are not followed, the root may be one`() {
    scratch.folder("real")
    scratch.file("real/file")
    scratch.link("real/link", to: "file")
    scratch.link("real/loop", to: "..")
    scratch.link("root", to: "real")
    #expect(walk(scratch("root")) == ["file"])
  }

  @Test func `a name need not be text`() {
    let path = FilePath(platformString: Array("\(scratch.path)/".utf8CString.dropLast()) + [-1, 0])
    _ = try? BufferedWriter(overwriting: path)
    #expect(walk(scratch.path) == ["\u{FFFD}"])
    #expect(path.withPlatformString { remove($0) } == 0)
  }

  @Test func `a folder that cannot be read is told and passed over`() {
    for folder in ["a", "b", "c"] {
      scratch.folder(folder)
      scratch.file("\(folder)/file")
    }
    var errors: [String] = []
    // The root, a, b: the third opening fails.
    let found = FaultScript(.open, [nil, nil, .failure(.permissionDenied)]).run {
      walk(scratch.path) { errors.append("\($0)") }
    }
    #expect(found == ["a/file", "c/file"])
    #expect(errors == ["\(scratch.path)/b: cannot open: Permission denied"])
  }

  @Test func `a missing root is told`() {
    var errors: [FileIOError] = []
    #expect(walk(scratch("no")) { errors.append($0) } == [])
    #expect(errors.map(\.errno) == [.noSuchFileOrDirectory])
  }

  @Test func `depth costs no stack and no descriptors`() {
    var name = "d"
    for _ in 0..<300 {
      scratch.folder(name)
      name += "/d"
    }
    scratch.file(name)
    var walk = FolderWalk(FilePath(scratch.path))
    let path = walk.next { Issue.record($0) }
    #expect(path?.components.count == 304 - 1)
    #expect(openDescriptors(below: scratch.path) <= 8)
    #expect(walk.next { Issue.record($0) } == nil)
  }

  /// Descriptors of this process that are open on something below a folder; other tests run at the same time.
  func openDescriptors(below folder: String) -> Int {
    (0..<1024).count { descriptor in
      var target = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/fd/\(descriptor)", &target, target.count - 1)
      guard count > 0 else { return false }
      return String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self).hasPrefix(folder)
    }
  }
}
