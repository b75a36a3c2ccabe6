import Foundation
import TestSupport

/// A folder that looks like a clean checkout after a build, for commands of the documentation.
struct Checkout {
  let work: WorkFolder

  init() throws {
    work = try WorkFolder()
    let manager = FileManager.default
    try work.makeFolder("tree")
    for name in ["testdata", "man", "README.md", "Package.swift", "Sources"] {
      try manager.createSymbolicLink(
        atPath: work("tree/" + name), withDestinationPath: SourceTree.root + "/" + name)
    }
    // What the manual's examples call their dumps.
    try work.write(
      "tree/dumps/otel-1.json.gz", Gzip.compress(SourceTree.data("testdata/quickstart/shop-assistant.json")))
  }

  /// Stands in for the compiler: it has done its work already, or no test would run. A function, since a script that was
  /// written just now cannot be executed while a process that was forked in between still has it open.
  private static let compiler = """
    swift() {
      case "$*" in
      "build -c release"*) mkdir -p .build/release && ln -sf "$TOOL" .build/release/dump2eval ;;
      "test") ;;
      *) echo "unknown: swift $*"; return 1 ;;
      esac
    }

    """

  func run(_ command: String) throws -> Shell.Outcome {
    try Shell.run(
      Self.compiler + Self.remote + command, in: work("tree"),
      environment: [
        "TOOL": Shell.toolFolder + "/dump2eval", "SOURCE_DATE_EPOCH": "1773584520", "TMPDIR": work.path,
      ], mergesErrors: true)
  }
}
