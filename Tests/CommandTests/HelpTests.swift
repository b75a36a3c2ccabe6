import Foundation
import TestSupport
import Testing

@testable import Dump2EvalCommand

@Suite("Help for people who do not know the options yet")
struct HelpTests {
  private let folder: WorkFolder

  init() throws { folder = try WorkFolder() }

  private func run(_ script: String) throws -> Shell.Outcome { try Shell.run(script, in: folder.path) }

  @Test("fits one screen, with examples")
  func oneScreen() throws {
    let help = try run("dump2eval --help").outputText
    #expect(help.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(help.contains("dump2eval inspect dumps/"))
  }

  @Test(
    "suggests what is nearest to a misspelt option, command or value",
    arguments: [
      ("--modle x", "Did you mean '--model'?", 64), ("inspect --servce x", "Did you mean '--service'?", 64),
      ("inspct", "did you mean 'dump2eval inspect'?", 2), ("convrt", "did you mean 'dump2eval convert'?", 2),
      ("--format toadeval x", "promptfoo", 64), ("--sample 0 x", "--sample", 64),
    ])
  func suggestions(arguments: String, expected: String, status: Int32) throws {
    let outcome = try run("dump2eval \(arguments)")
    #expect(outcome.status == status)
    #expect(outcome.errorText.contains(expected), "\(outcome.errorText)")
  }

  @Test("suggests nothing for files that merely do not exist")
  func noSuggestion() throws {
    #expect(!(try run("dump2eval dumps.json").errorText.contains("did you mean")))
  }

  @Test(
    "distances count letters",
    arguments: [
      ("inspect", "inspect", 0), ("inspct", "inspect", 1), ("insepct", "inspect", 2),
      ("x", "inspect", Int.max),
    ])
  func distances(text: String, other: String, distance: Int) {
    #expect(Suggestion.distance(from: text, to: other) == distance)
  }

  @Test("shells complete options", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let outcome = try run("dump2eval --generate-completion-script \(shell)")
    #expect(outcome.status == 0)
    for word in ["inspect", "convert", "files-from", "redact-pattern"] {
      #expect(outcome.outputText.contains(word), "\(word)")
    }
    #expect(!outcome.outputText.contains("recordCount"))
    // Files, where the parser by itself offers subcommands alone.
    let files = ["bash": "-o default -F _dump2eval ", "zsh": "*)\n            _files", "fish": "help' -F\n"]
    #expect(outcome.outputText.contains(try #require(files[shell])))
    guard shell == "bash" else { return }
    try folder.write("completions", outcome.output)
    #expect(try Shell.run("bash -n completions", in: folder.path).status == 0)
  }

  @Test(
    "bash completes options with and without a subcommand, their values, subcommands and files",
    arguments: [
      ("--mo", "--model"), ("ins", "inspect"), ("inspect --ht", "--html"), ("--format pro", "promptfoo"),
      ("inspect --color al", "always"), ("inspect du", "dumps"), ("inspect --html re", "report.html"),
      ("-o du", "dumps"),
      ("convert --dry", "--dry-run"),
    ])
  func bash(words: String, completion: String) throws {
    try folder.makeFolder("dumps")
    try folder.write("report.html", "")
    let outcome = try run(
      """
      dump2eval --generate-completion-script bash > completions
      bash -c '. ./completions; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dump2eval "$1" "${@: -1}" "${@: -2:1}"
        echo "${COMPREPLY[@]}"' bash dump2eval \(words)
      """)
    #expect(outcome.outputText == completion + "\n", "\(outcome.errorText)")
  }
}
