import Foundation
import TestSupport

/// A folder in `testdata/cases`: what is typed, and everything that comes of it.
///
/// - `command`: a shell script; its first line is a comment that says what the case shows. It runs in a copy of `input/`
///   with `dump2eval` on its path. `$TESTDATA` is the folder with test data, `$WORK` a folder for what the script itself
///   makes. Standard input is empty, the time of export fixed.
/// - `input/`: files that are there before (optional).
/// - `expected/`: files that are there afterwards and were not before, or have changed.
/// - `stdout`, `stderr`, `status`: what was said, without seconds and machine paths; missing when empty or 0.
struct CommandCase: Sendable, CustomStringConvertible {
  let name: String

  static let all: [CommandCase] = ((try? SourceTree.names(in: "testdata/cases")) ?? []).map {
    CommandCase(name: $0)
  }

  var description: String { name }

  private var folder: String { "\(SourceTree.testdata)/cases/\(name)" }

  /// What a run left.
  struct Outcome: Equatable {
    var files = FileTree()
    var output = ""
    var errors = ""
    var status: Int32 = 0
    /// Left behind in the temporary folder; nothing ever is.
    var litter: [String] = []
  }

  func run() throws -> Outcome {
    let work = try WorkFolder()
    let place = work("place")
    let manager = FileManager.default
    if manager.fileExists(atPath: folder + "/input") {
      try manager.copyItem(atPath: folder + "/input", toPath: place)
    } else {
      try work.makeFolder("place")
    }
    let scratch = try work.makeFolder("scratch")
    let temporary = try work.makeFolder("temporary")
    let before = try FileTree(place)
    let outcome = try Shell.run(
      try String(contentsOfFile: folder + "/command", encoding: .utf8), in: place,
      environment: [
        "TESTDATA": SourceTree.testdata, "WORK": scratch, "TMPDIR": temporary,
        "SOURCE_DATE_EPOCH": "1773584520",
      ])
    var after = try FileTree(place)
    after.files = after.files.filter { before.files[$0.key] != $0.value }
    func normal(_ text: String) -> String {
      CommandOutput.withoutTime(
        text.replacingOccurrences(of: SourceTree.testdata, with: "$TESTDATA")
          .replacingOccurrences(of: scratch, with: "$WORK"))
    }
    after.files = after.files.mapValues { Data(normal(String(decoding: $0, as: UTF8.self)).utf8) }
    return Outcome(
      files: after, output: normal(outcome.outputText), errors: normal(outcome.errorText),
      status: outcome.status,
      litter: try FileManager.default.contentsOfDirectory(atPath: temporary).sorted())
  }

  func expected() throws -> Outcome {
    func text(_ name: String) -> String {
      (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)) ?? ""
    }
    let status = text("status").trimmingCharacters(in: .whitespacesAndNewlines)
    return Outcome(
      files: try FileTree(folder + "/expected"), output: text("stdout"), errors: text("stderr"),
      status: Int32(status) ?? 0)
  }

  /// Makes what was found what is expected.
  func record(_ outcome: Outcome) throws {
    let manager = FileManager.default
    for name in ["expected", "stdout", "stderr", "status"] {
      try? manager.removeItem(atPath: folder + "/" + name)
    }
    for (path, content) in outcome.files.files {
      let url = URL(fileURLWithPath: folder + "/expected/" + path)
      try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try content.write(to: url)
    }
    let status = outcome.status == 0 ? "" : "\(outcome.status)\n"
    for (name, text) in [("stdout", outcome.output), ("stderr", outcome.errors), ("status", status)]
    where !text.isEmpty {
      try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
    }
  }
}

/// What the command prints, without what differs from run to run.
enum CommandOutput {
  static func withoutTime(_ text: String) -> String {
    text.replacing(#/in [0-9,]+\.[0-9] s/#, with: "in 0.0 s").replacing(
      #/"seconds":[0-9.]+/#, with: #""seconds":0.0"#)
  }
}
