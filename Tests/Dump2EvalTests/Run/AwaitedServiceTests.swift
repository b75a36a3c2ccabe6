import Dump2Eval
import Foundation
import TestSupport
import Testing

@Suite("Services that are told after the spans")
struct AwaitedServiceTests {
  /// Calls without content of a resource that nothing tells.
  private static func line(_ number: Int) -> String {
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","#
      + #""spanId":"\#(String(number + 1 << 32, radix: 16))","name":"chat","attributes":["#
      + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
      + #"{"key":"gen_ai.request.model","value":{"stringValue":"m"}}]}]}]}]}"# + "\n"
  }

  private static func span(_ process: String) -> String {
    #"{"traceID":"aa","spanID":"\#(process)","operationName":"chat","processID":"\#(process)","#
      + #""tags":[{"key":"gen_ai.operation.name","type":"string","value":"chat"},"#
      + #"{"key":"gen_ai.request.model","type":"string","value":"m"}]}"#
  }

  private static let jaeger =
    #"{"data":[{"traceID":"aa","spans":["# + span("b1") + "," + span("b2")
    + #"],"processes":{"b1":{"serviceName":"one"},"b2":{"serviceName":"two"}}}]}"#

  @Test("are known however many were never told before", arguments: [0, 4_094, 4_095, 4_096])
  func untold(count: Int) async throws {
    let work = try WorkFolder()
    let dump = try work.write("dump", (0..<count).map(Self.line).joined() + Self.jaeger)
    let summary = try await Conversion(
      ConversionOptions(
        inputs: [DumpInput(dump)], destination: .folder(work("out")), exportedAt: UTCTime(unixMilliseconds: 0)
      )
    ).run()
    var services = ["one": 1, "two": 1]
    if count > 0 { services[""] = count }
    #expect(summary.callsByService[.notRecorded] == services)
  }
}
