import ArgumentParser
import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Dump2EvalCommand {
  /// As the package does it, except for scripts of completions, and that what it says of arguments that are wrong is fit for
  /// a terminal.
  ///
  /// Not an asynchronous function: what the main thread of such a program ends with has the unwinder of a wholly static one
  /// sort all that it knows (200 million instructions, 5 ms of 14).
  static func main() {
    do throws(ExitFailure) {
      try ProcessLimits.check()
    } catch {
      write(_errorPrefix + error.description)
      exit(withError: ExitCode(3))
    }
    Task.detached {
      await run(Array(CommandLine.arguments.dropFirst()))
      exit()
    }
    while true { pause() }
  }

  /// `--summary=` is what a shell makes of `--summary=$UNSET`; the package would take the next argument for its value, and
  /// that is the name of a dump.
  private static func refuseMissingValues(_ arguments: [String]) throws {
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      guard argument.hasSuffix("="), argument.firstIndex(of: "=") == argument.indices.last else { continue }
      throw ValidationError("Missing value for '\(argument.dropLast())'.")
    }
  }

  private static func run(_ arguments: [String]) async {
    if let script = CompletionCommand.script(for: arguments) { return print(script) }
    do {
      try refuseMissingValues(arguments)
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let status = exitCode(for: error)
      let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
      let printable = lines.map(printableText)
      guard status == .validationFailure, printable != lines else { exit(withError: error) }
      write(printable.joined(separator: "\n"))
      exit(withError: status)
    }
  }

  private static func write(_ text: String) {
    var standardError = BufferedWriter.standardError()
    try? standardError.write(text + "\n")
    try? standardError.flush()
  }
}
