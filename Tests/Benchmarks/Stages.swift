import CZlib
import Dump2Eval
import ExternalSort
import FileIO
import SystemPackage
import TraceReader

/// One part of a conversion on an input of its own.
struct Stage {
  let name: String
  /// Bytes of the input, or of what is made.
  let bytes: Int
  /// What costs are told for besides bytes: spans, records, files.
  let units: Int
  let run: () async throws -> Void

  static let names =
    ["inflate", "search", "sort", "emit", "write"]
    + DumpGenerator.Form.allCases.flatMap { form in
      ["decode", "job"].flatMap { stage in
        DumpGenerator.Preset.allCases.filter { !$0.isOneTrace }.map {
          "\(stage)-\(form.rawValue)-\($0.rawValue)"
        }
      }
    }

  /// Prepares a stage; nil for an unknown name.
  static func named(_ name: String, bytes: Int, folder: String) -> Stage? {
    switch name {
    case "inflate": return inflate(bytes)
    case "search": return search(bytes)
    case "sort": return sort(bytes)
    case "emit": return emit(bytes)
    case "write": return write(bytes, folder)
    default: break
    }
    let parts = name.split(separator: "-", maxSplits: 2).map(String.init)
    guard parts.count == 3, let form = DumpGenerator.Form(rawValue: parts[1]),
      let preset = DumpGenerator.Preset(rawValue: parts[2])
    else { return nil }
    let dump = DumpGenerator.dump(preset, form, bytes)
    switch parts[0] {
    case "decode": return decode(name, dump)
    case "job": return job(name, dump, folder)
    default: return nil
    }
  }

  private static func inflate(_ count: Int) -> Stage {
    let dump = DumpGenerator.dump(.llmHeavy, .jaeger, count)
    let compressed = Gzip.compress(dump.bytes)
    return Stage(name: "inflate", bytes: dump.bytes.count, units: dump.spans) {
      let source = GzipSource(MemorySource(compressed, chunk: 1 << 18), name: "benchmark")
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
      defer { buffer.deallocate() }
      while try source.read(into: buffer) > 0 {}
    }
  }

  private static func search(_ count: Int) -> Stage {
    let dump = DumpGenerator.dump(.archive, .otlp, count)
    // Not in it: the whole is searched.
    let markers = MarkerSet(["gen_aj", "llm#", "LLM#", "langfusf", "opeminference", "monocla"])
    return Stage(name: "search", bytes: dump.bytes.count, units: dump.spans) {
      precondition(dump.bytes.withUnsafeBytes { markers.firstIndex(in: $0, from: 0, as: .plain) } == nil)
    }
  }

  private static func decode(_ name: String, _ dump: (bytes: [UInt8], spans: Int)) -> Stage {
    Stage(name: name, bytes: dump.bytes.count, units: dump.spans) {
      let sink = CountingSink()
      let reader = DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: 64 << 20)
      let reading = reader.read(
        MemorySource(dump.bytes, chunk: 1 << 18), name: "benchmark", number: 0, into: sink)
      precondition(reading.counts.spans == dump.spans)
    }
  }

  private static func sort(_ count: Int) -> Stage {
    var random = SplitMix(state: 3)
    let keys = (0..<count / 1_000).map { _ in Array((hex(random.next()) + hex(random.next())).utf8) }
    let payload = [UInt8](repeating: 0x61, count: 950)
    return Stage(name: "sort", bytes: keys.count * 1_000, units: keys.count) {
      let folder = TemporaryFolder.standard()
      var sorter = ExternalSorter(memoryLimit: max(count / 4, 1 << 20), folder: folder)
      for key in keys { try sorter.append(key: key.span.bytes, payload: payload.span.bytes) }
      var sorted = try SortedRecords(merging: [try sorter.finish()], memoryLimit: count / 4, folder: folder)
      var found = 0
      while try sorted.advance() { found += 1 }
      precondition(found == keys.count)
    }
  }

  private static func emit(_ count: Int) -> Stage {
    let line = "He said \"no\" – and it’s fine: C:\\path {json} [list] naïve.\n"
    let text = String(repeating: line, count: 50)
    let header = DatasetHeader(
      traceID: "34eacabfe6b060b867918a340a1f7bd1", exportedAt: UTCTime(unixMilliseconds: 0), model: "m",
      provider: "p")
    let cases = (0..<max(1, count / (3 * text.utf8.count))).map { number in
      EvalCase(
        number: number + 1, input: text, system: text + "\u{1}",
        messages: "[\"" + text.filter { $0 != "\n" } + "\"]",
        assertions: [.maxLength(4_000), .notContains("i cannot"), .isJSON], recordedOutput: text,
        traceID: "t", spanID: "s")
    }
    let dataset = EvalDataset(header: header, cases: cases)
    let size = dataset.yaml().utf8.count
    return Stage(name: "emit", bytes: size, units: cases.count) {
      precondition(dataset.yaml().utf8.count == size)
    }
  }

  private static func write(_ count: Int, _ folder: String) -> Stage {
    let content = [UInt8](repeating: 0x61, count: 12_000)
    let files = max(1, count / content.count)
    return Stage(name: "write", bytes: files * content.count, units: files) {
      let output = try OutputFolder(makingIfMissing: FilePath(folder))
      for number in 0..<files {
        var file = try output.makeTemporary()
        try file.write(content.span.bytes)
        _ = try file.commit(as: "trace-\(hex(UInt64(number))).eval.yaml", replacing: true)
      }
    }
  }

  private static func job(_ name: String, _ dump: (bytes: [UInt8], spans: Int), _ folder: String) -> Stage {
    Stage(name: name, bytes: dump.bytes.count, units: dump.spans) {
      let input = folder + "/dump"
      var file = try BufferedWriter(overwriting: FilePath(input))
      try file.write(dump.bytes.span.bytes)
      try file.flush()
      var options = ConversionOptions(
        inputs: [DumpInput(input)], destination: .folder(folder + "/out"),
        exportedAt: UTCTime(unixMilliseconds: 0))
      options.force = true
      let summary = try await Conversion(options).run()
      precondition(summary.spans == dump.spans && !summary.isDamaged)
    }
  }
}

/// Takes everything and keeps nothing.
private final class CountingSink: TraceSink {
  func receive(_ span: inout TraceSpan) {}
  func receive(_ record: inout TraceLogRecord) {}
  func sawTrace(_ id: Identifier) {}
  func service(_ name: String, of resource: ResourceReference) {}
  func forgetReferences() {}
  func report(_ problem: InputError) { preconditionFailure(problem.problem) }
}
