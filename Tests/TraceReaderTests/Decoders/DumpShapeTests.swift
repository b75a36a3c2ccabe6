import Testing

@testable import TraceReader

/// A dump of some shape and what is to be read of it.
struct DumpShape: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  var spans = 1
  var traces = 1
  var logRecords = 0
  /// A line that must be among what is recorded.
  var line: String?
  /// What is said of it.
  var problem: String?
  var testDescription: String { name }
}

private let otherKind = "expected spans or log records, found JSON of some other kind"
private let attributes = #"[{"key":"gen_ai.system","value":{"stringValue":"openai"}}]"#
private let otlpSpan =
  #"{"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"0001020304050607","name":"chat","#
  + #""startTimeUnixNano":"1700000000000000001","endTimeUnixNano":1700000000000000002,"attributes":\#(attributes)}"#
private let bareSpan = otlpSpan.replacing("gen_ai.system", with: "http.method")
private let resource = #"{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}"#
private let otlpLine =
  "span 000102030405060708090a0b0c0d0e0f 0001020304050607 chat parent=- "
  + "1700000000000000001-1700000000000000002 service=shop scope=lib error=false {gen_ai.system:\"openai\"}"
private let scopes = #""scopeSpans":[{"scope":{"name":"lib"},"spans":[\#(otlpSpan)]}]"#
private let request = #"{"resourceSpans":[{"resource":\#(resource),\#(scopes)}]}"#
private let jaegerSpan =
  #"{"traceID":"000102030405060708090a0b0c0d0e0f","spanID":"0001020304050607","operationName":"chat","#
  + #""references":[{"refType":"FOLLOWS_FROM","traceID":"000102030405060708090a0b0c0d0e0f","spanID":"aa"},"#
  + #"{"refType":"CHILD_OF","traceID":"000102030405060708090a0b0c0d0e0f","spanID":"bb"}],"#
  + #""startTime":1700000000000000,"duration":5,"tags":[{"key":"gen_ai.system","type":"string","value":"openai"},"#
  + #"{"key":"n","type":"int64","value":"9007199254740993"},{"key":"error","type":"bool","value":true}],"#
  + #""logs":[{"timestamp":1700000000000001,"fields":[{"key":"event","type":"string","value":"e"}]}],"#
  + #""processID":"p1","warnings":null}"#
private let processes = #"{"p1":{"serviceName":"shop","tags":[]}}"#
private let jaegerTrace =
  #"{"traceID":"000102030405060708090a0b0c0d0e0f","spans":[\#(jaegerSpan)],"processes":\#(processes)}"#
private let jaegerLine =
  "span 000102030405060708090a0b0c0d0e0f 0001020304050607 chat parent=00000000000000bb "
  + "1700000000000000000-1700000000000005000 service=shop"

private let shapes: [DumpShape] = [
  DumpShape(name: "OTLP request", text: request, line: otlpLine),
  DumpShape(name: "OTLP lines", text: "\(request)\n\(request)\r\n\n{}\n", spans: 2, line: otlpLine),
  DumpShape(
    name: "values without line ends", text: "\(request)\(request) \(request)", spans: 3, line: otlpLine),
  DumpShape(name: "array of requests", text: "[\(request),\n\(request)]", spans: 2, line: otlpLine),
  DumpShape(name: "byte order mark, NUL padding", text: "\u{FEFF}\(request)\u{0}\u{0}", line: otlpLine),
  DumpShape(
    name: "bare ResourceSpans", text: #"{"resource":\#(resource),\#(scopes)}"#, line: otlpLine),
  DumpShape(
    name: "ResourceSpans with the resource last",
    text: #"{"resourceSpans":[{\#(scopes),"resource":\#(resource)}]}"#,
    line: "service shop of 18/"),
  DumpShape(
    name: "numbers that JSON has not, in a span, in a resource and in an envelope",
    text: "{\"took\":NaN,\"resourceSpans\":["
      + "{\"resource\":"
      + resource.replacing("[{", with: #"[{"key":"load","value":{"doubleValue":Infinity}},{"#) + ","
      + scopes.replacing(#""attributes":"#, with: #""score":-Infinity,"attributes":"#)
      + "}],\"left\":[-Infinity]}",
    line: otlpLine),
  DumpShape(
    name: "members that are null",
    text: #"{"data":null,"resourceSpans":[{"scopeSpans":[{"scope":null,"spans":["#
      + otlpSpan.replacing(
        #""value":{"#,
        with:
          #""value":{"arrayValue":null,"boolValue":null,"bytesValue":null,"doubleValue":null,"intValue":null,"kvlistValue":null,"#
      ).replacing(
        #""name":"#, with: #""operationName":null,"context":null,"status":null,"events":null,"name":"#)
      + #"],"instrumentationLibrary":{"name":"lib"}}],"resource":\#(resource)}]}"#,
    line: otlpLine.replacing("service=shop", with: "service=-")),
  DumpShape(
    name: "a flat span whose envelopes are null",
    text:
      #"{"spans":null,"data":null,"name":"chat","context":{"trace_id":"0x000102030405060708090a0b0c0d0e0f","#
      + #""span_id":"0x0001020304050607"},"trace_id":null,"attributes":{"gen_ai.system":"openai"}}"#),
  DumpShape(
    name: "Phoenix's REST API: the kind beside the attributes",
    text:
      #"{"data":[{"id":"U3BhbjoxMzI=","name":"chat","context":{"trace_id":"000102030405060708090a0b0c0d0e0f","#
      + #""span_id":"0001020304050607"},"span_kind":"LLM","parent_id":null,"attributes":{"gen_ai.system":"x"}}]}"#,
    line:
      "span 000102030405060708090a0b0c0d0e0f 0001020304050607 chat parent=- 0-0 service=- scope=- error=false "
      + #"{gen_ai.system:"x",openinference.span.kind:"LLM"}"#),
  DumpShape(
    name: "a Jaeger tag whose unused values are null",
    text: #"{"data":[{"processes":\#(processes),"spans":[\#(jaegerSpan)]}]}"#.replacing(
      #""type":"string","value":"openai""#, with: #""value":null,"vBool":null,"vStr":"openai""#),
    line: jaegerLine + " scope=- error=true {gen_ai.system:\"openai\""),
  DumpShape(
    name: "snake case",
    text: request.replacing("resourceSpans", with: "resource_spans").replacing(
      "scopeSpans", with: "scope_spans"
    )
    .replacing("traceId", with: "trace_id").replacing("spanId", with: "span_id")
    .replacing("stringValue", with: "string_value").replacing(
      "startTimeUnixNano", with: "start_time_unix_nano"
    )
    .replacing("endTimeUnixNano", with: "end_time_unix_nano"), line: otlpLine),
  DumpShape(
    name: "instrumentation libraries",
    text: request.replacing("scopeSpans", with: "instrumentationLibrarySpans")
      .replacing("\"scope\"", with: "\"instrumentationLibrary\""), line: otlpLine),
  DumpShape(
    name: "base64 ids",
    text: request.replacing("000102030405060708090a0b0c0d0e0f", with: "AAECAwQFBgcICQoLDA0ODw==")
      .replacing("\"0001020304050607\"", with: "\"AAECAwQFBgc=\""), line: otlpLine),
  DumpShape(
    name: "upper-case ids", text: request.replacing("0a0b0c0d0e0f", with: "0A0B0C0D0E0F"), line: otlpLine),
  DumpShape(name: "api_v3", text: #"{"result":\#(request)}"#, line: otlpLine),
  DumpShape(name: "Tempo v1", text: request.replacing("resourceSpans", with: "batches"), line: otlpLine),
  DumpShape(name: "Tempo v2", text: #"{"trace":\#(request),"metrics":{}}"#, line: otlpLine),
  DumpShape(
    name: "otel-test wrapper",
    text: #"{"metric_requests":[],"trace_requests":[{"headers":{},"pbreq":\#(request)}],"log_requests":[]}"#,
    line: otlpLine),
  DumpShape(
    name: "unknown members first",
    text: #"{"_comment":{"a":["}",{"b":"\""}]},"_id":1,\#(request.dropFirst())"#,
    line: otlpLine),
  DumpShape(
    name: "escaped names", text: request.replacing("gen_ai.system", with: #"\u0067en_ai.system"#),
    line: otlpLine),
  DumpShape(
    name: "escaped envelope names",
    text: request.replacing("\"resourceSpans\"", with: "\"resourceSp\\u0061ns\""),
    spans: 0, traces: 0, problem: otherKind),
  DumpShape(
    name: "spans without marker",
    text: request.replacing(otlpSpan, with: "\(bareSpan),\(bareSpan),\(otlpSpan)"), spans: 3, line: otlpLine),
  DumpShape(
    name: "metrics between traces", text: "{\"resourceMetrics\":[{\"scopeMetrics\":[]}]}\n\(request)",
    line: otlpLine),
  DumpShape(
    name: "Jaeger envelope", text: #"{"data":[\#(jaegerTrace)],"errors":null}"#, line: "service shop of 9/p1"),
  DumpShape(
    name: "Jaeger, processes first",
    text: #"{"data":[{"processes":\#(processes),"spans":[\#(jaegerSpan)]}]}"#, line: jaegerLine),
  DumpShape(
    name: "Jaeger, data is one trace", text: #"{"data":\#(jaegerTrace)}"#, line: "service shop of 8/p1"),
  DumpShape(name: "Jaeger trace", text: jaegerTrace, line: "service shop of 0/p1"),
  DumpShape(
    name: "Jaeger, process ids in escapes and of any length",
    text: #"{"data":[\#(jaegerTrace.replacing(#""p1":"#, with: #""\u00701":"#)),"#
      + #"\#(jaegerTrace.replacing("\"p1\"", with: "\"" + String(repeating: "p", count: 100) + "\""))]}"#,
    spans: 2,
    line: "service shop of 9/p1"),
  DumpShape(name: "array of Jaeger traces", text: "[\(jaegerTrace),\(jaegerTrace)]", spans: 2),
  DumpShape(
    name: "Jaeger error", text: #"{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}"#, spans: 0,
    traces: 0, problem: "expected traces, found that the server had answered: trace not found"),
  DumpShape(
    name: "array of Jaeger spans with their process",
    text: "[\(jaegerSpan.replacing("\"processID\":\"p1\"", with: "\"process\":{\"serviceName\":\"shop\"}"))]",
    line: jaegerLine),
  DumpShape(
    name: "Elasticsearch hits",
    text: #"{"hits":{"total":1,"hits":[{"_index":"jaeger-span","_source":\#(jaegerSpan)}]}}"#),
  DumpShape(
    name: "Elasticsearch lines, tags as fields",
    text:
      #"{"_index":"i","_id":"1","_source":{"traceID":"0f","spanID":"1","operationName":"chat","startTime":1,"#
      + #""duration":"2","tag":{"gen_ai@system":"openai"},"process":{"serviceName":"shop"}}}"#,
    line: "span 000000000000000f 0000000000000001 chat parent=- 1000-3000 service=shop scope=- error=false "
      + "{gen_ai.system:\"openai\"}"),
  DumpShape(
    name: "Jaeger's protobuf-JSON",
    text: #"{"spans":[{"traceId":"AAECAwQFBgcICQoLDA0ODw==","spanId":"AAECAwQFBgc=","operationName":"chat","#
      + #""startTime":"2023-11-14T22:13:20Z","duration":"0.000005s","#
      + #""tags":[{"key":"gen_ai.n","vType":"INT64","vInt64":"7"}],"processId":"p1"}],"#
      + #""processMap":[{"processId":"p1","process":{"serviceName":"shop"}}]}"#, line: "service shop of 0/p1"),
  DumpShape(
    name: "Python SDK spans",
    text:
      #"{"name":"chat","context":{"trace_id":"0x000102030405060708090a0b0c0d0e0f","span_id":"0x0001020304050607"},"#
      + #""parent_id":null,"start_time":"2023-11-14T22:13:20.000001Z","end_time":"2023-11-14T22:13:21Z","#
      + #""status":{"status_code":"ERROR"},"attributes":{"gen_ai.list":["a",1]},"events":[],"#
      + #""resource":{"attributes":{"service.name":"shop"}}}"#,
    line: "span 000102030405060708090a0b0c0d0e0f 0001020304050607 chat parent=- "
      + "1700000000000001000-1700000001000000000 service=shop scope=- error=true {gen_ai.list:[\"a\",1]}"),
  DumpShape(
    name: "JavaScript SDK spans",
    text: #"{"traceId":"000102030405060708090a0b0c0d0e0f","id":"0001020304050607","name":"chat","#
      + #""startTime":[1700000000,1],"endTime":[1700000000,2],"attributes":{"gen_ai.system":"openai"},"#
      + #""resource":{"attributes":{"service.name":"shop"}},"instrumentationScope":{"name":"lib"}}"#,
    line: otlpLine),
  DumpShape(
    name: "flat spans",
    text:
      #"{"session":"s","spans":[{"trace_id":"000102030405060708090a0b0c0d0e0f","span_id":"0001020304050607","#
      + #""name":"chat","start_time":1700000000000000001,"end_time":1700000000000000002,"service_name":"shop","#
      + #""attributes":{"gen_ai.system":"openai"},"scope":{"name":"lib"}}]}"#, line: otlpLine),
  DumpShape(
    name: "log records",
    text:
      #"{"resourceLogs":[{"resource":\#(resource),"scopeLogs":[{"logRecords":[{"observedTimeUnixNano":"5","#
      + #""eventName":"gen_ai.choice","traceId":"000102030405060708090a0b0c0d0e0f","spanId":"0001020304050607","#
      + #""body":{"kvlistValue":{"values":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":"1"},{"doubleValue":0.5},{}]}}}]}}},"#
      + #"{"body":{"stringValue":"x"}}]}]}]}"#,
    spans: 0, traces: 0, logRecords: 2,
    line:
      "log 000102030405060708090a0b0c0d0e0f 0001020304050607 gen_ai.choice@5 #1 {\"a\":[1,0.5,null]} service=shop"
  ),
  DumpShape(
    name: "span that stands alone with errors of its own",
    text: otlpSpan.dropLast() + #","errors":[{"message":"timeout"}]}"#),
  DumpShape(
    name: "unknown objects", text: #"{"a":1}{"spans":{"x":1}} [1]"#, spans: 0, traces: 0,
    problem: otherKind),
]

@Suite("Dumps of every shape")
struct DumpShapeTests {
  @Test("are read for what they are", arguments: shapes)
  func shape(_ shape: DumpShape) {
    let (recording, reading) = Recording.read(shape.text)
    #expect(reading.counts.spans == shape.spans)
    #expect(recording.traces.count == shape.traces)
    #expect(reading.counts.logRecords == shape.logRecords)
    #expect(recording.problems.map(\.problem) == [shape.problem].compactMap(\.self))
    if let line = shape.line {
      #expect(recording.lines.contains { $0.hasPrefix(line) }, "\(recording.lines)")
    }
  }

  @Test("give the same in whatever pieces they come", arguments: shapes)
  func pieces(_ shape: DumpShape) {
    let whole = Recording.read(shape.text)
    for chunk in [1, 2, 3, 5, 7, 11, 13, 31, 63, 64, 65, 127, 128, 129] {
      let (recording, reading) = Recording.read(shape.text, chunk: chunk)
      #expect(recording.lines == whole.recording.lines, "in pieces of \(chunk) bytes")
      #expect(reading.counts == whole.reading.counts, "in pieces of \(chunk) bytes")
    }
  }

  @Test("are read up to where they are cut", arguments: shapes.filter { $0.spans + $0.logRecords > 0 })
  func cuts(_ shape: DumpShape) {
    let bytes = Array(shape.text.utf8)
    let whole = Recording.read(shape.text)
    for count in 0..<bytes.count {
      let (recording, reading) = Recording.read(Array(bytes[..<count]))
      #expect(reading.counts.spans <= whole.reading.counts.spans)
      #expect(recording.problems.count <= 1, "\(count): \(recording.problems)")
      for line in recording.lines where !line.contains("awaits") && !line.hasPrefix("service") {
        #expect(whole.recording.lines.contains(line), "cut at \(count)")
      }
    }
  }
}
