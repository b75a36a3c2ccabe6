import Foundation
import TestSupport
import Testing

/// What the recipes of README are cooked with: files as collectors, pods, buckets and clusters leave them.
extension Checkout {
  static func forRecipes() throws -> Checkout {
    let checkout = try Checkout()
    try checkout.layOutCollector()
    let dump = try SourceTree.data("testdata/quickstart/shop-assistant.json")
    try checkout.write("store/15.json.gz", Gzip.compress(dump))
    try checkout.write("archive/otel-1.json.zst", Self.zstandard(dump))
    for cluster in ["blue", "green"] { try checkout.write("clusters/\(cluster)/traces.json", dump) }
    try checkout.layOutRepository()
    return checkout
  }

  private func write(_ name: String, _ content: Data) throws { try work.write("tree/" + name, content) }

  /// As the Collector's file exporter rotates: dated files, and those that are being written, which end in the middle of a
  /// line. Content is in the log records alone; one trace is spread over two days.
  private func layOutCollector() throws {
    let corpus = try #require(Corpus.all.first { $0.name == "otel-genai-openai-event" })
    for signal in ["traces", "logs"] {
      let lines = try corpus.content("\(signal).otlp.jsonl").split(separator: 0x0A)
      func file(_ name: String, _ lines: ArraySlice<Data>) throws {
        try write("otel/\(signal)\(name).json", Data((lines.map { $0 + [0x0A] }).joined()))
      }
      try file("-2026-03-14T03-00-00.000", lines[..<4])
      try file("-2026-03-15T03-00-00.000", lines[4..<6])
      try write("otel/\(signal).json", lines[6].prefix(lines[6].count / 2))
    }
  }

  /// A Git repository whose reviewed datasets are not quite what the dumps give.
  private func layOutRepository() throws {
    let outcome = try run(
      """
      dump2eval -q --exported-at 2026-03-15T00:00:00Z -o datasets dumps
      sed -i 's/value: 221/value: 200/' datasets/*
      git init -q . && git add datasets dumps && git -c user.name=x -c user.email=x@example.org commit -qm reviewed
      """)
    guard outcome.status == 0, outcome.outputText.isEmpty else {
      throw Shell.Failure(description: outcome.outputText)
    }
  }

  /// A frame of Zstandard with one raw block: RFC 8878, 3.1.1.
  private static func zstandard(_ data: Data) -> Data {
    precondition((256..<(1 << 16)).contains(data.count))
    let (size, block) = (data.count - 256, data.count << 3 | 1)
    let header = [0x28, 0xB5, 0x2F, 0xFD, 0x60, size & 0xFF, size >> 8]
    return Data((header + [block & 0xFF, block >> 8 & 0xFF, block >> 16]).map { UInt8($0) }) + data
  }

  /// Stand in for what is far away, and where it is not installed for `zstd`, of which the yard has one form only.
  static let remote = """
    kubectl() {
      case "$*" in
      "cp observability/otel-collector-0:/var/lib/otel "*) mkdir -p dumps && cp -r store "$3" ;;
      *) echo "unknown: kubectl $*"; return 1 ;;
      esac
    }
    aws() {
      case "$*" in
      "s3 sync s3://traces/2026/03 "*) mkdir -p "$4" && cp store/* "$4" ;;
      "s3 cp s3://traces/2026/03/15.json.gz -") cat store/15.json.gz ;;
      *) echo "unknown: aws $*" >&2; return 1 ;;
      esac
    }
    command -v zstd > /dev/null || zstd() {
      case "$*" in
      "-dc archive/otel-1.json.zst") tail -c +11 "$2" ;;
      *) echo "unknown: zstd $*" >&2; return 1 ;;
      esac
    }

    """
}
