/// What wraps the data of an input, told by its first bytes and never by its name.
enum Container: Equatable {
  case plain
  case gzip
  /// UTF-8 with a byte order mark, which is dropped.
  case byteOrderMark
  /// What this program writes: people keep datasets beside their dumps.
  case dataset
  /// Something that cannot be read, and what to do about it.
  case unsupported(String)

  /// As many first bytes as the decision needs: a length and a zstd frame's magic number behind it.
  static let headCount = 64

  init(head: some Collection<UInt8>) {
    let head = Array(head)
    func hasBytes(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
      head.count >= offset + bytes.count && head[offset..<offset + bytes.count].elementsEqual(bytes)
    }
    // RFC 8878, section 3.1.1 and 3.1.2: magic numbers of frames and skippable frames.
    let zstd: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    self =
      switch true {
      case hasBytes([0x1F, 0x8B, 0x08]): .gzip
      case hasBytes(zstd),
        head.count >= 4 && head[0] & 0xF0 == 0x50 && hasBytes([0x2A, 0x4D, 0x18], at: 1):
        .unsupported(
          "zstd data, which is not read directly; decompress it first: zstd -dc FILE | dump2eval -")
      case hasBytes(zstd, at: 4):
        .unsupported(
          "the OpenTelemetry Collector's own zstd framing (a length before each frame), which the zstd tool refuses too; "
            + "write the file with compression: none, or enable the gate exporter.file.nativeCompression and pipe it "
            + "through zstd -dc")
      case hasBytes([0x50, 0x4B, 0x03, 0x04]):
        .unsupported(
          "a zip archive, which is not read directly; unpack it first: unzip -p FILE | dump2eval -")
      case hasBytes(Array("BZh".utf8)) && hasBytes([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4):
        .unsupported(
          "bzip2 data, which is not read directly; decompress it first: bzip2 -dc FILE | dump2eval -")
      case hasBytes([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]):
        .unsupported("xz data, which is not read directly; decompress it first: xz -dc FILE | dump2eval -")
      case hasBytes(Array("PAR1".utf8)):
        .unsupported("Parquet (a Tempo block?), which is not read; export the traces as OTLP or Jaeger JSON")
      case hasBytes([0xFF, 0xFE]), hasBytes([0xFE, 0xFF]), Self.isUTF16(head):
        .unsupported(
          "UTF-16 text (as PowerShell's > writes it), which is not read; convert it first: "
            + "iconv -f UTF-16 -t UTF-8 FILE | dump2eval -")
      case hasBytes([0xEF, 0xBB, 0xBF]): .byteOrderMark
      case Self.datasetHeads.contains(where: { hasBytes($0) }): .dataset
      default: .plain
      }
  }

  /// A name, quoted or not, as the formats write it; and the module that pydantic-evals needs beside its datasets.
  private static let datasetHeads = [
    "name: exported-trace-", "name: \"exported-trace-", "- description: \"exported-trace-",
    "\"\"\"Evaluators for datasets that dump2eval wrote",
  ].map { Array($0.utf8) }

  /// A bracket and another character, each with a zero before or behind it; a single zero may be damage.
  private static func isUTF16(_ head: [UInt8]) -> Bool {
    guard head.count >= 4 else { return false }
    let (first, second) = head[0] == 0 ? (1, 3) : (0, 2)
    return (head[first] == UInt8(ascii: "{") || head[first] == UInt8(ascii: "[")) && head[second] != 0
      && head[1 - first] == 0 && head[first == 0 ? 3 : 2] == 0
  }
}
