import Dump2Eval
import Foundation
import TestSupport

/// The whole corpus as one dump, and what becomes of it.
enum CorpusDump {
  /// The datasets that the gzipped OTLP JSON files of all folders give: what all other forms are compared with.
  static let reference = Task { try await convert(paths(.otlpJSON)) }

  static func paths(_ form: Corpus.Form) -> [String] { Corpus.all.flatMap { $0.paths(form) } }

  /// Files without the folder's name in front of them would overwrite each other.
  static func files() throws -> [(name: String, content: Data)] {
    try Corpus.all.flatMap { corpus in
      try corpus.paths(.otlpJSON).map { path in
        (
          corpus.name + "." + (path as NSString).lastPathComponent,
          try Data(contentsOf: URL(fileURLWithPath: path))
        )
      }
    }
  }

  static func convert(
    _ paths: [String], _ adjust: (inout ConversionOptions) -> Void = { _ in }
  ) async throws -> FileTree {
    let folder = try WorkFolder()
    var options = ConversionOptions(
      inputs: paths.map { DumpInput($0) }, destination: .folder(folder("out")),
      exportedAt: UTCTime(unixMilliseconds: 1_773_584_520_000))
    options.temporaryFolder = folder.path
    adjust(&options)
    _ = try await Conversion(options).run()
    return try FileTree(folder("out"))
  }
}
