public import ArgumentParser
public import Dump2Eval

/// What to write, and where.
struct OutputArguments: ParsableArguments {
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("Folder for the datasets, or - for standard output.", valueName: "dir"),
    completion: .directory)
  var output = "eval-datasets"

  @Option(help: "Format of the datasets. Repeatable. (default: toad-eval)")
  var format: [OutputFormat] = []

  @Flag(help: "pydantic-evals: name evaluators in each case, and write the module that defines them.")
  var companion = false

  @Flag(help: "Replace datasets that exist and differ.")
  var force = false

  @Flag(help: "Read and count, but write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Time that datasets carry, as RFC 3339. (default: $SOURCE_DATE_EPOCH, or else now)", valueName: "time"),
    transform: parse(time:))
  var exportedAt: UTCTime?

  @Option(
    help: ArgumentHelp(
      "Which assertions to write, separated by commas: max_length, not_contains, is_json.", valueName: "list"),
    completion: .list(AssertionKind.allCases.map(\.rawValue)), transform: parse(assertions:))
  var assertions = Set(AssertionKind.allCases)

  @Option(help: ArgumentHelp("max_length is this many times the recorded length.", valueName: "number"))
  var maxLengthFactor = 1.5

  @Option(
    help: ArgumentHelp(
      "Phrase for a not_contains assertion; replaces the default, \"i cannot\". Repeatable.",
      valueName: "text"))
  var refusalPhrase: [String] = []

  func validate() throws {
    guard LengthFactor(maxLengthFactor) != nil else {
      throw ValidationError(
        "--max-length-factor takes a number from 0.000001 to 1000000, not \(maxLengthFactor).")
    }
    if refusalPhrase.contains("") {
      throw ValidationError("--refusal-phrase takes a text that is not empty.")
    }
    if output == "-", Set(format).count > 1 {
      throw ValidationError("Standard output takes one --format; give -o a folder for several.")
    }
    if companion, !format.contains(.pydanticEvals) {
      throw ValidationError("--companion is of use with --format pydantic-evals only.")
    }
    if assertions.isEmpty { throw ValidationError("--assertions takes at least one name.") }
    _ = try time()
  }

  func apply(to options: inout ConversionOptions) throws {
    options.destination = output == "-" ? .standardOutput : .folder(output)
    options.formats = format.isEmpty ? [.toadEval] : OutputFormat.allCases.filter(format.contains)
    options.output = OutputOptions(companion: companion)
    options.force = force
    options.dryRun = dryRun
    options.exportedAt = try time()
    options.assertions = AssertionOptions(
      kinds: assertions, maxLengthFactor: LengthFactor(maxLengthFactor) ?? .default,
      refusalPhrases: refusalPhrase.isEmpty ? ["i cannot"] : refusalPhrase)
  }

  /// Reproducible builds set SOURCE_DATE_EPOCH: seconds since 1970.
  private func time() throws -> UTCTime {
    if let exportedAt { return exportedAt }
    guard let epoch = Environment.value("SOURCE_DATE_EPOCH"), !epoch.isEmpty else { return UTCTime.now }
    guard let seconds = Int64(epoch), seconds.magnitude < 1 << 40 else {
      throw ValidationError("SOURCE_DATE_EPOCH must be seconds since 1970, not '\(epoch)'.")
    }
    return UTCTime(unixMilliseconds: seconds * 1_000)
  }

  private static func parse(time text: String) throws -> UTCTime {
    guard let time = UTCTime(text) else {
      throw ValidationError("'\(text)' is not a time such as 2026-03-15T14:22:00Z.")
    }
    return time
  }

  private static func parse(assertions text: String) throws -> Set<AssertionKind> {
    try Set(
      text.split(separator: ",").map { word in
        guard let kind = AssertionKind(rawValue: String(word)) else {
          throw ValidationError("'\(word)' is not one of max_length, not_contains, is_json.")
        }
        return kind
      })
  }
}

extension OutputFormat: ExpressibleByArgument {}
