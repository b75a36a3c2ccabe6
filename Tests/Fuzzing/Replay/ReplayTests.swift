import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What a fuzzer found once: a file in `testdata/fuzz/<target>`.
struct Finding: Sendable, CustomStringConvertible {
  let target: FuzzTarget
  let name: String

  var description: String { "\(target.rawValue)/\(name)" }

  static let all: [Finding] = FuzzTarget.allCases.flatMap { target in
    ((try? SourceTree.names(in: "testdata/fuzz/\(target.rawValue)")) ?? []).map {
      Finding(target: target, name: $0)
    }
  }

  func bytes() throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(SourceTree.testdata)/fuzz/\(description)")))
  }
}

@Suite("What fuzzers found stays fixed")
struct ReplayTests {
  @Test("a finding", arguments: Finding.all)
  func replay(_ finding: Finding) async throws {
    let bytes = try finding.bytes()
    await Self.onThread { finding.target.run(bytes) }
  }

  @Test("every target runs on nothing, zeros and text", arguments: FuzzTarget.allCases)
  func trivial(_ target: FuzzTarget) async {
    await Self.onThread {
      target.run([])
      target.run([UInt8](repeating: 0, count: 100))
      target.run(Array("{\"resourceSpans\":[]}\n[1,{}]\nsome text".utf8))
    }
  }

  /// Targets wait for tasks of their own, which may not be done on the tasks' threads.
  private static func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
      Thread {
        body()
        continuation.resume()
      }.start()
    }
  }
}
