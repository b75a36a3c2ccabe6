import ArgumentParser

/// How much to say, and how.
struct TalkArguments: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say less: -q no summary, -qq no warnings either.")
  var quiet: Int

  @Flag(name: .shortAndLong, help: "Say what was detected in each input.")
  var verbose = false

  @Option(
    help: ArgumentHelp("Write the summary as JSON to this file, or - for standard error.", valueName: "file"),
    completion: .file())
  var summary: String?

  @Option(help: "Use colours: auto, always or never.")
  var color = ColorChoice.auto

  enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  /// Standard: NO_COLOR in the environment, whatever its value, means no colours (no-color.org).
  func usesColor(onTerminal isTerminal: Bool) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (Environment.value("NO_COLOR") ?? "").isEmpty && Environment.value("TERM") != "dumb"
    }
  }
}
