// Unsafe code: reads into an array of its own, within its count.

internal import FileIO
internal import SystemPackage

/// Lists of names in files, as `find -print0` and people write them.
public enum NameList {
  /// The names in a file or, for `-`, on standard input; empty ones are left out, and of lines the carriage return. What a
  /// byte order mark stands before is its name without it.
  /// - Throws: `InputProblem` when the file cannot be read.
  public static func read(_ path: String, separator: UInt8) throws(InputProblem) -> [[UInt8]] {
    do throws(FileIOError) {
      let file = path == "-" ? try InputFile.standardInput() : try InputFile(opening: FilePath(path))
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      while true {
        let result = unsafe buffer.withUnsafeMutableBytes { buffer in
          Result { () throws(FileIOError) in try unsafe file.read(into: buffer) }
        }
        let count = try result.get()
        if count == 0 { break }
        bytes += buffer[..<count]
      }
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      if bytes.starts(with: mark) { bytes.removeFirst(mark.count) }
      return bytes.split(separator: separator).map { name in
        separator == 0x0A && name.last == 0x0D ? Array(name.dropLast()) : Array(name)
      }.filter { !$0.isEmpty }
    } catch {
      throw InputProblem(
        severity: .unreadable, input: error.path, text: "cannot \(error.operation.rawValue): \(error.errno)")
    }
  }
}

extension InputProblem: Error {}

extension DumpInput {
  /// The inputs that a file names, one per line or each ended by another byte.
  public static func list(namedIn path: String, separator: UInt8) throws(InputProblem) -> [DumpInput] {
    try NameList.read(path, separator: separator).map { DumpInput(pathBytes: $0) }
  }
}
