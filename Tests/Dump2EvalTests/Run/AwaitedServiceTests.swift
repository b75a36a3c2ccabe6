import Foundation
import TestSupport
import Testing
import TraceReader

@testable import Dump2Eval

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

  @Test("are waited for by each trace once, and as long as the object is open that will tell them")
  func waiting() {
    func reference(_ object: Int64, _ process: String) -> ResourceReference {
      ResourceReference(input: 0, offset: object, process: process)
    }
    var awaited = AwaitedServices()
    for trace in ["a", "a", "b", "a"] { awaited.wait(for: reference(1, "p"), in: trace) }
    awaited.wait(for: reference(2, "p"), in: "a")
    awaited.wait(for: reference(2, "q"), in: "a")
    #expect(awaited.take(reference(1, "p")) == ["a", "b"])
    #expect(awaited.take(reference(1, "p")) == nil)
    awaited.wait(for: reference(1, "p"), in: "a")
    #expect(awaited.take(reference(2, "q")) == ["a"])
    awaited.forget(2)
    #expect(awaited.take(reference(2, "p")) == nil)
    #expect(awaited.take(reference(1, "p")) == ["a"])
  }

  /// What is told of the calls of one trace, each of a process of its own.
  private static func summary(ofProcesses count: Int, memory: Int) async throws -> Summary {
    let work = try WorkFolder()
    let processes = (0..<count).map { "b\($0)" }
    let dump = try work.write(
      "dump",
      #"{"data":[{"traceID":"aa","spans":["# + processes.map(span).joined(separator: ",")
        + #"],"processes":{"# + processes.map { #""\#($0)":{"serviceName":"shop"}"# }.joined(separator: ",")
        + "}}]}")
    var options = ConversionOptions(
      inputs: [DumpInput(dump)], destination: .folder(work("out")), exportedAt: UTCTime(unixMilliseconds: 0))
    options.memory = memory
    return try await Conversion(options).run()
  }

  @Test("are known of thousands of processes in one trace", arguments: [64 << 10, 64 << 20])
  func processes(memory: Int) async throws {
    let summary = try await Self.summary(ofProcesses: 5_000, memory: memory)
    #expect(summary.callsByService[.notRecorded] == ["shop": 5_000])
    #expect(summary.problems.isEmpty)
  }

  @Test("are said to be unknown, once, where more wait than can be remembered")
  func most() async throws {
    let summary = try await Self.summary(ofProcesses: (1 << 16) + 3, memory: 1 << 20)
    #expect(summary.callsByService[.notRecorded] == ["shop": 1 << 16, "": 3])
    #expect(summary.problems.map(\.severity) == [.damage])
    #expect(
      summary.problems.first?.description.contains(
        "expected spans of at most 65536 processes before the services of these, found more") == true)
  }
}
