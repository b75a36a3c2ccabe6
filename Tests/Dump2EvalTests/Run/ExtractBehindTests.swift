import ExternalSort
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Dump2Eval
@testable import TraceReader

@Suite("Calls made behind the reader")
struct ExtractBehindTests {
  /// What came of a dump: records with their keys, in their order, and problems.
  private struct Extracted: Equatable {
    var records: [[UInt8]] = []
    var problems: [String] = []
  }

  private func extract(_ dumps: [[UInt8]], isRelayed: Bool) throws -> Extracted {
    var extracted = Extracted()
    let extractor = CallExtractor(memoryLimit: 16 << 20, folder: .standard())
    let behind = ExtractBehind(extractor)
    defer { behind.end() }
    let reader = DumpReader(markers: DialectRegistry.markers, maximumSpanSize: 8 << 20)
    for (number, dump) in dumps.enumerated() {
      extractor.inputName = "\(number)"
      _ = reader.read(
        MemorySource(dump, chunk: 10_000), name: "\(number)", number: UInt32(number),
        into: isRelayed ? behind : extractor)
      if isRelayed { behind.settle() }
      extracted.problems += extractor.takeProblems().all.map {
        "\($0.input) \($0.offset ?? -1) \($0.problem)"
      }
    }
    var records = try SortedRecords(
      merging: [try extractor.finish()], memoryLimit: 16 << 20, folder: .standard())
    while try records.advance() {
      records.withRecord { key, payload in
        extracted.records.append(key.withUnsafeBytes { Array($0) } + payload.withUnsafeBytes { Array($0) })
      }
    }
    return extracted
  }

  /// Requests of OTLP JSON, one a line: calls of all sizes, other spans, log records, lines that are broken.
  private func dump(seed: UInt64, lines: Int) -> [UInt8] {
    var random = SplitMix(seed: seed)
    var text = ""
    for line in 0..<lines {
      var spans: [String] = []
      for span in 0..<Int.random(in: 0...40, using: &random) {
        let ids =
          #""traceId":"\#(hex(UInt64(line / 2), 32))","spanId":"\#(hex(UInt64(line * 100 + span + 1), 16))""#
        let size = [0, 30, 300, 9_000, 300_000, 1_500_000].prefix(line % 40 == 7 ? 6 : 4)
          .randomElement(using: &random)!
        let prompt = String(repeating: "word ", count: size / 5)
        let attributes =
          Bool.random(using: &random)
          ? """
          {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
          {"key":"gen_ai.input.messages","value":{"stringValue":"[{\\"role\\":\\"user\\",\\"content\\":\\"\(prompt)\\"}]"}},\
          {"key":"gen_ai.output.messages","value":{"stringValue":"[{\\"role\\":\\"assistant\\",\\"content\\":\\"\(span)\\"}]"}}
          """ : #"{"key":"http.method","value":{"stringValue":"GET"}}"#
        spans.append(
          #"{\#(ids),"name":"chat","startTimeUnixNano":"\#(span)","endTimeUnixNano":"900","attributes":[\#(attributes)]}"#
        )
      }
      if line % 11 == 3 {
        text += """
          {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"\(hex(UInt64(line / 2), 32))",\
          "spanId":"\(hex(UInt64(line * 100 + 1), 16))","eventName":"gen_ai.user.message",\
          "body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"hello \(line)"}}]}}}]}]}]}

          """
      }
      let request = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
      text += (line % 17 == 5 ? String(request.dropLast(30)) : request) + "\n"
    }
    return Array(text.utf8)
  }

  private func hex(_ number: UInt64, _ count: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }

  @Test("are the same as those made by it", arguments: [1, 2, 3])
  func sameRecords(seed: UInt64) throws {
    let dumps = [
      dump(seed: seed, lines: 60), dump(seed: seed + 10, lines: 2), dump(seed: seed + 20, lines: 30),
    ]
    let plain = try extract(dumps, isRelayed: false)
    let relayed = try extract(dumps, isRelayed: true)
    #expect(plain.records.count > 500)
    #expect(plain.problems.count > 3)
    #expect(relayed.problems == plain.problems)
    #expect(relayed.records == plain.records)
  }

  @Test("are the same where there can be no thread")
  func withoutThread() throws {
    let dumps = [dump(seed: 9, lines: 40)]
    let plain = try extract(dumps, isRelayed: false)
    let faults = FaultInjection { $0 == .startThread ? .failure(.resourceTemporarilyUnavailable) : nil }
    let relayed = try FaultInjection.$current.withValue(faults) { try extract(dumps, isRelayed: true) }
    #expect(relayed == plain)
  }
}
