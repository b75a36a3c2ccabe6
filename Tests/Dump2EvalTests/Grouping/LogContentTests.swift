import Dump2Eval
import Foundation
import TestSupport
import Testing

@Suite("Content in log records")
struct LogContentTests {
  private static let trace = "0123456789abcdef0123456789abcdef"

  private static func id(_ number: Int) -> String { String(number + 1 << 60, radix: 16) }

  private static func attribute(_ name: String, _ value: String) -> String {
    #"{"key":"\#(name)","value":{"stringValue":"\#(value)"}}"#
  }

  private static func span(_ number: Int, parent: Int? = nil, _ time: ClosedRange<Int> = 1...9) -> String {
    let parent = parent.map { #""parentSpanId":"\#(id($0))","# } ?? ""
    return #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"\#(trace)","spanId":"\#(id(number))","#
      + parent + #""name":"chat","startTimeUnixNano":"\#(time.lowerBound)000","#
      + #""endTimeUnixNano":"\#(time.upperBound)000","attributes":["#
      + attribute("gen_ai.operation.name", "chat") + "," + attribute("gen_ai.request.model", "m")
      + "]}]}]}]}\n"
  }

  private static func record(_ name: String, of span: Int, _ time: Int, _ text: String) -> String {
    #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"\#(time)000","traceId":"\#(trace)","#
      + #""spanId":"\#(id(span))","eventName":"\#(name)","attributes":["# + attribute("content", text)
      + "]}]}]}]}\n"
  }

  private static func question(of span: Int, _ text: String) -> String {
    record("gen_ai.user.message", of: span, 2, text)
  }

  private static func answer(of span: Int, at time: Int = 3, _ text: String) -> String {
    record("gen_ai.choice", of: span, time, text)
  }

  private static func convert(_ dump: String, memory: Int) async throws -> (Summary, FileTree) {
    let work = try WorkFolder()
    var options = ConversionOptions(
      inputs: [DumpInput(try work.write("dump", dump))], destination: .folder(work("out")),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.memory = memory
    let summary = try await Conversion(options).run()
    return (summary, try FileTree(work("out")))
  }

  @Test("of one trace does not have to fit in memory")
  func spilled() async throws {
    let numbers = 0..<300
    let long = String(repeating: "long ", count: 100)
    let records = numbers.map {
      Self.question(of: $0, "q\($0) \(long)") + Self.answer(of: $0, "a\($0) \(long)")
    }
    // The first hundred calls have no span in the dump, and one batch is there twice.
    let dump = records.joined() + records[200] + numbers.dropFirst(100).map { Self.span($0) }.joined()
    let (whole, expected) = try await Self.convert(dump, memory: 64 << 20)
    #expect(whole.exportedCases == 300)
    #expect(whole.spilledBytes == 0)
    let (spilled, files) = try await Self.convert(dump, memory: 16 << 10)
    #expect(spilled.spilledBytes > 0)
    #expect(files.differences(from: expected).isEmpty)
  }

  @Test("goes to the first spans of its id")
  func sharedID() async throws {
    let spans = (0..<9).map { Self.span(1, (1 + $0)...9) }.joined()
    let (summary, _) = try await Self.convert(
      spans + Self.question(of: 1, "q") + Self.answer(of: 1, "a"), memory: 64 << 20)
    #expect(summary.seenCalls == 9)
    #expect(summary.calls[.notRecorded] == 5)
  }

  @Test("of streams that their caller recorded is dealt out by time")
  func streams() async throws {
    let numbers = 1...300
    let spans = numbers.map {
      Self.span($0, parent: 0, $0 * 10...$0 * 10 + 15) + Self.question(of: $0, "q\($0)")
    }
    let answers = numbers.map { Self.answer(of: 0, at: $0 * 10 + 12, "a\($0)") }
    // The last one is of no call.
    let dump = (spans + answers).joined() + Self.answer(of: 0, at: 1, "alone")
    let (summary, _) = try await Self.convert(dump, memory: 16 << 10)
    #expect(summary.exportedCases == numbers.count)
    #expect(summary.calls[.noInput] == 1)
  }
}
