package import Foundation
import Synchronization

/// Places in the tree that the tests were built from.
package enum SourceTree {
  /// The folder with Package.swift.
  package static let root: String = {
    var place = #filePath[...]
    for _ in 0..<3 { place = place[..<place.lastIndex(of: "/")!] }
    return String(place)
  }()

  package static let testdata = root + "/testdata"

  package static func data(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: root + "/" + path))
  }

  package static func text(_ path: String) throws -> String {
    String(decoding: try data(path), as: UTF8.self)
  }

  /// Names of what is in a folder of the tree, hidden ones left out, sorted.
  package static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + path).filter { !$0.hasPrefix(".") }
      .sorted()
  }
}

/// Whether tests write down what they find instead of comparing it.
package enum Recording {
  package static let isOn = !(ProcessInfo.processInfo.environment["DUMP2EVAL_RECORD"] ?? "").isEmpty

  private static let lock = Mutex(())

  /// Changes a file of the tree, one test at a time.
  package static func rewrite(_ path: String, _ change: (String) throws -> String) throws {
    try lock.withLock { _ in
      let changed = try change(SourceTree.text(path))
      try changed.write(toFile: SourceTree.root + "/" + path, atomically: true, encoding: .utf8)
    }
  }
}
