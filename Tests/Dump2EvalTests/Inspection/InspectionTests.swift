import Testing

@testable import Dump2Eval

@Suite("Inspection")
struct InspectionTests {
  private static let calls = [
    SampleCall(trace: 1, span: 1, service: "shop", model: "a", start: 1_000, tokens: 10, cost: 0.5),
    SampleCall(trace: 1, span: 2, service: "shop", model: "b", start: 1_010, output: nil, tokens: 20),
    SampleCall(trace: 2, span: 3, service: "shop", model: "a", start: 2_000, input: nil, output: nil),
    SampleCall(trace: 3, span: 4, service: nil, model: nil, scope: "openlit.x", start: 3_000, input: "Hello"),
  ]

  private func inspect(
    _ calls: [SampleCall] = calls, logs: [String] = [], _ change: (inout ConversionOptions) -> Void = { _ in }
  ) async throws -> Inspection {
    let dump = try SampleDump([calls], logs: logs)
    var options = dump.options
    change(&options)
    let inspection = try await Conversion(options).inspect()
    #expect(dump.names.isEmpty, "nothing is written")
    return inspection
  }

  @Test("counts calls by service, model and library, with reasons, tokens, cost and time")
  func groups() async throws {
    let inspection = try await inspect()
    #expect(inspection.services.map(\.name) == ["shop", nil])
    let shop = inspection.services[0]
    #expect(shop.traces == 2)
    #expect(shop.calls == [.exportable: 1, .noOutput: 1, .notRecorded: 1])
    #expect(shop.usage.totalTokens == 30)
    #expect(shop.usage.cost == 0.5)
    #expect(shop.first == UTCTime(unixMilliseconds: 1_000_000))
    #expect(shop.last == UTCTime(unixMilliseconds: 2_000_000))
    #expect(inspection.models.map(\.name) == ["a", nil, "b"])
    #expect(inspection.libraries.map(\.name) == ["toad-eye", "openlit.x"])
    #expect(inspection.libraries[0].library?.recordingHint?.contains("recordContent") == true)
    #expect(inspection.total.count == 4)
    #expect(inspection.summary.exportedTraces == 2)
    #expect(inspection.summary.inputs.map(\.format) == [["OTLP JSON"]])
    #expect(
      inspection.traces.map(\.calls) == [
        [.exportable: 1, .noOutput: 1], [.notRecorded: 1], [.exportable: 1],
      ])
    #expect(inspection.inputLengths.count == 3)
    #expect(inspection.tokens.bins.map(\.count) == [1, 1])
  }

  @Test("sums balance, and what a selection leaves out is counted and told nowhere else")
  func balance() async throws {
    for (services, count) in [([], 4), (["shop"], 3), (["x"], 0)] {
      let inspection = try await inspect { $0.selection.services = services.map { GlobPattern($0)! } }
      for groups in [inspection.services, inspection.models, inspection.libraries] {
        #expect(groups.reduce(0) { $0 + $1.count } == count)
        #expect(groups.reduce(0) { $0 + $1.exportable } == inspection.summary.exportedCases)
      }
      #expect(inspection.summary.seenCalls == 4)
      #expect(inspection.summary.calls.filter { $0.key != .filtered } == inspection.total.calls)
      #expect(inspection.traces.count == inspection.tracesWithCalls)
    }
  }

  @Test("tells which content is in log records only")
  func logs() async throws {
    let record = #"""
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"2000000000000","traceId":"\#(hex(2, 32))",\#
      "spanId":"\#(hex(3, 16))","eventName":"gen_ai.client.inference.operation.details","attributes":[\#
      {"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]"}},\#
      {"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Yo\"}]}]"}}]}]}]}]}
      """#
    let inspection = try await inspect(logs: [record])
    #expect(inspection.summary.exportedCases == 3)
    #expect(inspection.total.needingLogs == 1)
    #expect(inspection.services[0].needingLogs == 1)
  }

  @Test("says that content may be in log records when there are none")
  func awaitingLogs() async throws {
    var call = SampleCall(trace: 1, span: 1, input: nil, output: nil)
    call.scope = "opentelemetry.instrumentation.openai_v2"
    let inspection = try await inspect([call, SampleCall(trace: 2, span: 2, input: nil, output: nil)])
    #expect(inspection.summary.callsAwaitingLogs == 1)
  }

  @Test("takes bounded memory for names that never end")
  func manyNames() async throws {
    let calls = (1...1_300).map { SampleCall(trace: $0, span: $0, model: "m\($0)") }
    let inspection = try await inspect(calls)
    #expect(inspection.models.count == 1_001)
    let others = try #require(inspection.models.first { $0.name == Inspection.others })
    #expect(others.count == 300)
    #expect(inspection.traces.count == 1_000)
    #expect(inspection.tracesWithCalls == 1_300)
  }
}

@Suite("Timelines")
struct TimelineTests {
  @Test(
    "have at most 120 bins, aligned with the clock, and lose no call",
    arguments: [
      (0, 50, 1), (0, 500, 10), (59, 7_000, 60), (1_773_584_520, 90_000, 3_600),
      (-5_000_000_000, 10_000_000_000, 3_640 * 86_400),
    ])
  func bins(start: Int, seconds: Int, width: Int) {
    var timeline = Timeline()
    for step in 0..<1_000 {
      timeline.add(
        UTCTime(unixMilliseconds: Int64(start + step * seconds / 1_000) * 1_000), isExportable: step % 3 == 0)
    }
    let bins = timeline.bins
    #expect(bins.count <= Timeline.maximumCount)
    #expect(timeline.binSeconds == width)
    #expect(bins.reduce(0) { $0 + $1.exportable } == 334)
    #expect(bins.reduce(0) { $0 + $1.others } == 666)
    #expect(bins.allSatisfy { $0.start.unixMilliseconds.isMultiple(of: Int64(width) * 1_000) })
    #expect(bins[0].start.unixMilliseconds <= Int64(start) * 1_000)
  }

  @Test("hold all of time")
  func extremes() {
    var timeline = Timeline()
    for milliseconds in [Int64.min / 1_000_000, 0, Int64.max / 1_000_000] {
      timeline.add(UTCTime(unixMilliseconds: milliseconds), isExportable: true)
    }
    #expect(timeline.bins.reduce(0) { $0 + $1.exportable } == 3)
  }
}

@Suite("Histograms")
struct HistogramTests {
  @Test("count by powers of two")
  func bins() {
    var histogram = Histogram()
    for value in [0, 1, 2, 3, 4, 7, 8, -5, .max] { histogram.add(value) }
    #expect(histogram.bins.prefix(5).map(\.count) == [2, 1, 2, 2, 1])
    #expect(histogram.bins.prefix(5).map(\.lowerBound) == [0, 1, 2, 4, 8])
    #expect(histogram.bins.last?.count == 1)
    #expect(histogram.largest == .max)
  }
}
