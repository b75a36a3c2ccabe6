/// Makes a case of a call: its input, and assertions from its recorded output.
struct CaseBuilder: Sendable {
  private let assertions: AssertionBuilder
  /// Whether at least one of the chosen assertions can be made of any output.
  let makesCaseOfEveryOutput: Bool

  init(_ options: AssertionOptions) {
    assertions = AssertionBuilder(options)
    makesCaseOfEveryOutput = options.kinds.contains(.maxLength)
  }

  /// nil when the call lacks input or output, or when none of the chosen assertions can be made of its output: consumers
  /// refuse a case without assertions.
  func makeCase(of call: LLMCall, number: Int) -> EvalCase? {
    guard let input = call.inputText, let output = call.outputText else { return nil }
    let assertions = assertions.assertions(for: output)
    guard !assertions.isEmpty else { return nil }
    return EvalCase(
      number: number, input: input, system: call.systemText, messages: call.conversationJSON,
      assertions: assertions, recordedOutput: output, traceID: call.traceID, spanID: call.spanID)
  }
}
