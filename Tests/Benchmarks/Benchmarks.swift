#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

/// Times the stages of a conversion on inputs that are the same in every run; `RESULTS.md` tells how to use it.
@main
enum Benchmarks {
  static let usage = """
    usage: Benchmarks run [MB]                          every stage: MB/s, ns per unit, peak memory
           Benchmarks stage NAME MB RUNS                one stage, so many times; RUNS 0 prepares it only
           Benchmarks list                              the names of stages
           Benchmarks generate PRESET FORM MB           a dump to standard output
           Benchmarks peak MIB COMMAND [ARGUMENT...]    fails when the command's peak memory is above MIB

    """

  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "run": try await run(megabytes: arguments.dropFirst().first.flatMap(Int.init) ?? 50)
    case "list": print(Stage.names.joined(separator: "\n"))
    case "stage" where arguments.count == 4:
      guard let megabytes = Double(arguments[2]), let runs = Int(arguments[3]) else { fail() }
      try await repeatStage(arguments[1], bytes: Int(megabytes * 1e6), runs: runs)
    case "generate" where arguments.count == 4:
      guard let preset = DumpGenerator.Preset(rawValue: arguments[1]),
        let form = DumpGenerator.Form(rawValue: arguments[2]), let megabytes = Int(arguments[3])
      else { fail() }
      generate(preset, form, megabytes * 1_000_000)
    case "peak" where arguments.count >= 3:
      guard let limit = Double(arguments[1]) else { fail() }
      let (status, peak) = PeakMemory.run(Array(arguments.dropFirst(2)))
      let isWithin = status == 0 && peak <= limit
      print("\(isWithin ? "ok  " : "FAIL") peak \(tenths(peak)) MiB of \(tenths(limit)), status \(status)")
      exit(isWithin ? 0 : 1)
    default: fail()
    }
  }

  private static func fail() -> Never {
    fputs(usage, stderr)
    exit(64)
  }

  private static func generate(_ preset: DumpGenerator.Preset, _ form: DumpGenerator.Form, _ count: Int) {
    var generator = DumpGenerator(preset, form)
    generator.make(count) { bytes in
      // Whoever reads it may have had enough.
      if fwrite(bytes, 1, bytes.count, stdout) != bytes.count { exit(1) }
    }
    fflush(stdout)
  }

  private static func folder() -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let folder = "\(base)/dump2eval-benchmarks-\(getpid())"
    mkdir(folder, 0o700)
    return folder
  }

  private static func repeatStage(_ name: String, bytes: Int, runs: Int) async throws {
    let folder = folder()
    guard let stage = Stage.named(name, bytes: bytes, folder: folder) else { fail() }
    for _ in 0..<runs { try await stage.run() }
    print(stage.bytes)
    _ = PeakMemory.run(["rm", "-rf", folder])
  }

  /// The best of five of each stage, each in a process of its own so that the peak is its own too.
  private static func run(megabytes: Int) async throws {
    if let name = getenv("DUMP2EVAL_BENCH_STAGE") {
      let folder = folder()
      guard let stage = Stage.named(String(cString: name), bytes: megabytes * 1_000_000, folder: folder)
      else { fail() }
      let prepared = PeakMemory.own
      var wall = Double.infinity
      var processor = Double.infinity
      for _ in 0..<5 {
        let start = (ContinuousClock.now, PeakMemory.processorTime)
        try await stage.run()
        wall = min(wall, (ContinuousClock.now - start.0) / .seconds(1))
        processor = min(processor, PeakMemory.processorTime - start.1)
      }
      print(
        padded(stage.name, 26), padded(tenths(Double(stage.bytes) / wall / 1e6), 9),
        padded(tenths(Double(stage.bytes) / processor / 1e6), 9),
        padded(tenths(processor * 1e9 / Double(stage.units)), 11),
        padded(tenths(PeakMemory.own - prepared), 9))
      _ = PeakMemory.run(["rm", "-rf", folder])
      return
    }
    print(
      padded("stage", 26), padded("MB/s", 9), padded("MB/s CPU", 9), padded("ns per unit", 11),
      padded("MiB more", 9))
    for name in Stage.names {
      fflush(stdout)
      setenv("DUMP2EVAL_BENCH_STAGE", name, 1)
      guard PeakMemory.run([CommandLine.arguments[0], "run", String(megabytes)]).status == 0 else { exit(1) }
    }
  }

  private static func padded(_ text: String, _ count: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, count - text.count))
    return text.first?.isNumber == true ? blanks + text : text + blanks
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
