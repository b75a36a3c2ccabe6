public import ArgumentParser
public import Dump2Eval

/// What of the dumps is wanted; the same for every command.
struct SelectionArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Only this trace. Repeatable.", valueName: "id"))
  var traceID: [String] = []

  @Option(
    name: .customLong("trace-ids-from"),
    help: ArgumentHelp("Only traces whose ids this file has, one per line.", valueName: "file"),
    completion: .file())
  var traceIDsFrom: String?

  @Option(
    help: ArgumentHelp("Only calls of services that match, such as 'shop-*'. Repeatable.", valueName: "glob"))
  var service: [GlobPattern] = []

  @Option(
    help: ArgumentHelp("Only calls of models that match, such as 'gpt-4*'. Repeatable.", valueName: "glob"))
  var model: [GlobPattern] = []

  @Option(help: ArgumentHelp("Only calls of providers that match. Repeatable.", valueName: "glob"))
  var provider: [GlobPattern] = []

  @Option(
    help: ArgumentHelp(
      "Only calls that began at this time or later: 2026-03-15 or 2026-03-15T14:22:00Z.", valueName: "time"))
  var since: UTCTime?

  @Option(help: ArgumentHelp("Only calls that began before this time, of the same forms.", valueName: "time"))
  var until: UTCTime?

  @Option(help: ArgumentHelp("Only traces that took at least so many tokens.", valueName: "n"))
  var minTokens: Int?

  @Option(help: ArgumentHelp("Only traces that cost at least so many US dollars.", valueName: "usd"))
  var minCost: Double?

  @Flag(help: "Only traces in which a model called a tool.")
  var toolCalls = false

  @Flag(help: "Keep failed calls that have an output.")
  var includeFailed = false

  @Flag(help: "Of calls that ask the same, only the first.")
  var dedupe = false

  @Option(
    help: ArgumentHelp(
      "Only so many of the traces (100), or a share of them (5%), chosen by their ids.", valueName: "n|p%"))
  var sample: TraceSample?

  @Option(help: ArgumentHelp("Another seed makes --sample choose others.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("At most so many traces, the first by id.", valueName: "n"))
  var limit: Int?

  func validate() throws {
    if let minTokens, minTokens < 0 { throw ValidationError("--min-tokens takes a number from 0.") }
    if let minCost, !(minCost >= 0) { throw ValidationError("--min-cost takes a number from 0.") }
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if let since, let until, since >= until { throw ValidationError("--since must be earlier than --until.") }
  }

  func apply(to options: inout ConversionOptions) throws {
    var selection = Selection()
    selection.includeFailed = includeFailed
    selection.services = service
    selection.models = model
    selection.providers = provider
    selection.since = since
    selection.until = until
    selection.minimumTokens = minTokens
    selection.minimumCost = minCost
    selection.callsTools = toolCalls
    selection.dedupe = dedupe
    selection.sample = sample.map { TraceSample($0.size, seed: seed) }
    selection.limit = limit
    selection.restrict(toTraceIDs: traceID)
    if let traceIDsFrom {
      let ids = try NameList.read(traceIDsFrom, separator: 0x0A)
      selection.restrict(toTraceIDs: ids.map { String(decoding: $0, as: UTF8.self) })
      if ids.isEmpty { throw ValidationError("\(traceIDsFrom) holds no trace ids.") }
    }
    options.selection = selection
  }
}

extension GlobPattern: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension TraceSample: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension UTCTime: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
