internal import TraceReader

/// Langfuse's SDKs from version 3 on (Python 3 to 5, JavaScript 4 and later), and LiteLLM's `langfuse_otel` callback.
///
/// `langfuse.observation.input` and `.output` are JSON text, or plain text without quotes.
enum Langfuse: Dialect {
  static let name = "langfuse"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let type = span.attributes["langfuse.observation.type"] else { return nil }
    guard type == "generation" else { return .other }
    // The type `embedding` came with 3.3.
    return span.name.hasSuffix("embedding") ? .other : .call
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    if let input = attributes["langfuse.observation.input"] {
      call.fill(input: MessageReader.messages(in: request(input)))
    }
    if let output = attributes["langfuse.observation.output"] {
      call.fill(output: MessageReader.choices(in: output))
    }
    call.fill(model: attributes["langfuse.observation.model.name"])
    call.fill(usage: attributes["langfuse.observation.usage_details"]?.decoded)
    call.fill(responseID: responseID(attributes["langfuse.observation.metadata.id"]))
    if call.cost == nil, let costs = attributes["langfuse.observation.cost_details"]?.decoded {
      call.cost = cost(costs)
    }
    if let level = attributes["langfuse.observation.level"], level == "ERROR" { call.failed = true }
  }

  /// The wrapped clients put tools beside the messages: `{"tools": […], "messages": […]}`, `{"input": […], "tools": […]}`, with
  /// the Responses API also beside a text. Any other object is what the application sent, and stays text.
  private static func request(_ input: JSONNode) -> JSONNode {
    guard input.hasPrefix("{"), let object = input.decoded, object.isObject,
      let asked = object.member("messages", "input", "contents")
    else { return input }
    let isRequest =
      asked.isArray
      || object.member("tools", "tool_choice", "parallel_tool_calls", "instructions") != nil
    return isRequest ? object : input
  }

  /// Metadata are JSON: a text has its quotes. Only what the providers' ids look like: users have ids of their own.
  private static func responseID(_ node: JSONNode?) -> JSONNode? {
    guard let node else { return nil }
    let value = node.decoded ?? node
    return value.hasPrefix("resp_") || value.hasPrefix("chatcmpl") || value.hasPrefix("msg_") ? value : nil
  }

  /// The total where it is told, else the sum of the parts; without what is no amount (`NaN`), which would make one of every
  /// sum that it is added to.
  private static func cost(_ costs: JSONNode) -> Double? {
    if let total = costs["total"]?.double, total.isFinite { return total }
    let parts = costs.members.compactMap { $0.value.double }.filter(\.isFinite)
    let sum = parts.reduce(0, +)
    return parts.isEmpty || !sum.isFinite ? nil : sum
  }
}
