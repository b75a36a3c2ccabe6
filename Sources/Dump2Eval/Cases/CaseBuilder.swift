/// Makes a case of a call: its input, and assertions from its recorded output.
struct CaseBuilder {
  private let assertions: AssertionBuilder
  private let redactor: Redactor
  /// Whether at least one of the chosen assertions can be made of any output.
  let makesCaseOfEveryOutput: Bool

  init(_ options: AssertionOptions, _ redaction: RedactionOptions = RedactionOptions()) {
    assertions = AssertionBuilder(options)
    redactor = Redactor(redaction)
    makesCaseOfEveryOutput = options.kinds.contains(.maxLength)
  }

  var redacts: Bool { !redactor.isIdle }

  /// nil when the call lacks input or output, or when none of the chosen assertions can be made of its output: consumers
  /// refuse a case without assertions.
  func makeCase(of call: LLMCall, number: Int) -> EvalCase? {
    var counts: Redactor.Counts = [:]
    return makeCase(of: call, number: number, redactions: &counts)
  }

  /// The same, and counts what was masked: first of all, so that lengths and JSON are those of what is written.
  func makeCase(of call: LLMCall, number: Int, redactions: inout Redactor.Counts) -> EvalCase? {
    guard redacts else { return makeCase(ofRedacted: call, number: number) }
    var call = call
    redactor.redact(&call, &redactions)
    return makeCase(ofRedacted: call, number: number)
  }

  private func makeCase(ofRedacted call: LLMCall, number: Int) -> EvalCase? {
    guard let input = call.inputText, let output = call.outputText else { return nil }
    let assertions = assertions.assertions(for: output)
    guard !assertions.isEmpty else { return nil }
    return EvalCase(
      assertions: assertions, number: number, input: input, system: call.systemText, prompt: call.prompt,
      recordedOutput: output, traceID: call.traceID, spanID: call.spanID)
  }
}
