import FileIO
import Glibc
import Testing

/// A new empty folder for one test, deleted with everything in it afterwards.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("\(TemporaryFolder.standard().path)/fileio-tests-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    path = String(cString: try #require(made))
  }

  deinit {
    Self.delete(path)
  }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func file(_ name: String, _ content: String = "", mode: mode_t = 0o644) -> String {
    let descriptor = open(self(name), O_WRONLY | O_CREAT | O_EXCL, mode)
    precondition(descriptor >= 0 && write(descriptor, content, content.utf8.count) == content.utf8.count)
    close(descriptor)
    return self(name)
  }

  @discardableResult
  func folder(_ name: String) -> String {
    precondition(mkdir(self(name), 0o755) == 0)
    return self(name)
  }

  func link(_ name: String, to target: String) {
    precondition(symlink(target, self(name)) == 0)
  }

  /// Names in the folder, hidden ones too, sorted.
  var names: [String] { Self.names(in: path) }

  /// Names in a folder inside, sorted.
  func names(in folder: String) -> [String] { Self.names(in: self(folder)) }

  private static func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Deletes a file, or a folder with what is in it.
  private static func delete(_ path: String) {
    guard remove(path) != 0, errno == ENOTEMPTY || errno == EEXIST else { return }
    for name in names(in: path) { delete("\(path)/\(name)") }
    remove(path)
  }

  func content(_ name: String) -> String? {
    let descriptor = open(self(name), O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes[..<max(count, 0)], as: UTF8.self)
  }

  func mode(_ name: String) -> mode_t {
    var status = stat()
    precondition(lstat(self(name), &status) == 0)
    return status.st_mode & 0o7777
  }
}

/// Counts and scripts what happens to system calls.
final class FaultScript: Sendable {
  private let attempts = Counter()
  private let call: SystemCall
  private let faults: [InjectedFault?]
  private let repeats: Bool

  /// - Parameters:
  ///   - call: The call that goes wrong.
  ///   - faults: What happens to its first, second … attempt; nil lets it happen.
  ///   - repeats: Whether the faults begin anew after the last.
  init(_ call: SystemCall, _ faults: [InjectedFault?], repeats: Bool = false) {
    self.call = call
    self.faults = faults
    self.repeats = repeats
  }

  func run<R>(_ body: () throws -> R) rethrows -> R {
    try FaultInjection.$current.withValue(
      FaultInjection { [self] call in
        guard call == self.call else { return nil }
        let attempt = attempts.next()
        if repeats { return faults[attempt % faults.count] }
        return attempt < faults.count ? faults[attempt] : nil
      }, operation: body)
  }

  /// How often the call was attempted.
  var count: Int { attempts.value }
}
