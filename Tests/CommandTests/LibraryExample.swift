import Dump2Eval

/// The example in README; a test compares the two.
enum LibraryExample {
  static func run(dumps: String, datasets: String) async throws {
    // README begins
    let time = UTCTime("2026-03-15T14:22:00Z")!
    var options = ConversionOptions(
      inputs: [DumpInput(dumps)], destination: .folder(datasets), exportedAt: time)
    options.selection.services = [GlobPattern("shop-*")!]
    options.memory = 16 << 20

    let summary = try await Conversion(options).run { event in
      if case .problem(let problem) = event { print(problem) }
    }
    print(summary.exportedTraces, "of", summary.traces, "traces exported as", summary.exportedCases, "cases")
    print(summary.calls[.notRecorded, default: 0], "calls without content")
    // README ends
  }
}
