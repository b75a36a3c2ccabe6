import ArgumentParser
import Dump2Eval
import FileIO
import Synchronization
import SystemPackage

/// Standard error: one line for each thing that a user should know. Standard output carries data alone.
final class Console: Sendable {
  private let writer: Mutex<BufferedWriter>
  private let talk: TalkArguments
  /// How many problems of an input were shown; a file that is no dump at all must not fill the screen.
  private let shown = Mutex<[String: Int]>([:])

  private static let problemsPerInput = 5

  init(_ talk: TalkArguments) {
    writer = Mutex(BufferedWriter.standardError())
    self.talk = talk
  }

  /// Writes a text and a line feed. When nobody takes it there is nobody to tell, so failure is not.
  func write(_ text: String) {
    writer.withLock { writer in
      try? writer.write(text + "\n")
      try? writer.flush()
    }
  }

  func error(_ text: String) { write("dump2eval: " + text) }

  func show(_ event: RunEvent) {
    switch event {
    case .problem(let problem):
      guard talk.quiet < 2 else { return }
      let count = shown.withLock { shown in
        shown[problem.input, default: 0] += 1
        return shown[problem.input]!
      }
      if count <= Self.problemsPerInput { error(problem.description) }
      if count == Self.problemsPerInput + 1 {
        error("\(problem.input): more problems follow; --summary lists them all")
      }
    case .input(let report):
      guard talk.verbose else { return }
      let format = report.format.isEmpty ? "nothing that can be read" : report.format.joined(separator: ", ")
      error(
        "\(report.name): \(format), \(report.bytes.grouped) bytes, \(report.spans.grouped) spans, "
          + "\(report.logRecords.grouped) log records")
    }
  }

  func show(_ summary: Summary, of options: ConversionOptions) throws {
    if let path = talk.summary {
      try write(SummaryJSON.text(of: summary), to: path)
    }
    for id in summary.traceIDsWithoutCases where talk.quiet < 2 {
      error("No exportable spans in trace \(id). Was recordContent enabled?")
    }
    if talk.quiet == 0 {
      write(
        SummaryText(
          summary, options, usesColor: talk.usesColor(onTerminal: Terminal.isStandardError),
          isVerbose: talk.verbose
        ).text)
    }
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
