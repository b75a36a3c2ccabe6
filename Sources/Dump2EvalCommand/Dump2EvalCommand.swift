import FileIO
import SystemPackage
import TraceReader

final class CountingSink: TraceSink {
  var traces: Set<String> = []
  var problems: [InputError] = []
  var marked = 0
  func receive(_ span: TraceSpan) { marked += 1 }
  func receive(_ record: TraceLogRecord) {}
  func sawTrace(_ id: Identifier) { traces.insert(id.canonical) }
  func service(_ name: String, of resource: ResourceReference) {}
  func report(_ problem: InputError) { problems.append(problem) }
}

@main
struct Dump2EvalCommand {
  static func main() throws {
    for path in CommandLine.arguments.dropFirst() {
      let sink = CountingSink()
      let reader = DumpReader(markers: MarkerSet(["gen_ai", "llm.", "openinference"]), maximumSpanSize: 64 << 20)
      let source = FileSource(try InputFile(opening: FilePath(path)), name: path)
      let reading = reader.read(source, name: path, number: 0, into: sink)
      print(path, reading.format.joined(separator: "+"), reading.counts.spans, sink.traces.count, reading.counts.logRecords, sink.marked, reading.counts.unknownValues, sep: "\t")
      for p in sink.problems.prefix(3) { print("   ", p.offset ?? -1, p.problem, sink.problems.count) }
    }
  }
  static func print(_ items: Any..., sep: String = " ") { Swift.print(items.map { "\($0)" }.joined(separator: sep)) }
}
