import Foundation
import TestSupport

/// What a document shows of a terminal: commands behind `$ `, and what they print.
struct ConsoleBlock: CustomStringConvertible {
  struct Step {
    var command: String
    var output: String
  }

  /// The line where the block begins.
  let line: Int
  private(set) var steps: [Step] = []

  var description: String { "line \(line): \(steps.first?.command ?? "")" }

  private init(line: Int, _ lines: [Substring]) {
    self.line = line
    var continues = false
    for line in lines {
      if continues {
        steps[steps.count - 1].command += "\n" + line
      } else if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), output: ""))
      } else if !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
        continue
      }
      continues = line.hasSuffix("\\")
    }
  }

  /// The blocks of a Markdown document that are marked as `console`.
  static func markdown(_ text: String) -> [ConsoleBlock] {
    blocks(of: text, from: { $0 == "```console" }, to: "```") { $0 }
  }

  /// The document with other outputs.
  static func replacingOutputs(in text: String, _ output: (_ block: Int, _ step: Int) -> String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, block) in markdown(text).enumerated().reversed() {
      var content: [Substring] = []
      for (position, step) in block.steps.enumerated() {
        let shown = "$ " + step.command + "\n" + output(number, position)
        content += shown.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      }
      let end = lines[(block.line - 1)...].firstIndex(of: "```")!
      lines.replaceSubrange((block.line - 1)..<end, with: content)
    }
    return lines.joined(separator: "\n")
  }

  /// The literal displays of an mdoc manual that show commands.
  static func manual(_ text: String) -> [ConsoleBlock] {
    blocks(of: text, from: { $0.hasPrefix(".Bd -literal") }, to: ".Ed") {
      $0.replacingOccurrences(of: "\\e", with: "\\")
    }.filter { !$0.steps.isEmpty }
  }

  private static func blocks(
    of text: String, from isStart: (Substring) -> Bool, to end: Substring, _ plain: (String) -> String
  ) -> [ConsoleBlock] {
    var blocks: [ConsoleBlock] = []
    var start: Int?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if isStart(line) {
        start = number
      } else if line == end, let first = start {
        let content = lines[(first + 1)..<number].map { plain(String($0))[...] }
        blocks.append(ConsoleBlock(line: first + 2, content))
        start = nil
      }
    }
    return blocks
  }
}

/// A folder that looks like a clean checkout after a build, for commands of the documentation.
struct Checkout {
  let work: WorkFolder

  init() throws {
    work = try WorkFolder()
    let manager = FileManager.default
    try work.makeFolder("tree")
    for name in ["testdata", "man", "README.md", "Package.swift", "Sources"] {
      try manager.createSymbolicLink(
        atPath: work("tree/" + name), withDestinationPath: SourceTree.root + "/" + name)
    }
    // What the manual's examples call their dumps.
    try work.write(
      "tree/dumps/otel-1.json.gz", Gzip.compress(SourceTree.data("testdata/quickstart/shop-assistant.json")))
  }

  /// Stands in for the compiler: it has done its work already, or no test would run. A function, since a script that was
  /// written just now cannot be executed while a process that was forked in between still has it open.
  private static let compiler = """
    swift() {
      case "$*" in
      "build -c release"*) mkdir -p .build/release && ln -sf "$TOOL" .build/release/dump2eval ;;
      "test") ;;
      *) echo "unknown: swift $*"; return 1 ;;
      esac
    }

    """

  func run(_ command: String) throws -> Shell.Outcome {
    try Shell.run(
      Self.compiler + command, in: work("tree"),
      environment: [
        "TOOL": Shell.toolFolder + "/dump2eval", "SOURCE_DATE_EPOCH": "1773584520", "TMPDIR": work.path,
      ], mergesErrors: true)
  }
}
