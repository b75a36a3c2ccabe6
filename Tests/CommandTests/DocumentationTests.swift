import Foundation
import TestSupport
import Testing

/// `DUMP2EVAL_RECORD=1 swift test --filter DocumentationTests` makes what README shows what its commands print now.
@Suite("Documentation")
struct DocumentationTests {
  @Test("README's commands print what it says")
  func readme() throws {
    let blocks = ConsoleBlock.markdown(try SourceTree.text("README.md"))
    #expect(blocks.count >= 5)
    let quickstart = try Checkout()
    var outputs: [[String]] = []
    for block in blocks {
      let checkout = block.section == "Recipes" ? try Checkout.forRecipes() : quickstart
      let found = try block.steps.map { CommandOutput.withoutTime(try checkout.run($0.command).outputText) }
      outputs.append(found)
      guard !Recording.isOn else { continue }
      #expect(found == block.steps.map { CommandOutput.withoutTime($0.output) }, "\(block)")
    }
    guard Recording.isOn else { return }
    try Recording.rewrite("README.md") { text in
      ConsoleBlock.replacingOutputs(in: text) { outputs[$0][$1] }
    }
  }

  @Test("the manual's examples work")
  func manual() throws {
    let blocks = ConsoleBlock.manual(try SourceTree.text("man/dump2eval.1"))
    #expect(blocks.count >= 7)
    for block in blocks {
      let checkout = try Checkout()
      for step in block.steps {
        let outcome = try checkout.run(step.command)
        #expect(outcome.status == 0, "\(block): \(outcome.outputText)")
        #expect(outcome.outputText.contains("export"), "\(block)")
      }
    }
  }

  @Test("the manual has all options of the command and no others")
  func options() throws {
    let dump = try Shell.run("dump2eval --experimental-dump-help", in: "/")
    let json = try JSONSerialization.jsonObject(with: dump.output) as? [String: Any]
    let root = try #require(json?["command"] as? [String: Any])
    var offered: Set<String> = []
    var commands: Set<String> = []
    func visit(_ command: [String: Any]) {
      guard command["shouldDisplay"] as? Bool != false else { return }
      for argument in command["arguments"] as? [[String: Any]] ?? []
      where argument["shouldDisplay"] as? Bool == true {
        for name in argument["names"] as? [[String: String]] ?? [] {
          offered.insert((name["kind"] == "short" ? "-" : "--") + name["name"]!)
        }
      }
      for subcommand in command["subcommands"] as? [[String: Any]] ?? [] {
        commands.insert(subcommand["commandName"] as? String ?? "")
        visit(subcommand)
      }
    }
    visit(root)
    commands.remove("count")
    #expect(offered.count > 20)
    #expect(try Self.optionsOfManual() == offered)
    let manual = try SourceTree.text("man/dump2eval.1")
    for command in commands {
      #expect(manual.contains("Cm \(command)\n"), "\(command) is not in the manual")
    }
  }

  @Test("the manual has all keys of the summary and of inspect's report")
  func keys() throws {
    let report = try Shell.run("dump2eval inspect --json --dedupe quickstart", in: SourceTree.testdata)
    let manual = try SourceTree.text("man/dump2eval.1")
    let words = Set(manual.split(whereSeparator: { !($0.isLetter || $0 == "_") }))
    var missing: Set<String> = []
    // Names that are services, options or reasons are no keys.
    let names: Set<String> = [
      "services", "not_exported", "not_exportable", "filtered_by", "redactions",
    ]
    func visit(_ value: Any) {
      for (key, value) in value as? [String: Any] ?? [:] {
        if !words.contains(key[...]) { missing.insert(key) }
        if names.contains(key), value is [String: Any] { continue }
        visit(value)
      }
      for element in value as? [Any] ?? [] { visit(element) }
    }
    visit(try JSONSerialization.jsonObject(with: report.output))
    #expect(missing.isEmpty, "\(missing.sorted())")
  }

  /// Options in the tags of the manual's lists: `.It Fl o Ar dir , Fl -output Ar dir`.
  private static func optionsOfManual() throws -> Set<String> {
    var found: Set<String> = []
    for line in try SourceTree.text("man/dump2eval.1").split(separator: "\n") where line.hasPrefix(".It Fl ")
    {
      let words = line.split(separator: " ")
      for (word, next) in zip(words, words.dropFirst()) where word == "Fl" { found.insert("-" + next) }
    }
    return found
  }

  @Test("the manual is clean", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc")))
  func lint() throws {
    let outcome = try Shell.run("mandoc -T lint man/dump2eval.1", in: SourceTree.root, mergesErrors: true)
    #expect(outcome.outputText == "")
  }

  @Test("README's library example is the one that the tests run")
  func library() async throws {
    let source = try SourceTree.text("Tests/CommandTests/LibraryExample.swift")
    let readme = try SourceTree.text("README.md")
    let start = try #require(source.range(of: "// README begins\n")).upperBound
    let end = try #require(source.range(of: "    // README ends")).lowerBound
    let body = source[start..<end].split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }.joined(separator: "\n")
    #expect(readme.contains("```swift\nimport Dump2Eval\n\n" + body + "```"))
    let work = try WorkFolder()
    try await LibraryExample.run(
      dumps: SourceTree.testdata + "/quickstart", datasets: work("evals")
    )
    #expect(try FileTree(work("evals")).files.count == 2)
  }
}
