/// A bare list of promptfoo tests, for `tests: file://DIR/*.promptfoo.yaml`. Recorded text stands only in
/// `vars`, `providerOutput`, `metadata` and the description, and never active (``ActiveText``).
struct PromptfooFormat: DatasetWriting {
  var fileExtension: String { "promptfoo.yaml" }

  var limitation: String? {
    "model, provider and time of export have no place; templates in recorded text are made inert with U+2060"
  }

  /// Nothing: lists one after the other are one list.
  var separator: StaticString { "" }

  func begin(_ header: DatasetHeader, into out: inout OutputBytes) {}

  func write(_ evalCase: EvalCase, into out: inout OutputBytes) {
    let header = DatasetHeader(traceID: evalCase.traceID, exportedAt: UTCTime(unixMilliseconds: 0))
    out.yamlItem(indent: 0)
    // The item's keys stand at column 2, whatever precedes the first of them.
    out.append("description: ")
    YAMLScalar.writeRecorded(
      ActiveText.neutralised("\(header.name) / \(evalCase.id)"), indent: 2, into: &out)
    out.yamlKey("vars", indent: 2)
    writeText("input", evalCase.input, indent: 4, into: &out)
    if let system = evalCase.system { writeText("system", system, indent: 4, into: &out) }
    if let messages = evalCase.messages { writeText("messages", messages, indent: 4, into: &out) }
    writeText("providerOutput", evalCase.recordedOutput, indent: 2, into: &out)
    out.yamlKey("metadata", indent: 2)
    writeText("trace_id", evalCase.traceID, indent: 4, into: &out)
    writeText("span_id", evalCase.spanID, indent: 4, into: &out)
    out.yamlKey("assert", indent: 2)
    for assertion in evalCase.assertions {
      out.yamlItem(indent: 4)
      write(assertion, into: &out)
    }
  }

  private func writeText(_ key: StaticString, _ text: String, indent: Int, into out: inout OutputBytes) {
    out.yamlRecorded(key, ActiveText.neutralised(text), indent: indent)
  }

  private func write(_ assertion: Assertion, into out: inout OutputBytes) {
    switch assertion {
    case .maxLength(let limit):
      out.yamlPlain("type", "javascript", indent: 0)
      let length = "(typeof output === 'string' ? output : JSON.stringify(output)).length"
      out.yamlRecorded("value", "\(length) <= \(limit)", indent: 6)
    case .notContains(let phrase):
      out.yamlPlain("type", "not-icontains", indent: 0)
      out.yamlRecorded("value", ActiveText.neutralised(phrase), indent: 6)
    case .isJSON:
      out.yamlPlain("type", "is-json", indent: 0)
    }
  }
}
