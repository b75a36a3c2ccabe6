/// A dataset of pydantic-evals. One evaluator that its reader does not know makes a file unloadable, and it
/// has none for our assertions: so they are data in `metadata`, and named as evaluators only for users of the
/// companion module.
struct PydanticEvalsFormat: DatasetWriting {
  var namesEvaluators = false

  var fileExtension: String { "pydantic.yaml" }

  var companion: CompanionFile? { namesEvaluators ? PydanticEvalsCompanion.file : nil }

  var limitation: String? {
    let header = "model, provider and time of export have no place"
    return namesEvaluators
      ? header : header + "; assertions are data in metadata, checked by nothing unless --companion is given"
  }

  func begin(_ header: DatasetHeader, into out: inout OutputBytes) {
    out.yamlIdentifier("name", header.name, indent: 0)
    out.yamlKey("cases", indent: 0)
  }

  func write(_ evalCase: EvalCase, into out: inout OutputBytes) {
    out.yamlItem(indent: 2)
    out.yamlPlain("name", evalCase.id, indent: 0)
    // Always a mapping: a dataset has one type of inputs, whichever of its cases have instructions.
    out.yamlKey("inputs", indent: 4)
    out.yamlRecorded("input", evalCase.input, indent: 6)
    if let system = evalCase.system { out.yamlRecorded("system", system, indent: 6) }
    if let prompt = evalCase.prompt { out.yamlRecorded("messages", prompt, indent: 6) }
    out.yamlKey("metadata", indent: 4)
    out.yamlIdentifier("trace_id", evalCase.traceID, indent: 6)
    out.yamlIdentifier("span_id", evalCase.spanID, indent: 6)
    out.yamlKey("assertions", indent: 6)
    out.yamlAssertions(evalCase.assertions, indent: 8)
    out.yamlRecorded("expected_output", evalCase.recordedOutput, indent: 4)
    guard namesEvaluators else { return }
    out.yamlKey("evaluators", indent: 4)
    for assertion in evalCase.assertions {
      out.yamlItem(indent: 6)
      switch assertion {
      case .maxLength(let limit): out.yamlPlain("MaxLength", String(limit), indent: 0)
      case .notContains(let phrase):
        out.append("NotContains: ")
        YAMLScalar.writeRecorded(phrase, indent: 8, into: &out)
      case .isJSON: out.append("IsJson\n")
      }
    }
  }
}
