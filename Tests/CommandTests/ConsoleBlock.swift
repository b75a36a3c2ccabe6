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
  /// The heading above it; empty in a manual.
  let section: String
  private(set) var steps: [Step] = []

  var description: String { "line \(line): \(steps.first?.command ?? "")" }

  private init(line: Int, section: String, _ lines: [Substring]) {
    self.line = line
    self.section = section
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
    var section = ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if isStart(line) {
        start = number
      } else if start == nil, line.hasPrefix("## ") {
        section = String(line.dropFirst(3))
      } else if line == end, let first = start {
        let content = lines[(first + 1)..<number].map { plain(String($0))[...] }
        blocks.append(ConsoleBlock(line: first + 2, section: section, content))
        start = nil
      }
    }
    return blocks
  }
}
