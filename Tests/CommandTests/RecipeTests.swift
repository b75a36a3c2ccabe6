import Foundation
import TestSupport
import Testing

/// What README's recipes do beyond what they print, which is compared where all of README is.
@Suite("Recipes")
struct RecipeTests {
  private static let blocks = ((try? SourceTree.text("README.md")).map(ConsoleBlock.markdown) ?? [])
    .filter { $0.section == "Recipes" }

  @Test("work as they are written", arguments: blocks)
  func works(_ block: ConsoleBlock) throws {
    let yard = try Checkout.forRecipes()
    for step in block.steps {
      try? FileManager.default.removeItem(atPath: yard.work("tree/evals"))
      let outcome = try yard.run(step.command)
      #expect(outcome.status == 0, "\(step.command): \(outcome.outputText)")
      guard step.command.contains("-o evals") else { continue }
      let datasets = try FileTree(yard.work("tree/evals")).files.keys
      #expect(!datasets.isEmpty, "\(step.command)")
      #expect(datasets.allSatisfy { $0.hasSuffix(".eval.yaml") })
    }
  }

  @Test("are there for all that the tests lay out")
  func isComplete() {
    let commands = Self.blocks.flatMap(\.steps).map(\.command).joined(separator: "\n")
    for word in [
      "-newer", "--files0-from", "otel/logs", "kubectl", "aws", "zstd -dc", "xargs -P", "git diff",
    ] {
      #expect(commands.contains(word), "\(word)")
    }
  }

  /// As cron runs it: by sh, in the home folder, up to the first percent sign.
  @Test("cron's line reads what is rotated, says nothing, and changes nothing the second time")
  func cron() throws {
    let text = try SourceTree.text("README.md")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "```crontab"))
    let words = lines[start + 1].split(separator: " ", maxSplits: 5)
    #expect(words.count == 6 && words[..<5].allSatisfy { $0 == "*" || Int($0) != nil })
    #expect(lines[start + 2] == "```")
    let command = String(words[5])
    #expect(!command.contains("%"))

    let yard = try Checkout.forRecipes()
    var trees: [FileTree] = []
    for _ in 0..<2 {
      let outcome = try yard.run(command)
      #expect(outcome.status == 0)
      #expect(outcome.outputText == "")
      trees.append(try FileTree(yard.work("tree/evals")))
    }
    #expect(trees[0].files.count > 6)
    #expect(trees[0] == trees[1])
    // What is being written would be told as damaged.
    #expect(try yard.run("dump2eval -q --dry-run otel").status == 2)
  }

  @Test("only new files are read, and the next night only those that came since")
  func newFiles() throws {
    let block = try #require(Self.blocks.first { $0.steps.last?.command.contains("-newer") == true })
    let yard = try Checkout.forRecipes()
    func night() throws -> (status: Int32, files: Int) {
      var status: Int32 = 0
      _ = try yard.run("rm -f summary.json")
      for step in block.steps {
        let command = step.command.replacingOccurrences(
          of: "-o evals", with: "-o evals --summary summary.json")
        status = try yard.run(command).status
      }
      guard let content = FileManager.default.contents(atPath: yard.work("tree/summary.json")) else {
        return (status, -1)
      }
      let summary = try JSONSerialization.jsonObject(with: content)
      return (status, (summary as? [String: Any])?["files"] as? Int ?? -1)
    }
    #expect(try night() == (0, 4))
    #expect(try night() == (0, 0))
    _ = try yard.run("sleep 0.02; cp dumps/otel-1.json.gz otel/traces-2026-03-16T03-00-00.000.json")
    #expect(try night() == (0, 1))
    // What could not be written is read again.
    _ = try yard.run("sleep 0.02; touch otel/*-16T*; mv evals away; touch evals")
    #expect(try night() == (1, -1))
    _ = try yard.run("rm evals")
    #expect(try night() == (0, 1))
  }

  @Test("a build passes while datasets are those that were reviewed")
  func reviewed() throws {
    let block = try #require(Self.blocks.first { $0.steps.last?.command.contains("git diff") == true })
    let yard = try Checkout.forRecipes()
    func build() throws -> String { try block.steps.map { try yard.run($0.command).outputText }.joined() }
    #expect(try build().hasSuffix("status 1\n"))
    _ = try yard.run("git -c user.name=x -c user.email=x@example.org commit -qam reviewed")
    #expect(try build() == "status 0\n")
    _ = try yard.run("cp -r testdata/corpus/synthetic-toad-eye/traces.otlp.jsonl.gz dumps")
    #expect(try build().hasSuffix("status 1\n"), "a new dataset is a change")
  }
}
