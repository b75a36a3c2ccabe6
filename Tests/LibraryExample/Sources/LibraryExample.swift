import Dump2Eval

/// What toad-eye's API does with a live Jaeger, done with an archived dump: read a trace, turn it into YAML,
/// export it.
@main
struct LibraryExample {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { return print("usage: LibraryExample DUMP TRACE-ID FOLDER") }
    let (path, id, folder) = (arguments[1], arguments[2], arguments[3])
    let dump = TraceDump(path)

    // Read a trace from a dump.
    guard let trace = try await dump.trace(id) else { return print("no LLM call in trace \(id)") }
    for recorded in trace.calls {
      print("\(recorded.call.model ?? "?"): \(recorded.status.rawValue)")
    }

    // Trace to eval YAML.
    if let dataset = EvalDataset(trace) {
      print(dataset.yaml(), terminator: "")
    }

    // Export a trace by its id.
    if let exported = try await dump.export(id, to: folder) {
      print("exported to \(exported)")
    }
  }
}
