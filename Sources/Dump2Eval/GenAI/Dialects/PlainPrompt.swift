internal import TraceReader

/// Home-made spans: the prompt in one attribute and the answer in another, as text or as JSON of messages.
enum PlainPrompt: Dialect {
  static let name = "plain"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    let attributes = span.attributes
    let hasPrompt = attributes["gen_ai.prompt"] != nil || attributes["llm.prompts"] != nil
    let hasAnswer =
      attributes["gen_ai.completion"] != nil || attributes["llm.completions"] != nil
      || attributes["llm.responses"] != nil
    if hasPrompt && hasAnswer { return .call }
    guard hasPrompt || hasAnswer || hasBareNames(attributes) else { return nil }
    return namesModel(attributes) ? .call : nil
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    let isBare = hasBareNames(attributes)
    var prompt =
      attributes["gen_ai.prompt"] ?? attributes["llm.prompts"] ?? attributes["gen_ai.content.prompt"]
      ?? (isBare ? attributes["prompt"] : nil)
    var answer =
      attributes["gen_ai.completion"] ?? attributes["llm.completions"] ?? attributes["llm.responses"]
      ?? attributes["gen_ai.content.completion"] ?? (isBare ? attributes["completion"] : nil)
    // Pipecat. As a pair only: what `input` alone is nobody knows.
    if prompt == nil, answer == nil, let input = attributes["input"], let output = attributes["output"],
      isSaid(input, MessageShape.isConversation), isSaid(output, MessageShape.isAnswer)
    {
      (prompt, answer) = (input, output)
    }
    // Spring AI writes lists of texts. As a pair only: an answer may be a list.
    if let questions = prompt.flatMap(Self.texts), let answers = answer.flatMap(Self.texts) {
      (prompt, answer) = (questions, answers)
    }
    if let prompt, !isEmpty(prompt) { call.fill(input: MessageReader.messages(in: prompt)) }
    if let answer, !isEmpty(answer) { call.fill(output: MessageReader.choices(in: answer)) }
    if isBare {
      call.model = call.model ?? attributes.text("model")
      call.provider = call.provider ?? attributes.text("provider")
    }
  }

  /// Whether a value is text, or JSON of this shape: under names that say nothing there are also chunks of streams and
  /// parameters.
  private static func isSaid(_ node: JSONNode, _ isShape: (JSONNode) -> Bool) -> Bool {
    switch EncodedValue(node) {
    case .structured(let value): isShape(value)
    case .plain, .empty: true
    case .cut: false
    }
  }

  /// The list of texts whose JSON a text is.
  private static func texts(_ node: JSONNode) -> JSONNode? {
    guard node.hasPrefix("[\""), let list = node.decoded, list.isArray, list.elements.allSatisfy(\.isString)
    else {
      return nil
    }
    return list
  }

  /// What is left where recording was switched off (LangSmith).
  private static func isEmpty(_ node: JSONNode) -> Bool {
    node == "{}" || node == "[]"
  }

  /// Names without any prefix count as a pair only: `prompt` alone may be anything, such as a template's
  /// name.
  private static func hasBareNames(_ attributes: Attributes) -> Bool {
    attributes["prompt"] != nil && attributes["completion"] != nil
  }

  private static func namesModel(_ attributes: Attributes) -> Bool {
    attributes["gen_ai.request.model"] != nil || attributes["gen_ai.response.model"] != nil
      || attributes["llm.request.model"] != nil || attributes["llm.response.model"] != nil
      || attributes["gen_ai.system"] != nil || attributes["model"] != nil
  }
}
