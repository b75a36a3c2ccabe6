import ArgumentParser
import Dump2Eval
import FileIO
import SystemPackage

struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what dumps hold: what can be exported, and why the rest cannot.",
    discussion: """
      Writes nothing but what it found: as tables, as JSON for machines, or as one HTML page to look at and send around.

        dump2eval inspect dumps/
        dump2eval inspect --html report.html --service 'shop-*' dumps/
        dump2eval inspect --json dumps/ | jq '.services[] | {name, calls, exportable}'
      """)

  @OptionGroup var input: InputArguments
  @Flag(help: "Print JSON instead of tables.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Write a page to this file, or - for standard output, instead of tables.", valueName: "file"),
    completion: .file())
  var html: String?

  @Option(help: ArgumentHelp("List at most so many traces in JSON and page.", valueName: "n"))
  var maxTraces = 1_000

  @OptionGroup(title: "Choosing") var selection: SelectionArguments
  @OptionGroup(title: "Masking") var redaction: RedactionArguments
  @OptionGroup(title: "Resources") var resources: ResourceArguments
  @OptionGroup(title: "Messages") var talk: TalkArguments

  func validate() throws {
    if json, html == "-" {
      throw ValidationError("Standard output takes one report; give --html a file.")
    }
    try input.validate(beside: selection)
    try input.validate(against: [talk.summary, html])
    if maxTraces < 0 { throw ValidationError("--max-traces takes a number from 0.") }
  }

  func run() async throws {
    let console = Console(talk)
    try await console.reportingFailures {
      guard let inputs = try input.resolve() else {
        console.write(Dump2EvalCommand.helpMessage(for: Inspect.self))
        throw ExitCode(64)
      }
      var options = ConversionOptions(inputs: inputs, exportedAt: UTCTime(unixMilliseconds: 0))
      try selection.apply(to: &options)
      try redaction.apply(to: &options)
      try resources.apply(to: &options)
      console.beginProgress(inputs)
      defer { console.endProgress() }
      let inspection = try await Conversion(options).inspect(traceLimit: maxTraces) { console.show($0) }
      console.endProgress()
      let masked = options.redaction.isEmpty ? nil : SummaryText.redactions(inspection.summary)
      if let html { try Self.write(InspectionPage(inspection, masked: masked).text, to: html) }
      if json { try Self.print(InspectionJSON.text(of: inspection) + "\n") }
      if html == nil, !json { try Self.print(table(of: inspection, masked: masked)) }
      if let path = talk.summary { try console.write(SummaryJSON.text(of: inspection.summary), to: path) }
      throw ExitCode(Convert.status(of: inspection.summary))
    }
  }

  private func table(of inspection: Inspection, masked: String?) -> String {
    let width = TerminalSize.columns(of: 1)
    return InspectionTable(
      inspection, masked: masked, width: width, usesColor: talk.usesColor(onTerminal: width != nil),
      isVerbose: talk.verbose
    ).text
  }

  private static func write(_ page: String, to path: String) throws {
    if path == "-" { try print(page) } else { try Console.save(page, to: path) }
  }

  private static func print(_ text: String) throws {
    do throws(FileIOError) {
      var output = BufferedWriter.standardOutput()
      try output.write(text)
      try output.flush()
    } catch {
      throw ExitFailure(description: error.description)
    }
  }
}
