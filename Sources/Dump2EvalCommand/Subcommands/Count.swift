import ArgumentParser
import Dump2Eval
import Synchronization

/// For developers: what a reader finds in each input, to be compared with independent counts.
struct Count: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints format, spans, traces and log records of each input.", shouldDisplay: false)

  @OptionGroup var input: InputArguments
  @OptionGroup var talk: TalkArguments

  func run() async throws {
    let console = Console(talk)
    for input in try input.resolve() ?? [] {
      var options = ConversionOptions(inputs: [input], exportedAt: UTCTime(unixMilliseconds: 0))
      options.dryRun = true
      let report = LastReport()
      let summary = try await Conversion(options).run { event in
        console.show(event)
        if case .input(let input) = event { report.set(input) }
      }
      guard let last = report.value else { continue }
      let format = last.format.joined(separator: "+")
      let traces = summary.traces - summary.tracesInLogsOnly
      print(last.name, format, summary.spans, traces, summary.logRecords, separator: "\t")
    }
  }
}

/// What was told last of an input.
private final class LastReport: Sendable {
  private let report = Mutex<InputReport?>(nil)

  var value: InputReport? { report.withLock { $0 } }

  func set(_ value: InputReport) { report.withLock { $0 = value } }
}
