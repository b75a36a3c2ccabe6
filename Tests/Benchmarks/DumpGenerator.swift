/// Makes dumps of any size, the same bytes in every run: most spans are those of web services, some are LLM calls.
struct DumpGenerator {
  /// What a dump is mostly made of.
  enum Preset: String, CaseIterable {
    /// One trace in twenty has LLM calls.
    case archive
    /// Two spans in five are LLM calls with texts of some kB.
    case llmHeavy = "llm-heavy"
    /// Half of the spans are LLM calls with conversations of 60 kB.
    case agent
    /// All spans are LLM calls of one trace.
    case oneTrace = "one-trace"
    /// The same with the content in log records, which come before all spans. OTLP JSON only.
    case oneTraceLogs = "one-trace-logs"

    var isOneTrace: Bool { self == .oneTrace || self == .oneTraceLogs }
  }

  enum Form: String, CaseIterable {
    /// One document on one line.
    case jaeger
    /// A request on each line.
    case otlp
    /// Requests with their lengths in front of them.
    case protobuf
  }

  let preset: Preset
  let form: Form
  private var random = SplitMix(state: 1)
  private var traceNumber = 0
  private(set) var spans = 0
  private var calls: [(prompt: String, answer: String)] = []

  init(_ preset: Preset, _ form: Form) {
    self.preset = preset
    self.form = form
  }

  /// Hands a dump of about `count` bytes to `take`, a trace or so at a time.
  mutating func make(_ count: Int, _ take: ([UInt8]) -> Void) {
    var made = 0
    func give(_ bytes: [UInt8]) {
      made += bytes.count
      take(bytes)
    }
    if form == .jaeger { give(Array(#"{"data":["#.utf8)) }
    if preset.isOneTrace {
      var trace = Trace(number: 0)
      if form == .jaeger { give(beginning(of: trace)) }
      while made < count {
        trace.calls = [call(of: trace)]
        switch form {
        case .jaeger: give(jaegerSpans(of: trace, isFirst: trace.first == 0))
        case .otlp: give(preset == .oneTraceLogs ? otlpLogLine(of: trace) : otlpLine(of: trace))
        case .protobuf: give(protobufRecord(of: trace))
        }
        trace.first += 1
      }
      if preset == .oneTraceLogs { for first in 0..<trace.first { give(otlpBareLine(of: trace, first)) } }
      if form == .jaeger { give(end) }
    } else {
      while made < count {
        let trace = nextTrace()
        switch form {
        case .jaeger:
          give(
            (trace.number > 0 ? Array(",".utf8) : []) + beginning(of: trace)
              + jaegerSpans(of: trace, isFirst: true) + end)
        case .otlp: give(otlpLine(of: trace))
        case .protobuf: give(protobufRecord(of: trace))
        }
      }
    }
    if form == .jaeger { give(Array("],\"total\":0}\n".utf8)) }
  }

  /// The whole dump.
  static func dump(_ preset: Preset, _ form: Form, _ count: Int) -> (bytes: [UInt8], spans: Int) {
    var generator = DumpGenerator(preset, form)
    var bytes: [UInt8] = []
    generator.make(count) { bytes += $0 }
    return (bytes, generator.spans)
  }

  // MARK: Traces

  struct Trace {
    let number: Int
    /// The number of its first span.
    var first = 0
    var plainSpans = 0
    var calls: [(prompt: String, answer: String)] = []

    var id: String { hex(UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1 << 63) + hex(UInt64(number) + 1) }

    func spanID(_ position: Int) -> String { hex(UInt64(number) << 32 | UInt64(first + position + 1)) }
  }

  private mutating func nextTrace() -> Trace {
    var trace = Trace(number: traceNumber)
    traceNumber += 1
    switch preset {
    case .archive:
      trace.plainSpans = 20
      if traceNumber.isMultiple(of: 20) { trace.calls = (0..<4).map { _ in call(of: trace) } }
    case .llmHeavy:
      trace.plainSpans = 3
      trace.calls = (0..<2).map { _ in call(of: trace) }
    case .agent, .oneTrace, .oneTraceLogs:
      trace.plainSpans = 5
      trace.calls = (0..<5).map { _ in call(of: trace) }
    }
    spans += trace.plainSpans + trace.calls.count
    return trace
  }

  /// One of a few dozen, since to make texts takes longer than to convert them.
  private mutating func call(of trace: Trace) -> (prompt: String, answer: String) {
    if calls.isEmpty { calls = (0..<37).map { _ in (text(preset == .agent ? 60_000 : 3_000), text(1_200)) } }
    return calls[Int(truncatingIfNeeded: random.next() % UInt64(calls.count))]
  }

  private static let words = [
    "the", "order", "of", "customer", "is", "late", "and", "should", "be", "refunded", "\"quoted\"", "naïve",
    "–", "value:",
    "line\n", "tab\t", "C:\\path", "summary", "{json}", "[list]", "2026", "it’s", "please", "answer", "in",
    "one", "sentence.",
  ]

  private mutating func text(_ count: Int) -> String {
    var text = ""
    text.reserveCapacity(count + 16)
    while text.utf8.count < count {
      text += Self.words[Int(truncatingIfNeeded: random.next() % UInt64(Self.words.count))]
      text += " "
    }
    return text
  }

  private static func plainAttributes(_ number: Int) -> [(key: String, value: String)] {
    [
      ("http.request.method", "GET"), ("url.path", "/api/v2/orders/\(number)/items"), ("url.scheme", "https"),
      ("server.address", "orders.shop.svc.cluster.local"), ("user_agent.original", "Go-http-client/2.0"),
      ("network.protocol.version", "1.1"), ("thread.name", "http-nio-8080-exec-\(number % 20)"),
      (
        "db.query.text",
        "SELECT \"id\", \"status\" FROM order_items WHERE order_id = \(number) AND \"state\" <> 'gone'"
      ),
      ("k8s.pod.name", "orders-7d9c8b6f5-\(number % 97)"),
      ("otel.scope.name", "io.opentelemetry.tomcat-10.0"),
    ]
  }

  func attributes(_ call: (prompt: String, answer: String)) -> [(key: String, value: String)] {
    [
      ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"),
      ("gen_ai.request.model", "gpt-4o"),
    ] + content(call)
  }

  /// What was asked and answered.
  func content(_ call: (prompt: String, answer: String)) -> [(key: String, value: String)] {
    guard !call.prompt.isEmpty else { return [] }
    return [
      (
        "gen_ai.input.messages",
        #"[{"role":"user","parts":[{"type":"text","content":"# + Self.quoted(call.prompt) + "}]}]"
      ),
      (
        "gen_ai.output.messages",
        #"[{"role":"assistant","parts":[{"type":"text","content":"# + Self.quoted(call.answer)
          + #"}],"finish_reason":"stop"}]"#
      ),
    ]
  }

  /// Name, id and attributes of each span.
  func forEachSpan(of trace: Trace, _ body: (Int, String, [(key: String, value: String)]) -> Void) {
    for position in 0..<trace.plainSpans {
      body(position, "GET /api/v2/orders", Self.plainAttributes(trace.number &* 31 &+ position))
    }
    for (position, call) in trace.calls.enumerated() {
      body(trace.plainSpans + position, "chat gpt-4o", attributes(call))
    }
  }

  static func quoted(_ text: String) -> String {
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    quoted.reserveCapacity(text.utf8.count + text.utf8.count / 8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): quoted += Array(#"\n"#.utf8)
      case UInt8(ascii: "\t"): quoted += Array(#"\t"#.utf8)
      default: quoted.append(byte)
      }
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }
}

/// 16 digits.
func hex(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// Numbers that are the same in every run.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
