import ArgumentParser
import Dump2Eval

struct Convert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes an eval dataset for each trace that has something to export.")

  @OptionGroup var input: InputArguments
  @OptionGroup(title: "Output") var output: OutputArguments
  @OptionGroup(title: "Choosing") var selection: SelectionArguments
  @OptionGroup(title: "Masking") var redaction: RedactionArguments
  @OptionGroup(title: "Resources") var resources: ResourceArguments
  @OptionGroup(title: "Messages") var talk: TalkArguments

  func validate() throws {
    try input.validate(beside: selection)
    try input.validate(against: [talk.summary])
  }

  func run() async throws {
    let console = Console(talk)
    try await console.reportingFailures {
      guard let inputs = try input.resolve() else {
        console.write(Dump2EvalCommand.helpMessage(for: Convert.self))
        throw ExitCode(64)
      }
      var options = ConversionOptions(inputs: inputs, exportedAt: UTCTime(unixMilliseconds: 0))
      try output.apply(to: &options)
      try selection.apply(to: &options)
      try redaction.apply(to: &options)
      try resources.apply(to: &options)
      console.beginProgress(inputs)
      defer { console.endProgress() }
      let summary = try await Conversion(options).run { console.show($0) }
      console.endProgress()
      try console.show(summary, of: options)
      throw ExitCode(Self.status(of: summary))
    }
  }

  /// Datasets that could not be written count more than damage, which a second run finds again, and damage more than having
  /// found nothing: somebody should look at the archive.
  static func status(of summary: Summary) -> Int32 {
    if summary.blockedDatasets > 0 { return 3 }
    if summary.isDamaged { return 2 }
    return summary.exportedTraces > 0 ? 0 : 1
  }
}
