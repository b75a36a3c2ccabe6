import ArgumentParser
import FileIO

@main
struct Dump2EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump2eval",
    abstract: "Turns archived traces of LLM applications into eval datasets.",
    usage: """
      dump2eval [convert] [<options>] [<input> ...]
      dump2eval inspect [<options>] [<input> ...]
      """,
    discussion: """
      Reads dumps of traces (Jaeger JSON, OTLP JSON or protobuf, gzipped or not) of
      any size, picks the LLM calls whose content was recorded, and writes one YAML
      dataset per trace: inputs as cases, with assertions from the answers.

        dump2eval inspect dumps/          what is in there, and what is not, and why
        dump2eval dumps/                  datasets to eval-datasets/
        dump2eval -o evals a.json.gz      ... to evals/
        zcat *.gz | dump2eval -o evals -  from a pipe
        dump2eval --trace-id abc123def456 jaeger.json -o -
                                          one trace, to standard output
        dump2eval --service 'shop-*' --since 2026-03-01 --sample 100 --redact dumps/
                                          a sample, without personal data

      'dump2eval help convert' lists all options, 'man dump2eval' explains them.
      """,
    version: BuildInformation.version,
    subcommands: [Convert.self, Inspect.self, Count.self],
    defaultSubcommand: Convert.self)

  /// What is wrong with a command line is told as everything else is.
  static var _errorPrefix: String { "dump2eval: " }
}
