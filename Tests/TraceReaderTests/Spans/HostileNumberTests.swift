import Testing

@testable import TraceReader

@Suite("No number in a dump stops the reader")
struct HostileNumberTests {
  private static let values = [
    "1e999999999", "-1e999999999", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "\"-9223372036854775808\"", "0.1e1", "-0", #"{"low":9223372036854775807,"high":9223372036854775807}"#,
    "[9223372036854775807,9223372036854775807]", "[8999999999,9223372036854775807]", "\"9999-12-31\"",
    "\"9999-12-31T23:59:59.999999999Z\"", "\"2262-04-11T23:47:16.999999999Z\"", "\"0000-01-01\"",
    "9999999999",
    "99999999999999", "9999999999999999", "1e18", "1e19", "8999999999.5", "\"nan\"", "\"inf\"",
    "\"-Infinity\"",
    "\"0x1p9999\"", "\"9223372036854775807s\"", String(repeating: "9", count: 100_000),
  ]

  @Test(arguments: values)
  func everyPlace(value: String) {
    let lines = [
      #"{"traceId":"a1","spanId":"b1","name":"gen_ai","startTimeUnixNano":@,"endTimeUnixNano":@,"kind":@,"#
        + #""droppedAttributesCount":@,"droppedEventsCount":@,"status":{"code":@},"#
        + #""events":[{"timeUnixNano":@,"name":"e","attributes":[{"key":"index","value":{"intValue":@}}]}]}"#,
      #"{"trace_id":"a2","span_id":"b2","name":"gen_ai","start_time":@,"end_time":@,"status":@,"dropped_attributes":@,"#
        + #""events":[{"name":"e","timestamp":@}],"attributes":{"n":@}}"#,
      #"{"traceId":"a3","spanId":"b3","name":"gen_ai","startTime":@,"endTime":@,"duration":@}"#,
      #"{"traceID":"a4","spanID":"b4","operationName":"gen_ai","startTime":@,"duration":@,"logs":[{"timestamp":@}],"#
        + #""tags":[{"key":"n","type":"int64","value":@}]}"#,
      #"{"traceID":"a5","spanID":"b5","operationName":"gen_ai","startTime":1,"duration":@}"#,
    ]
    let otlp = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(lines[0])]}]}]}"#
    let logs =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":@,"observedTimeUnixNano":@,"eventName":"gen_ai"}]}]}]}"#
    let text = (lines + [otlp, logs]).joined(separator: "\n").replacing("@", with: value)
    let (sink, _) = CollectingSink.reading(Array(text.utf8))
    #expect(sink.spans.count == 6 && sink.records == 1, "\(sink.texts)")
  }

  @Test("times beyond what 64 bits hold are no times")
  func times() {
    #expect(Timestamp.nanoseconds(rfc3339: "9999-12-31") == nil)
    #expect(Timestamp.nanoseconds(rfc3339: "2262-04-11T23:47:16.999999999Z") == nil)
    #expect(Timestamp.nanoseconds(rfc3339: "2262-04-11T23:47:16.854775807Z") == Int64.max)
    #expect(Timestamp.nanoseconds(rfc3339: "1970-01-02") == 86_400_000_000_000)
  }
}
