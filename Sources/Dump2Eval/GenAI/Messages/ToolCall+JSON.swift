// Unsafe code: gives the bytes of a string to the parser inside `withText`.

internal import TraceReader

extension ToolCall {
  /// Reads a call in any shape: OpenAI `{id, function: {name, arguments}}`, the semantic conventions' and
  /// LangChain's flat ones, Responses items (`call_id`), Anthropic and Bedrock (`input`), Gemini (`args`),
  /// Cohere (`parameters`), Vercel (`toolName`), Haystack (`tool_name`), OpenInference (`tool_call` around
  /// it), Azure AI projects (`content` around it). nil when it has no name.
  init?(_ node: JSONNode) {
    guard node.isObject else { return nil }
    let outer =
      node["tool_call"].flatMap { $0.isObject ? $0 : nil }
      ?? node["content"].flatMap { $0.member("function", "name") != nil ? $0 : nil } ?? node
    var inner = outer
    for wrapper in [outer["function"], outer["function_call"], outer["functionCall"]] {
      if let wrapper, wrapper.isObject { inner = wrapper }
    }
    let named = inner.member("name", "tool_name", "toolName") ?? outer.member("function", "name")
    guard let name = named?.string, !name.isEmpty else { return nil }
    let id = outer.member("call_id", "id", "tool_call_id", "toolCallId", "toolUseId", "tool_use_id")
    let arguments = inner.member("arguments", "args", "input", "parameters", "kwargs")
    self.init(
      id: (id ?? inner["id"])?.text.flatMap { $0.isEmpty ? nil : $0 }, name: name,
      arguments: Self.arguments(arguments))
  }

  /// Arguments as compact JSON text, whether they were recorded as a value or as JSON text of one.
  static func arguments(_ node: JSONNode?) -> String {
    guard let node, !node.isBlank else { return "{}" }
    guard node.isString else { return node.json }
    // A tree of its own that goes away with the call: `JSONNode.decoded` would keep one for every call of the
    // span.
    let tree = JSONTree()
    guard unsafe node.withText({ unsafe (try? tree.parse($0)) != nil }) else { return node.json }
    let value = tree.root
    guard value.isString, !value.isBlank else { return value.isString ? "{}" : value.json }
    // Encoded twice.
    let twice = JSONTree()
    guard unsafe value.withText({ unsafe (try? twice.parse($0)) != nil }), twice.root.isObject else {
      return value.json
    }
    return twice.root.json
  }

  /// Adds the calls of a `tool_calls` list to `calls`; of one whose calls are JSON text, too (LiveKit).
  static func append(_ list: JSONNode?, to calls: inout [ToolCall]) {
    guard let list else { return }
    for element in list.elements {
      if let call = ToolCall(element.isString ? element.decoded ?? element : element) { calls.append(call) }
    }
  }
}
