import ArgumentParser
import Dump2Eval

/// What the run may use.
struct ResourceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Inputs, or parts of a large file, to read at the same time. (default: number of processors)",
      valueName: "n"))
  var jobs: Int?

  @Option(help: ArgumentHelp("Memory for records before they are put aside on disk.", valueName: "size"))
  var memory = ByteSize(megabytes: 64)

  @Option(
    help: ArgumentHelp("Folder for what is put aside. (default: $TMPDIR, or else /tmp)", valueName: "dir"),
    completion: .directory)
  var tempDir: String?

  @Option(help: ArgumentHelp("Spans larger than this are reported and skipped.", valueName: "size"))
  var maxCallSize = ByteSize(megabytes: 64)

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 1024.") }
    if memory.bytes < 64 << 10 { throw ValidationError("--memory takes at least 64K.") }
    if !(1 << 10...2 << 30).contains(maxCallSize.bytes) {
      throw ValidationError("--max-call-size takes a size from 1K to 2G.")
    }
  }

  func apply(to options: inout ConversionOptions) throws {
    options.jobs = jobs ?? Environment.processors
    try ProcessLimits.check(jobs: options.jobs)
    options.memory = memory.bytes
    options.temporaryFolder = tempDir
    options.maximumCallSize = maxCallSize.bytes
  }
}

/// A number of bytes as users write it: `64M`, `1G`, `512K`, `1048576`.
struct ByteSize: ExpressibleByArgument, CustomStringConvertible {
  let bytes: Int

  init(megabytes: Int) { bytes = megabytes << 20 }

  init?(argument: String) {
    var text = argument.lowercased()[...]
    if text.hasSuffix("ib") { text = text.dropLast(2) } else if text.hasSuffix("b") { text = text.dropLast() }
    let shifts: [Character: Int] = ["k": 10, "m": 20, "g": 30, "t": 40]
    var shift = 0
    if let last = text.last, let found = shifts[last] {
      shift = found
      text = text.dropLast()
    }
    guard let number = Int(text), number > 0, number <= Int.max >> shift else { return nil }
    bytes = number << shift
  }

  var description: String {
    for (shift, unit) in [(30, "G"), (20, "M"), (10, "K")]
    where bytes >= 1 << shift && bytes & (1 << shift - 1) == 0 {
      return "\(bytes >> shift)\(unit)"
    }
    return String(bytes)
  }
}
