import ArgumentParser
import Dump2Eval
import FileIO
import Synchronization
import SystemPackage

/// Standard error: one line for each thing that a user should know. Standard output carries data alone.
final class Console: Sendable {
  private let screen: Mutex<Screen>
  private let talk: TalkArguments
  /// How many problems of an input, or notices of one text, were shown; a file that is no dump at all must not fill the screen.
  private let shown = Mutex<[String: Int]>([:])

  private static let problemsPerInput = 5
  /// A list of trace ids may be long, and most of them in other dumps.
  private static let missingTraces = 10

  private struct Screen: ~Copyable {
    var writer = BufferedWriter.standardError()
    var progress: Progress?

    /// When nobody takes it there is nobody to tell, so failure is not.
    mutating func send(_ text: String) {
      try? writer.write(text)
      try? writer.flush()
    }
  }

  init(_ talk: TalkArguments) {
    screen = Mutex(Screen())
    self.talk = talk
  }

  /// Writes a text and a line feed.
  func write(_ text: String) {
    screen.withLock { screen in
      let erasing = screen.progress?.erasing() ?? ""
      screen.send(erasing + text + "\n")
    }
  }

  /// From now on events move a line that shows how far the run is, if anybody looks.
  func beginProgress(_ inputs: [DumpInput]) {
    guard talk.quiet == 0, let width = TerminalSize.columns(of: 2), Environment.value("TERM") != "dumb" else {
      return
    }
    screen.withLock { $0.progress = Progress(width: width) }
    // Large folders take a moment to add up; reading need not wait for that.
    Task.detached { [self] in
      let total = DumpInput.totalSize(of: inputs)
      screen.withLock { $0.progress?.total = total }
    }
  }

  /// Takes the line away for good.
  func endProgress() {
    screen.withLock { screen in
      if let erasing = screen.progress?.erasing() { screen.send(erasing) }
      screen.progress = nil
    }
  }

  private func draw(_ event: RunEvent) {
    screen.withLock { screen in
      guard let drawing = screen.progress?.drawing(after: event) else { return }
      screen.send(drawing)
    }
  }

  /// Whatever names are in it, it is one line and no command to a terminal.
  func error(_ text: String) { write("dump2eval: " + printableText(text)) }

  func show(_ event: RunEvent) {
    switch event {
    case .problem(let problem):
      guard talk.quiet < 2 else { return }
      // What is no harm may be the same of thousands of files.
      let isNotice = problem.severity == .notice
      let subject = isNotice ? problem.text : problem.input
      let count = shown.withLock { shown in
        shown[subject, default: 0] += 1
        return shown[subject]!
      }
      if count <= Self.problemsPerInput {
        error(
          problem.description
            + (Suggestion.command(insteadOf: problem).map { "; did you mean '\($0)'?" } ?? ""))
      }
      if count == Self.problemsPerInput + 1 {
        error(
          "\(isNotice ? "the same of more inputs" : subject + ": more problems follow"); --summary lists them all"
        )
      }
    case .input(let report):
      guard talk.verbose else { return }
      let format = report.format.isEmpty ? "nothing that can be read" : report.format.joined(separator: ", ")
      error(
        "\(report.name): \(format), \(report.bytes.grouped) bytes, \(report.spans.grouped) spans, "
          + "\(report.logRecords.grouped) log records")
    case .read, .assembled: draw(event)
    }
  }

  func show(_ summary: Summary, of options: ConversionOptions) throws {
    if let path = talk.summary {
      try write(SummaryJSON.text(of: summary), to: path)
    }
    if talk.quiet < 2 { showMissingTraces(of: summary) }
    if talk.quiet == 0 {
      write(
        SummaryText(
          summary, options, usesColor: talk.usesColor(onTerminal: Terminal.isStandardError),
          isVerbose: talk.verbose, width: TerminalSize.columns(of: 2)
        ).text)
    }
  }

  private func showMissingTraces(of summary: Summary) {
    let traceIDs = summary.traceIDsWithoutCases
    for id in traceIDs.prefix(Self.missingTraces) {
      let question = summary.similarTraceIDs[id].map { "Did you mean \($0)?" } ?? "Was recordContent enabled?"
      error(DisplayText.printable("No exportable spans in trace \(id). \(question)"))
    }
    let rest = traceIDs.count - Self.missingTraces
    if rest > 0 { error("No exportable spans in \(rest.grouped) more of the traces that were asked for.") }
  }

  /// A line for a file that the user named, or for standard error.
  func write(_ line: String, to path: String) throws {
    if path == "-" { write(line) } else { try Self.save(line + "\n", to: path) }
  }

  /// Says in one line what made a run impossible, and ends with the status for it.
  func reportingFailures(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let problem as InputProblem {
      error(problem.description)
      throw ExitCode(2)
    } catch let failure as OutputError {
      error(failure.description)
      throw ExitCode(3)
    } catch let failure as ExitFailure {
      error(failure.description)
      throw ExitCode(3)
    }
  }

  static func save(_ text: String, to path: String) throws {
    do throws(FileIOError) {
      var file = try BufferedWriter(overwriting: FilePath(path))
      try file.write(text)
      try file.flush()
    } catch {
      throw ExitFailure(description: error.description)
    }
  }
}

/// Something could not be written: status 3.
struct ExitFailure: Error, CustomStringConvertible {
  let description: String
}
