package import Foundation

/// A new empty folder for one test, deleted with everything in it afterwards.
package final class WorkFolder: Sendable {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.path + "/dump2eval-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  @discardableResult
  package func write(_ name: String, _ content: Data) throws -> String {
    let url = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: url)
    return self(name)
  }

  @discardableResult
  package func write(_ name: String, _ content: String) throws -> String {
    try write(name, Data(content.utf8))
  }

  @discardableResult
  package func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    return self(name)
  }
}

/// The files below a folder with their content, by path from there.
package struct FileTree: Equatable {
  package var files: [String: Data] = [:]

  package init() {}

  /// Reads a folder; one that does not exist is empty.
  package init(_ folder: String) throws {
    guard let paths = FileManager.default.enumerator(atPath: folder) else { return }
    for case let path as String in paths
    where paths.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
      files[path] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path))
    }
  }

  /// What is different, one line for each file; empty when nothing is.
  package func differences(from expected: FileTree) -> [String] {
    var lines: [String] = []
    for path in Set(files.keys).union(expected.files.keys).sorted() {
      switch (files[path], expected.files[path]) {
      case (nil, _): lines.append("\(path): missing")
      case (_, nil): lines.append("\(path): not expected")
      case (let found?, let wanted?):
        if found != wanted { lines.append("\(path): " + Self.firstDifference(found, wanted)) }
      }
    }
    return lines
  }

  private static func firstDifference(_ found: Data, _ wanted: Data) -> String {
    let found = found.split(separator: 0x0A, omittingEmptySubsequences: false)
    let wanted = wanted.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, (one, other)) in zip(found, wanted).enumerated() where one != other {
      return "line \(number + 1) is '\(String(decoding: one, as: UTF8.self))', "
        + "expected '\(String(decoding: other, as: UTF8.self))'"
    }
    return "\(found.count) lines, expected \(wanted.count)"
  }
}
