import TraceReader

@testable import Dump2Eval

/// A span written down in a test.
struct RecordedSpan {
  /// An attribute: a text or a whole number.
  enum Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Int)

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(value) }

    /// For literals that do not fit on a line.
    static func + (left: Value, right: String) -> Value {
      guard case .text(let text) = left else { return left }
      return .text(text + right)
    }

    fileprivate var json: String {
      switch self {
      case .text(let text): "{\"stringValue\":\(quoted(text))}"
      case .number(let number): "{\"intValue\":\"\(number)\"}"
      }
    }
  }

  var name = "span"
  var scope: String?
  var attributes: KeyValuePairs<String, Value> = [:]
  var events: [(name: String, attributes: KeyValuePairs<String, Value>)] = []
  var failed = false

  /// What the registry makes of it.
  func read() throws -> (call: LLMCall, role: SpanRole)? {
    var span = TraceSpan()
    let events = events.map { "{\"name\":\(quoted($0.name)),\"attributes\":\(list($0.attributes))}" }
    try span.tree.parse(
      """
      {"traceId":"0123456789abcdef0123456789abcdef","spanId":"0123456789abcdef","name":\(quoted(name)),
      "startTimeUnixNano":"1","endTimeUnixNano":"2","status":{"code":\(failed ? 2 : 0)},
      "attributes":\(list(attributes)),"events":[\(events.joined(separator: ","))]}
      """)
    guard OTLPJSONDecoder.decode(span.tree.root, into: &span) else { return nil }
    span.scopeName = scope
    var call = LLMCall()
    return DialectRegistry.read(span, into: &call).map { (call, $0) }
  }

  /// The call of a span that must be one.
  func call() throws -> LLMCall {
    guard let found = try read() else { throw NotACall() }
    return found.call
  }

  struct NotACall: Error {}
}

private func list(_ attributes: KeyValuePairs<String, RecordedSpan.Value>) -> String {
  "[" + attributes.map { "{\"key\":\(quoted($0.key)),\"value\":\($0.value.json)}" }.joined(separator: ",")
    + "]"
}

private func quoted(_ text: String) -> String {
  var bytes: [UInt8] = []
  JSONWriter.append(string: text, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}
