internal import TraceReader

/// MLflow Tracing (2.14 to 3), where every attribute is JSON text: texts have quotes of their own.
enum MLflow: Dialect {
  static let name = "mlflow"

  static func role(of span: borrowing TraceSpan) -> SpanRole? {
    guard let type = span.attributes["mlflow.spanType"] else { return nil }
    if type == "\"CHAT_MODEL\"" || type == "\"LLM\"" || type == "CHAT_MODEL" || type == "LLM" { return .call }
    return .other
  }

  static func read(_ span: borrowing TraceSpan, into call: inout LLMCall) {
    let attributes = span.attributes
    if let inputs = attributes["mlflow.spanInputs"] {
      let request = inputs.decoded ?? inputs
      call.fill(input: MessageReader.messages(in: request))
      call.fill(model: request["model"])
    }
    if let outputs = attributes["mlflow.spanOutputs"] {
      let response = outputs.decoded ?? outputs
      call.fill(output: MessageReader.choices(in: response))
      call.fill(model: response["model"])
      call.fill(responseID: response["id"])
      call.fill(usage: response["usage"])
    }
    call.fill(model: value(attributes["mlflow.llm.model"]))
    call.fill(
      provider: value(attributes["mlflow.llm.provider"]) ?? value(attributes["mlflow.message.format"]))
    call.fill(usage: attributes["mlflow.chat.tokenUsage"]?.decoded)
  }

  private static func value(_ node: JSONNode?) -> JSONNode? {
    node.map { $0.decoded ?? $0 }
  }
}
