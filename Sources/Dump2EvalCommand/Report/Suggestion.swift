import ArgumentParser
import Dump2Eval

/// Guesses what a user meant who misspelt a command: it is taken for the name of a file.
enum Suggestion {
  static func command(insteadOf problem: InputProblem) -> String? {
    guard problem.severity == .unreadable, problem.text.contains("No such file") else { return nil }
    let commands = Dump2EvalCommand.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    let names = commands.map { $0._commandName } + ["help"]
    return names.first { distance(from: problem.input, to: $0) <= 2 }.map { "dump2eval \($0)" }
  }

  /// How many letters have to be put in, taken out or changed (Levenshtein).
  static func distance(from text: String, to other: String) -> Int {
    let (text, other) = (Array(text.utf8), Array(other.utf8))
    guard abs(text.count - other.count) <= 2 else { return .max }
    var row = Array(0...other.count)
    for (position, letter) in text.enumerated() {
      var diagonal = row[0]
      row[0] = position + 1
      for column in other.indices {
        let change = diagonal + (letter == other[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[other.count]
  }
}
