import ArgumentParser
import Dump2Eval

/// What of the dumps to convert.
struct SelectionArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Only this trace. Repeatable.", valueName: "id"))
  var traceID: [String] = []

  @Option(
    name: .customLong("trace-ids-from"),
    help: ArgumentHelp("Only traces whose ids this file has, one per line.", valueName: "file"))
  var traceIDsFrom: String?

  @Flag(help: "Keep failed calls that have an output.")
  var includeFailed = false

  func apply(to options: inout ConversionOptions) throws {
    options.selection.includeFailed = includeFailed
    options.selection.restrict(toTraceIDs: traceID)
    if let traceIDsFrom {
      let ids = try NameList.read(traceIDsFrom, separator: 0x0A)
      options.selection.restrict(toTraceIDs: ids.map { String(decoding: $0, as: UTF8.self) })
      if ids.isEmpty { throw ValidationError("\(traceIDsFrom) holds no trace ids.") }
    }
  }
}
