package import Foundation

/// The recorded telemetry in `testdata/corpus`: a folder for each library, version and setting.
package struct Corpus: Sendable, CustomStringConvertible {
  /// The forms in which a folder holds the same traces.
  package enum Form: String, Sendable, CaseIterable {
    case otlpJSON = "traces.otlp.jsonl"
    case otlpProtobuf = "traces.otlp.pb"
    case jaeger = "traces.jaeger.json"

    package var title: String {
      switch self {
      case .otlpJSON: "OTLP JSON"
      case .otlpProtobuf: "OTLP protobuf"
      case .jaeger: "Jaeger"
      }
    }
  }

  package let name: String

  package static let all: [Corpus] = ((try? SourceTree.names(in: "testdata/corpus")) ?? []).map {
    Corpus(name: $0)
  }
  .filter { FileManager.default.fileExists(atPath: $0.path("meta.json")) }

  package var description: String { name }

  package func path(_ file: String) -> String { "\(SourceTree.testdata)/corpus/\(name)/\(file)" }

  /// The files of one form: traces and, where the library sends them, log events. Gzipped, as they are stored.
  package func paths(_ form: Form) -> [String] {
    [path(form.rawValue + ".gz"), path("logs.otlp.jsonl.gz")].filter {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  /// A file's content without the compression.
  package func content(_ file: String) throws -> Data {
    try Gzip.decompress(Data(contentsOf: URL(fileURLWithPath: path(file + ".gz"))))
  }
}
