@testable import TraceReader

/// A sink that writes down what it is given, one line for each thing.
final class Recording: TraceSink {
  private(set) var lines: [String] = []
  private(set) var traces: Set<String> = []
  private(set) var problems: [InputError] = []

  func receive(_ span: inout TraceSpan) {
    var line = "span \(span.traceID.canonical) \(span.spanID.canonical) \(span.name)"
    line += " parent=\(span.parentSpanID ?? "-") \(span.startTime)-\(span.endTime)"
    line += " service=\(span.serviceName ?? "-") scope=\(span.scopeName ?? "-") error=\(span.isError)"
    line += " " + describe(span.attributes)
    for event in span.events {
      line += " event \(event.name)@\(event.time) \(describe(event.attributes)) \(event.body?.json ?? "")"
    }
    if let resource = span.resource { line += " awaits \(resource.offset)/\(resource.process)" }
    lines.append(line)
  }

  func receive(_ record: inout TraceLogRecord) {
    lines.append(
      "log \(record.traceID?.canonical ?? "-") \(record.spanID?.canonical ?? "-") \(record.eventName)@\(record.time)"
        + " #\(record.position) \(record.body?.json ?? "-") service=\(record.serviceName ?? "-")"
        + " scope=\(record.scopeName ?? "-")")
  }

  func sawTrace(_ id: Identifier) { traces.insert(id.canonical) }

  func service(_ name: String, of resource: ResourceReference) {
    lines.append("service \(name) of \(resource.offset)/\(resource.process)")
  }

  func forgetReferences() {}
  func report(_ problem: InputError) { problems.append(problem) }

  private func describe(_ attributes: Attributes) -> String {
    "{" + attributes.all.map { "\($0.name.string ?? ""):\($0.value.json)" }.joined(separator: ",") + "}"
  }

  /// Reads a dump that comes in pieces of at most `chunk` bytes.
  static func read(
    _ bytes: [UInt8], chunk: Int = .max, markers: [String] = ["gen_ai"], limit: Int = 1 << 20
  ) -> (recording: Recording, reading: DumpReading) {
    let recording = Recording()
    let reader = DumpReader(markers: MarkerSet(markers), maximumSpanSize: limit)
    let reading = reader.read(MemorySource(bytes, chunk: chunk), name: "dump", number: 0, into: recording)
    return (recording, reading)
  }

  static func read(_ text: String, chunk: Int = .max) -> (recording: Recording, reading: DumpReading) {
    read(Array(text.utf8), chunk: chunk)
  }
}
