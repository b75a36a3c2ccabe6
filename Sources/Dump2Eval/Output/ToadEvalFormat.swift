/// The default format: datasets as toad-eye exports them.
struct ToadEvalFormat: DatasetWriting {
  var fileExtension: String { "eval.yaml" }

  func begin(_ header: DatasetHeader, into out: inout OutputBytes) {
    out.yamlIdentifier("name", header.name, indent: 0)
    out.yamlPlain("source", header.source, indent: 0)
    out.yamlKey("metadata", indent: 0)
    out.yamlIdentifier("trace_id", header.traceID, indent: 2)
    out.yamlRecorded("exported_at", header.exportedAt.description, indent: 2)
    out.yamlIdentifier("model", header.model, indent: 2)
    out.yamlIdentifier("provider", header.provider, indent: 2)
    out.yamlKey("cases", indent: 0)
  }

  func write(_ evalCase: EvalCase, into out: inout OutputBytes) {
    out.yamlItem(indent: 2)
    out.yamlPlain("id", EvalCase.idPrefix, evalCase.number, indent: 0)
    out.yamlKey("variables", indent: 4)
    out.yamlRecorded("input", evalCase.input, indent: 6)
    if let system = evalCase.system { out.yamlRecorded("system", system, indent: 6) }
    if let prompt = evalCase.prompt { out.yamlRecorded("messages", prompt, indent: 6) }
    out.yamlKey("assertions", indent: 4)
    out.yamlAssertions(evalCase.assertions, indent: 6)
  }
}
