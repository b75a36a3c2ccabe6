import TestSupport
import Testing

@testable import TraceReader

/// OTLP's AnyValue, for writing it in both encodings.
indirect enum SampleValue: Sendable {
  case null
  case string([UInt8])
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case array([SampleValue])
  case map([(key: [UInt8], value: SampleValue)])
  case bytes([UInt8])

  var wire: [UInt8] {
    WireWriter.message { writer in
      switch self {
      case .null: break
      case .string(let text): writer.bytes(1, text)
      case .bool(let value): writer.varint(2, value ? 1 : 0)
      case .int(let value): writer.varint(3, UInt64(bitPattern: value))
      case .double(let value): writer.fixed64(4, value.bitPattern)
      case .array(let values): writer.message(5) { for value in values { $0.bytes(1, value.wire) } }
      case .map(let members):
        writer.message(6) { for member in members { $0.bytes(1, Self.entry(member.key, member.value)) } }
      case .bytes(let bytes): writer.bytes(7, bytes)
      }
    }
  }

  static func entry(_ key: [UInt8], _ value: SampleValue) -> [UInt8] {
    WireWriter.message {
      $0.bytes(1, key)
      $0.bytes(2, value.wire)
    }
  }

  var json: [UInt8] {
    switch self {
    case .null: Array("{}".utf8)
    case .string(let text): Array("{\"stringValue\":".utf8) + Self.quoted(text) + [0x7D]
    case .bool(let value): Array("{\"boolValue\":\(value)}".utf8)
    case .int(let value): Array("{\"intValue\":\"\(value)\"}".utf8)
    case .double(let value):
      Array(
        "{\"doubleValue\":\(value.isNaN ? "\"NaN\"" : value.isFinite ? "\(value)" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"")}"
          .utf8)
    case .array(let values):
      Array("{\"arrayValue\":{\"values\":[".utf8) + Array(values.map(\.json).joined(separator: [0x2C]))
        + Array("]}}".utf8)
    case .map(let members):
      Array("{\"kvlistValue\":{\"values\":".utf8) + Self.list(members) + Array("}}".utf8)
    case .bytes(let bytes): Array("{\"bytesValue\":".utf8) + Self.quoted(Base64.encode(bytes)) + [0x7D]
    }
  }

  /// A list of KeyValues.
  static func list(_ members: [(key: [UInt8], value: SampleValue)]) -> [UInt8] {
    let entries = members.map {
      Array("{\"key\":".utf8) + quoted($0.key) + Array(",\"value\":".utf8) + $0.value.json + [0x7D]
    }
    return [0x5B] + Array(entries.joined(separator: [0x2C])) + [0x5D]
  }

  /// A JSON string with these bytes, which need not be UTF-8.
  static func quoted(_ text: [UInt8]) -> [UInt8] {
    var quoted: [UInt8] = [0x22]
    for byte in text {
      if byte < 0x20 {
        quoted +=
          Array("\\u00".utf8) + Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16).utf8)
      } else {
        if byte == 0x22 || byte == 0x5C { quoted.append(0x5C) }
        quoted.append(byte)
      }
    }
    return quoted + [0x22]
  }

  static func random(_ random: inout SplitMix, depth: Int = 0) -> SampleValue {
    switch Int.random(in: 0..<(depth < 4 ? 12 : 9), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .int(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
    case 3: return .double(Double(bitPattern: random.next()))
    case 4: return .double(Double(Int.random(in: -1000...1000, using: &random)) / 8)
    case 5:
      return .bytes(
        (0..<Int.random(in: 0..<20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
    case 6...8: return .string(text(&random))
    case 9:
      return .map(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in
          (text(&random), self.random(&random, depth: depth + 1))
        })
    default:
      return .array(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in self.random(&random, depth: depth + 1) })
    }
  }

  /// Texts with escapes, several bytes a character, and bytes that are not UTF-8.
  static func text(_ random: inout SplitMix) -> [UInt8] {
    let pieces: [[UInt8]] = [
      Array("gen_ai.prompt".utf8), Array("\"\\\n\t".utf8), Array("é😀\u{2028}".utf8), [0xF0, 0x9F], [0xFF],
      [0x00],
      Array("{\"role\":\"user\"}".utf8), [],
    ]
    return Array(
      (0..<Int.random(in: 1..<5, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined())
  }
}

/// A span, for writing it in both encodings.
struct SampleSpan {
  typealias Members = [(key: [UInt8], value: SampleValue)]
  struct Event {
    var time: UInt64 = 0
    var name: [UInt8] = []
    var attributes: Members = []
    var dropped: UInt64 = 0
  }

  var traceID: [UInt8] = (0..<16).map { 0xA0 + $0 }
  var spanID: [UInt8] = (0..<8).map { 0xB0 + $0 }
  var parentID: [UInt8]?
  var name = Array("chat gpt".utf8)
  var start: UInt64 = 1_700_000_000_000_000_001
  var end: UInt64 = 1_700_000_000_500_000_000
  var attributes: Members = []
  var dropped: (attributes: UInt64, events: UInt64) = (0, 0)
  var events: [Event] = []
  var status: (code: UInt64, message: [UInt8]?)?

  init() {}

  init(random: inout SplitMix) {
    func members() -> Members {
      (0..<Int.random(in: 0..<14, using: &random)).map { _ in
        (SampleValue.text(&random), SampleValue.random(&random))
      }
    }
    traceID = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    spanID = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
    parentID = [nil, spanID, Array(repeating: 0, count: 8), []].randomElement(using: &random)!
    name = SampleValue.text(&random)
    start = random.next() >> UInt64.random(in: 0..<64, using: &random)
    end = [0, start, random.next()].randomElement(using: &random)!
    attributes = members()
    dropped = (random.next() & 0xFFFF_FFFF, random.next() & 127)
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      events.append(
        Event(
          time: random.next() >> 2, name: SampleValue.text(&random), attributes: members(),
          dropped: random.next() & 7))
    }
    status =
      Bool.random(using: &random)
      ? (random.next() % 3, [nil, SampleValue.text(&random)].randomElement(using: &random)!) : nil
  }

  /// Fields one by one, so that they can be put in another order.
  var fields: [[UInt8]] {
    var fields: [[UInt8]] = []
    func add(_ body: (inout WireWriter) -> Void) { fields.append(WireWriter.message(body)) }
    add { $0.bytes(1, traceID) }
    add { $0.bytes(2, spanID) }
    add { $0.text(3, "vendor=1") }
    if let parentID { add { $0.bytes(4, parentID) } }
    add { $0.bytes(5, name) }
    add { $0.varint(6, 3) }
    add { $0.fixed64(7, start) }
    add { $0.fixed64(8, end) }
    for member in attributes { add { $0.bytes(9, SampleValue.entry(member.key, member.value)) } }
    add { $0.varint(10, dropped.attributes) }
    for event in events {
      add {
        $0.message(11) {
          $0.fixed64(1, event.time)
          $0.bytes(2, event.name)
          for member in event.attributes { $0.bytes(3, SampleValue.entry(member.key, member.value)) }
          $0.varint(4, event.dropped)
        }
      }
    }
    add { $0.varint(12, dropped.events) }
    add { $0.message(13) { $0.bytes(1, traceID) } }
    if let status {
      add {
        $0.message(15) {
          if let message = status.message { $0.bytes(2, message) }
          $0.varint(3, status.code)
        }
      }
    }
    add { $0.fixed32(16, 0x101) }
    add { $0.text(77, "a field of the future") }
    return fields
  }

  var wire: [UInt8] { Array(fields.joined()) }

  var json: [UInt8] {
    var parts: [[UInt8]] = []
    func add(_ name: String, _ value: [UInt8]) { parts.append(Array("\"\(name)\":".utf8) + value) }
    func add(_ name: String, _ value: String) { add(name, Array(value.utf8)) }
    add("traceId", "\"\(Hex.encode(traceID))\"")
    add("spanId", "\"\(Hex.encode(spanID))\"")
    if let parentID { add("parentSpanId", "\"\(Hex.encode(parentID))\"") }
    add("name", SampleValue.quoted(name))
    add("startTimeUnixNano", "\"\(start)\"")
    add("endTimeUnixNano", "\"\(end)\"")
    add("attributes", SampleValue.list(attributes))
    add("droppedAttributesCount", "\(dropped.attributes)")
    add("droppedEventsCount", "\(dropped.events)")
    let events = events.map { event in
      Array("{\"timeUnixNano\":\"\(event.time)\",\"name\":".utf8) + SampleValue.quoted(event.name)
        + Array(",\"droppedAttributesCount\":\(event.dropped),\"attributes\":".utf8)
        + SampleValue.list(event.attributes) + [0x7D]
    }
    add("events", [0x5B] + Array(events.joined(separator: [0x2C])) + [0x5D])
    if let status {
      var json: [UInt8] = [0x7B]
      if let message = status.message {
        json += Array("\"message\":".utf8) + SampleValue.quoted(message) + [0x2C]
      }
      add("status", json + Array("\"code\":\(status.code)}".utf8))
    }
    return [0x7B] + Array(parts.joined(separator: [0x2C])) + [0x7D]
  }
}

extension TraceSpan {
  /// Everything that the decoders fill, as text.
  var summary: [String] {
    var lines = [
      "trace \(traceID.canonical) \(traceID.spelling)", "span \(spanID.canonical) \(spanID.spelling)",
      "parent \(parentSpanID ?? "-")", "name \(name)", "time \(startTime) \(endTime)",
      "status \(isError) \(statusMessage ?? "-")", "dropped \(droppedAttributesCount) \(droppedEventsCount)",
      "scope \(scopeName ?? "-") \(scopeVersion ?? "-")", "service \(serviceName ?? "-")",
    ]
    lines += attributes.summary
    for event in events {
      lines.append("event \(event.name) \(event.time) \(event.droppedAttributesCount)")
      lines += event.attributes.summary
    }
    return lines
  }
}

extension Attributes {
  var summary: [String] { all.map { "\($0.name.json): \($0.value.json)" } }
}

extension TraceLogRecord {
  /// Everything that the decoders fill, as text.
  var summary: [String] {
    [
      "trace \(traceID?.canonical ?? "-") span \(spanID?.canonical ?? "-")", "event \(eventName) \(time)",
      "body \(body?.json ?? "-")", "scope \(scopeName ?? "-") service \(serviceName ?? "-")",
    ] + attributes.summary
  }
}

/// Expects two summaries to be equal and shows the first line in which they are not.
func expectSame(
  _ found: [String]?, _ expected: [String]?, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found != expected else { return }
  for position in 0..<max(found?.count ?? 0, expected?.count ?? 0) {
    let pair = [found ?? [], expected ?? []].map { position < $0.count ? $0[position] : "nothing" }
    guard pair[0] != pair[1] else { continue }
    Issue.record("found \(pair[0]), expected \(pair[1])", sourceLocation: sourceLocation)
    return
  }
}
