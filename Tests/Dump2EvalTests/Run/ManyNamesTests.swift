import Dump2Eval
import Foundation
import TestSupport
import Testing

@Suite("Names that are all different")
struct ManyNamesTests {
  /// A call without content of a service and library of its own.
  private static func line(_ number: Int, _ padding: String) -> String {
    #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"#
      + #""service \#(number)\#(padding)"}}]},"scopeSpans":[{"scope":{"name":"openlit.\#(number)\#(padding)"},"#
      + #""spans":[{"traceId":"00000000000000000000000000000001","spanId":"\#(String(number + 1 << 32, radix: 16))","#
      + #""name":"chat","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
      + #"{"key":"gen_ai.request.model","value":{"stringValue":"m"}}]}]}]}]}"# + "\n"
  }

  @Test("are counted together behind the first", arguments: [(1_200, 0, 1_000), (50, 100_000, 10)])
  func many(count: Int, length: Int, limit: Int) async throws {
    let work = try WorkFolder()
    let padding = String(repeating: "x", count: length)
    let dump = try work.write("dump", (0..<count).map { Self.line($0, padding) }.joined())
    let summary = try await Conversion(
      ConversionOptions(
        inputs: [DumpInput(dump)], destination: .folder(work("out")), exportedAt: UTCTime(unixMilliseconds: 0)
      )
    ).run()
    let services = try #require(summary.callsByService[.notRecorded])
    #expect(services.count == limit + 1)
    #expect(services[Inspection.others] == count - limit)
    #expect(services.values.reduce(0, +) == summary.calls[.notRecorded])
    #expect(summary.calls[.notRecorded] == count)
    #expect(summary.unrecordedCalls.count == limit + 1)
    #expect(summary.unrecordedCalls.values.reduce(0, +) == count)
    #expect(summary.callsAwaitingLogs == count)
  }
}
