internal import Dump2Eval
internal import TraceReader
internal import Yams

/// Spans and log records with attributes of all kinds, from their recording to the datasets that are made of them.
///
/// A fuzzer that changes bytes of a dump mostly makes damaged JSON of it. Here the input is fields between bytes that UTF-8
/// does not have: a span's name, then names and values of attributes by turns. A name that begins with 1, 2 or 3 begins an
/// event, another span or a log record instead; a value that begins with 1 is an AnyValue in JSON.
enum DialectFuzzing {
  static func run(_ bytes: [UInt8]) {
    let (summary, exportable) = PipelineFuzzing.reading(dump(bytes)) { options in
      var exportable = 0
      let summary = try await TraceDump(options).forEachTrace { trace in
        exportable += trace.calls.count { $0.status == .exportable }
        check(trace)
      }
      return (summary, exportable)
    }
    PipelineFuzzing.checkServices(of: summary)
    let problems = summary.problems.filter { !$0.text.contains("nested at most") }
    require(problems.isEmpty, "a dump that is whole has problems: \(problems)")
    require(
      summary.calls[.exportable, default: 0] == exportable, "exportable calls are not those that were given")
  }

  /// All texts of a dataset are read back with libyaml.
  private static func check(_ trace: RecordedTrace) {
    guard let dataset = EvalDataset(trace, exportedAt: UTCTime(unixMilliseconds: 0)) else {
      return require(trace.calls.allSatisfy { $0.status != .exportable }, "a call became no case: \(trace)")
    }
    require(!dataset.cases.isEmpty, "a dataset without cases")
    for format in OutputFormat.allCases where (try? compose(yaml: dataset.yaml(format))) == nil {
      fatalError("libyaml does not read \(format): \(dataset.yaml(format))")
    }
    let cases = (try? compose(yaml: dataset.yaml()))?["cases"]?.sequence.map(Array.init) ?? []
    require(cases.count == dataset.cases.count, "cases are lost: \(dataset.yaml())")
    for (node, made) in zip(cases, dataset.cases) {
      let texts = [("input", made.input), ("system", made.system), ("messages", made.messages)]
      for (name, text) in texts {
        let found = node["variables"]?[name]?.scalar?.string
        require(found.map { Array($0.utf8) } == text.map { Array($0.utf8) }, "\(name) is \(found ?? "-")")
      }
      require(!made.input.utf8.allSatisfy { $0 == 0x20 }, "a case without input")
      require(node["assertions"]?.sequence?.isEmpty == false, "a case without assertions: \(dataset.yaml())")
    }
  }

  // MARK: The dump

  private static func dump(_ bytes: [UInt8]) -> [UInt8] {
    var spans = RecordList(ids: 0x1000)
    var records = RecordList(ids: 0x1000)
    spans.begin(nil)
    var target = Target.span
    var fields = bytes.split(separator: 0xFF, omittingEmptySubsequences: false)[...]
    spans.name(fields.popFirst() ?? [])
    while let name = fields.popFirst() {
      switch name.first {
      case 1:
        if target == .span { spans.beginEvent(name.dropFirst()) }
      case 2:
        spans.begin(name.dropFirst())
        target = .span
      case 3:
        records.begin(name.dropFirst())
        target = .record
      default:
        let value = fields.popFirst() ?? []
        if target == .span { spans.attribute(name, value) } else { records.attribute(name, value) }
      }
    }
    return Array("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":".utf8) + spans.finish()
      + Array("}]}]}\n".utf8)
      + Array("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":".utf8) + records.finish()
      + Array("}]}]}\n".utf8)
  }

  private enum Target { case span, record }

  /// The text of a list of spans or log records.
  private struct RecordList {
    private var json = Array("[".utf8)
    private var count = 0
    private var hasEvents = false
    private var needsComma = false
    private let ids: Int

    init(ids: Int) { self.ids = ids }

    private mutating func add(_ text: String) { json.append(contentsOf: text.utf8) }

    mutating func name(_ name: ArraySlice<UInt8>) {
      add("\"name\":")
      JSONWriter.append(string: String(decoding: name, as: UTF8.self), to: &json)
      add(",\"eventName\":")
      JSONWriter.append(string: String(decoding: name, as: UTF8.self), to: &json)
      add(",\"attributes\":[")
    }

    mutating func begin(_ name: ArraySlice<UInt8>?) {
      if count > 0 {
        end()
        add(",")
      }
      count += 1
      // Children of the first, one after the other; every third belongs to the second trace.
      let id = String(ids + count, radix: 16)
      add(
        "{\"traceId\":\"0000000000000000000000000000000\(count % 3 == 2 ? 2 : 1)\",\"spanId\":\"000000000000\(id)\","
      )
      add("\"parentSpanId\":\"\(count > 1 ? "0000000000001001" : "")\",")
      add("\"startTimeUnixNano\":\"\(1_000_000 * count)\",\"endTimeUnixNano\":\"\(1_000_000 * count + 1)\",")
      add("\"timeUnixNano\":\"\(count)\",")
      hasEvents = false
      needsComma = false
      if let name { self.name(name) }
    }

    mutating func beginEvent(_ name: ArraySlice<UInt8>) {
      add(hasEvents ? "]},{" : "],\"events\":[{")
      add("\"timeUnixNano\":\"1\",")
      self.name(name)
      hasEvents = true
      needsComma = false
    }

    mutating func attribute(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
      if needsComma { add(",") }
      needsComma = true
      add("{\"key\":")
      JSONWriter.append(string: String(decoding: name, as: UTF8.self), to: &json)
      add(",\"value\":")
      let tree = JSONTree()
      let raw = Array(value.dropFirst())
      if value.first == 1, (try? tree.parse(String(decoding: raw, as: UTF8.self))) != nil {
        JSONWriter.append(tree.root, to: &json)
      } else {
        add("{\"stringValue\":")
        JSONWriter.append(string: String(decoding: value, as: UTF8.self), to: &json)
        add("}")
      }
      add("}")
    }

    private mutating func end() { add(hasEvents ? "]}]}" : "]}") }

    mutating func finish() -> [UInt8] {
      if count > 0 { end() }
      add("]")
      return json
    }
  }
}
