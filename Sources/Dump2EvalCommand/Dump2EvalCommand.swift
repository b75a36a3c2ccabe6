import ArgumentParser

@main
struct Dump2EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump2eval",
    abstract: "Turns archived traces of LLM applications into eval datasets.",
    discussion: """
      Reads Jaeger JSON and OTLP dumps (JSON, protobuf, gzipped) of any size, picks the LLM calls whose content was
      recorded, and writes one YAML dataset per trace.

        dump2eval dumps/                    all files below dumps/, datasets to eval-datasets/
        zcat *.json.gz | dump2eval -o evals -
        dump2eval --trace-id abc123def456 jaeger.json -o -
      """,
    version: "0.1.0",
    subcommands: [Convert.self, Inspect.self, Count.self],
    defaultSubcommand: Convert.self)
}
