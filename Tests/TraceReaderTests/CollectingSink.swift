import TraceReader

/// Keeps what a reader finds, as text.
final class CollectingSink: TraceSink {
  /// Span ids of the spans with a marker.
  private(set) var spans: [String] = []
  private(set) var records = 0
  private(set) var problems: [InputError] = []
  private(set) var services: [String] = []

  func receive(_ span: inout TraceSpan) { spans.append(span.spanID.canonical) }
  func receive(_ record: inout TraceLogRecord) { records += 1 }
  func sawTrace(_ id: Identifier) {}
  func service(_ name: String, of resource: ResourceReference) { services.append(name) }
  func forgetReferences() {}
  func report(_ problem: InputError) { problems.append(problem) }

  /// Reads a whole dump in chunks of a size.
  static func reading(
    _ bytes: [UInt8], chunk: Int = .max, maximumSpanSize: Int = 64 << 20
  ) -> (sink: CollectingSink, reading: DumpReading) {
    let sink = CollectingSink()
    let reader = DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: maximumSpanSize)
    let reading = reader.read(MemorySource(bytes, chunk: chunk), name: "dump", number: 0, into: sink)
    return (sink, reading)
  }

  /// The problems as a user sees them, without the input's name.
  var texts: [String] {
    problems.map { problem in
      let compressed = problem.compressedOffset.map { " (\($0))" } ?? ""
      return "\(problem.severity) \(problem.offset ?? -1)\(compressed): \(problem.problem)"
    }
  }
}

/// Made-up dumps whose spans are numbered.
enum Dump {
  /// The two last digits of a span's id are its number.
  static func span(_ number: Int, trace: Int = 1) -> String {
    let id = String(number + 100).suffix(2)
    return #"{"traceId":"000000000000000000000000000000\#(String(trace + 100).suffix(2))","#
      + #""spanId":"00000000000000\#(id)","name":"chat","kind":3,"startTimeUnixNano":"17\#(id)","#
      + #""attributes":[{"key":"gen_ai.prompt","value":{"stringValue":"Say \"\#(id)\" {[}"}}]}"#
  }

  /// A request with spans of these numbers in one line.
  static func line(_ numbers: ClosedRange<Int>) -> String {
    #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"#
      + #""scopeSpans":[{"scope":{"name":"x"},"spans":["# + numbers.map { span($0) }.joined(separator: ",")
      + "]}]}]}"
  }

  static func jaegerSpan(_ number: Int, trace: Int) -> String {
    let id = String(number + 100).suffix(2)
    return #"{"traceID":"aa\#(trace)","spanID":"bb\#(id)","operationName":"chat","#
      + #""references":[{"refType":"CHILD_OF","traceID":"aa\#(trace)","spanID":"ff"}],"startTime":17\#(id),"duration":5,"#
      + #""tags":[{"key":"gen_ai.prompt","type":"string","value":"Say \"\#(id)\" {[}"}],"logs":[],"processID":"p1"}"#
  }

  /// The Jaeger UI's download of traces with two spans each: 11 and 12, 21 and 22, …
  static func jaeger(_ traces: ClosedRange<Int>) -> String {
    #"{"data":["#
      + traces.map { trace in
        #"{"traceID":"aa\#(trace)","spans":["# + jaegerSpan(trace * 10 + 1, trace: trace) + ","
          + jaegerSpan(trace * 10 + 2, trace: trace)
          + #"],"processes":{"p1":{"serviceName":"shop","tags":[]}}}"#
      }.joined(separator: ",") + #"],"total":0,"errors":null}"#
  }
}
