// Unsafe code: counts characters of strings inside `withText`.

internal import TraceReader

/// What a span tells of limits that cut its content.
///
/// Two things are certain: attributes that the SDK counted as dropped while something needed is missing, and
/// JSON text that ends too early: its length is the limit, and every other text of just that length was cut
/// as well.
enum LimitEvidence {
  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    if span.droppedAttributesCount > 0 {
      if call.inputText == nil { call.truncation.insert(.input) }
      if call.outputText == nil { call.truncation.insert(.output) }
    }
    if let limit = limit(of: span.attributes) {
      mark(span.attributes, cutAt: limit, in: &call)
    }
    for event in span.events {
      if let kind = EventKind(event.name) { read(event.attributes, of: kind, into: &call) }
    }
  }

  /// Conventions define the content of events as JSON, but for the two that hold whole prompts.
  private static func read(_ attributes: Attributes, of kind: EventKind, into call: inout LLMCall) {
    for (name, value) in attributes.all where value.seemsCutJSON {
      let isJSON =
        kind.holdsText ? beginsLikeMessages(value) : value.hasPrefix("{\"") || value.hasPrefix("[{\"")
      guard isJSON, value.isCutJSON, let part = kind.part ?? part(name) else { continue }
      call.truncation.formUnion(part)
    }
  }

  /// Lengths in the measures that limits are counted in: characters (Python, Go), bytes (Tempo).
  private struct Length: Equatable {
    let bytes: Int
    let characters: Int

    init(_ node: JSONNode) {
      bytes = node.textCount
      characters = unsafe node.withText { bytes in
        unsafe bytes.reduce(into: 0) { count, byte in count += byte & 0xC0 == 0x80 ? 0 : 1 }
      }
    }
  }

  /// The length at which some JSON text was cut.
  private static func limit(of attributes: Attributes) -> Length? {
    attributes.firstValue(ofAtLeast: 32) { name, value in
      value.seemsCutJSON && (isJSON(name, attributes) || beginsLikeMessages(value)) && value.isCutJSON
    }.map(Length.init)
  }

  /// Ends of names whose values conventions define as JSON. Texts that people and models write do not count: a model that
  /// was told to answer in JSON and ran out of tokens has not been cut by a limit of the SDK.
  private static let jsonNames: [StaticString] = [
    "messages", "system_instructions", "tool.definitions", "llm_request", "llm_response", "request_data",
    "response_data", "messages_events", "invocation_parameters", "json_schema", "spanInputs", "spanOutputs",
    "component.input", "component.output", "ai.prompt", "toolCalls", "observation.model.parameters",
    "usage_details",
  ]

  /// How lists of messages and single ones begin, whatever they are recorded under: people and models write nothing like it.
  private static let messages: [StaticString] = [
    #"{"role":"#, #"[{"role":"#, #"{"messages":"#, #"{"tools":"#, #"[{"event.name":"#,
    #"[{"type":"text""#, #"[{"type": "text""#, #"{"type":"message""#, #"{"type": "message""#,
  ]

  private static func beginsLikeMessages(_ value: JSONNode) -> Bool {
    messages.contains { value.hasPrefix($0) }
  }

  private static func isJSON(_ name: JSONNode, _ attributes: Attributes) -> Bool {
    if name == "input.value" {
      return attributes["input.mime_type"].map { $0 == "application/json" } ?? false
    }
    if name == "output.value" {
      return attributes["output.mime_type"].map { $0 == "application/json" } ?? false
    }
    if name == "gen_ai.prompt" || name == "gen_ai.completion" {
      return attributes["langsmith.span.kind"] != nil
    }
    if name == "inputs" || name == "output" {
      return attributes["framework"].map { $0 == "promptflow" } ?? false
    }
    return jsonNames.contains { name.hasSuffix($0) }
  }

  private static func mark(_ attributes: Attributes, cutAt limit: Length, in call: inout LLMCall) {
    // OpenInference's raw request and response are not needed where the messages are.
    let isInputSpare = attributes.containsName(prefix: "llm.input_messages.")
    let isOutputSpare = attributes.containsName(prefix: "llm.output_messages.")
    for position in 0..<attributes.count {
      let (name, value) = attributes[position]
      guard value.isString, value.textCount >= limit.characters, let part = part(name) else { continue }
      if isInputSpare && name == "input.value" || isOutputSpare && name == "output.value" { continue }
      let length = Length(value)
      if length.characters == limit.characters || length.bytes == limit.bytes { call.truncation.insert(part) }
    }
  }

  /// Which part of the call an attribute holds, by the words that conventions use; nil for neither.
  private static func part(_ name: JSONNode) -> LLMCall.Truncation? {
    if name == "events" { return [.input, .output] }
    guard name.textCount <= 200, let name = name.string?.lowercased() else { return nil }
    // What tools are offered is no part of a case.
    if name.contains("tool.definitions") || name.contains("schema") { return nil }
    if name.contains("output") || name.contains("completion") || name.contains("response") { return .output }
    for word in ["prompt", "input", "request", "system"] where name.contains(word) { return .input }
    return nil
  }
}

extension EventKind {
  /// Which part of the call such an event tells; nil for one that may tell both.
  fileprivate var part: LLMCall.Truncation? {
    switch self {
    case .message, .prompt, .attribute(.instructions), .attribute(.input): .input
    case .choice, .completion, .attribute(.output): .output
    case .details: nil
    }
  }

  /// Its content may be text as well as JSON.
  fileprivate var holdsText: Bool {
    switch self {
    case .prompt, .completion: true
    case .message, .choice, .details, .attribute: false
    }
  }
}
