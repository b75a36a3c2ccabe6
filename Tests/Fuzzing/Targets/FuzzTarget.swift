/// What is fuzzed: a way to make bytes into work, and what must hold whatever they are. A violation is a trap.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// Any input as a dump, read whole and in small pieces.
  case dump
  /// One JSON text as a tree.
  case tree
  /// OTLP protobuf in each packaging.
  case protobuf
  /// Gzip members.
  case gzip
  /// Spans and log records of any content, to the datasets.
  case dialects
  /// A dump from its bytes to the books of a conversion.
  case pipeline
  /// Texts in a dataset, read back with libyaml.
  case yaml

  /// Runs the target once.
  package func run(_ bytes: [UInt8]) {
    switch self {
    case .dump: DumpFuzzing.run(bytes)
    case .tree: TreeFuzzing.run(bytes)
    case .protobuf: ProtobufFuzzing.run(bytes)
    case .gzip: GzipFuzzing.run(bytes)
    case .dialects: DialectFuzzing.run(bytes)
    case .pipeline: PipelineFuzzing.run(bytes)
    case .yaml: YAMLFuzzing.run(bytes)
    }
  }
}

func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
