import TestSupport
import Testing

@testable import TraceReader

/// What `tail -c`, a ring buffer or `logrotate` with `copytruncate` leave.
@Suite("A dump without its head or its tail")
struct MissingHeadTests {
  private static let span =
    #"{"traceId":"a0a1a2a3a4a5a6a7a8a9aaabacadae01","spanId":"b0b1b2b3b4b5b601","name":"chat","kind":3,"#
    + #""attributes":[{"key":"gen_ai.prompt","value":{"stringValue":"Is {a} or [b]\nright, \"c\"?"}},"#
    + #"{"key":"n","value":{"intValue":"12"}},{"key":"ok","value":{"boolValue":true}}],"events":[]}"#
  private static let lines = [
    #"{"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"scope":{"name":"lib"},"spans":[\#(span)]}]}]}"#,
    #"{"traceID":"a0a1a2a3a4a5a6a7a8a9aaabacadae01","spans":[{"traceID":"a0a1a2a3a4a5a6a7a8a9aaabacadae01","spanID":"b0b1b2b3b4b5b601","operationName":"chat","references":[],"startTime":1700000000000000,"duration":5,"tags":[{"key":"gen_ai.system","type":"string","value":"openai"}],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"shop"}}}"#,
    #"{"_index":"jaeger-span-2026-03-15","_source":{"traceID":"a0a1a2a3a4a5a6a7a8a9aaabacadae01","spanID":"b0b1b2b3b4b5b601","operationName":"chat","startTime":1700000000000000,"duration":5,"tags":[{"key":"gen_ai.system","type":"string","value":"openai"}],"process":{"serviceName":"shop"}}}"#,
    #"{"name":"chat","context":{"trace_id":"0xa0a1a2a3a4a5a6a7a8a9aaabacadae01","span_id":"0xb0b1b2b3b4b5b601"},"parent_id":null,"start_time":"2026-03-15T14:22:00Z","attributes":{"gen_ai.system":"openai"}}"#,
  ]

  /// A rest of a value that is a whole value itself has no mark of what it was.
  private static func isValue(_ rest: Substring.UTF8View) -> Bool {
    let tree = JSONTree()
    return (try? Array(rest).withUnsafeBytes { try tree.parse($0) }) != nil
  }

  @Test("is damaged, with a place, wherever it was cut, and all else is read", arguments: lines)
  func heads(line: String) {
    for end in ["\n", "\r\n"] {
      let bytes = Array(((line + end) + (line + end) + (line + end)).utf8)
      let length = (line + end).utf8.count
      for cut in 1..<(length - end.utf8.count) {
        let (recording, reading) = Recording.read(Array(bytes[cut...]))
        #expect(
          recording.problems.contains { $0.severity == .damage && $0.offset != nil }, "without \(cut) bytes")
        #expect(reading.counts.spans >= 2, "without \(cut) bytes")
      }
      // Between two values nothing is missing.
      for cut in [length - end.utf8.count, length] {
        #expect(Recording.read(Array(bytes[cut...])).recording.problems.isEmpty)
      }
    }
  }

  @Test("is damaged, with a place, wherever its tail was cut", arguments: lines)
  func tails(line: String) {
    let bytes = Array((line + "\n" + line).utf8)
    for cut in (line.utf8.count + 2)..<bytes.count {
      let (recording, reading) = Recording.read(Array(bytes[..<cut]))
      #expect(
        recording.problems.contains { $0.severity == .damage && $0.offset != nil }, "after \(cut) bytes")
      #expect(reading.counts.spans >= 1)
    }
  }

  @Test("is damaged when it is a document of many lines", arguments: [1, 2])
  func documents(indent: Int) {
    let pretty = Self.pretty(Self.lines[0], indent: indent)
    let bytes = Array((pretty + "\n" + Self.lines[0] + "\n").utf8)
    for cut in 1..<pretty.utf8.count {
      let (recording, _) = Recording.read(Array(bytes[cut...]))
      #expect(
        recording.problems.contains { $0.severity != .notice && $0.offset != nil }, "without \(cut) bytes")
    }
  }

  /// A line for each member and element.
  private static func pretty(_ json: String, indent: Int) -> String {
    var (text, depth, isInString, isEscaped) = ("", 0, false, false)
    func line() -> String { "\n" + String(repeating: " ", count: depth * indent) }
    for character in json {
      if isInString || character == "\"" {
        if !isEscaped, character == "\"" { isInString.toggle() }
        isEscaped = !isEscaped && character == "\\"
        text.append(character)
        continue
      }
      switch character {
      case "{", "[":
        depth += 1
        text += String(character) + line()
      case "}", "]":
        depth -= 1
        text += line() + String(character)
      case ",": text += "," + line()
      default: text.append(character)
      }
    }
    return text
  }

  @Test(
    "is no damage when it is a log with brackets",
    arguments: [
      "INFO sent {\"a\": [1]}", "request done: {a} [b]", "if (x) { y() }", "2026-03-15 [main] started",
      "took 5 }",
    ])
  func logs(line: String) {
    let (recording, reading) = Recording.read(line + "\n" + Self.lines[0] + "\n")
    #expect(recording.problems.allSatisfy { $0.severity == .notice }, "\(recording.problems)")
    #expect(reading.counts.spans == 1)
  }
}
