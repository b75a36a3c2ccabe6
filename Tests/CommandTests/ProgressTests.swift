import Dump2Eval
import Foundation
import TestSupport
import Testing

@testable import Dump2EvalCommand

@Suite("Progress")
struct ProgressTests {
  @Test(
    "tells bytes of total, rate and time left",
    arguments: [
      (0, nil, 1.0, "0 bytes read, 0 bytes/s"),
      (5_000_000, nil, 2.0, "5.0 MB read, 2.5 MB/s"),
      (1_000_000_000, 4_000_000_000, 2.0, "1.0 GB of 4.0 GB (25 %), 500.0 MB/s, 6 s left"),
      (1_000_000, 1_000_000_000, 1.0, "1.0 MB of 1.0 GB (0 %), 1.0 MB/s, 16 min 39 s left"),
      (1_000, 100_000_000, 1.0, "1.0 kB of 100.0 MB (0 %), 1.0 kB/s, 27 h 46 min left"),
      (4_000, 4_000, 1.0, "4.0 kB of 4.0 kB (100 %), 4.0 kB/s"),
      // A file that grew while it was read.
      (5_000, 4_000, 1.0, "5.0 kB read, 5.0 kB/s"),
    ] as [(Int64, Int64?, Double, String)])
  func text(bytes: Int64, total: Int64?, seconds: Double, expected: String) {
    #expect(Progress.text(bytes: bytes, of: total, seconds: seconds) == expected)
  }

  @Test("is drawn at most ten times a second, within the width, and erased once")
  func drawing() throws {
    var progress = Progress(width: 30)
    progress.total = 1 << 40
    let start = ContinuousClock.now
    var drawn: [String] = []
    for step in 0..<1_000 {
      let now = start + .milliseconds(step)
      if let line = progress.drawing(after: .read(bytes: 1 << 20), at: now) { drawn.append(line) }
    }
    #expect((8...10).contains(drawn.count))
    for line in drawn {
      #expect(line.hasPrefix("\r\u{1B}[Kdump2eval: "))
      #expect(DisplayText.width(String(line.dropFirst(4))) <= 29)
    }
    #expect(progress.erasing() == "\r\u{1B}[K")
    #expect(progress.erasing() == nil)
  }

  @Test("is nothing in pipes")
  func pipes() throws {
    let folder = try WorkFolder()
    try folder.write("big.json", String(repeating: #"{"resourceSpans":[]}"# + "\n", count: 100_000))
    let outcome = try Shell.run("dump2eval -o out big.json", in: folder.path)
    #expect(!outcome.errorText.contains("\u{1B}"))
    #expect(!outcome.errorText.contains("\r"))
  }

  @Test("is there on a terminal, and gone in the end", .enabled(if: Self.hasScript))
  func terminal() throws {
    let folder = try WorkFolder()
    let script = """
      (for i in 1 2 3 4 5; do yes '{"resourceSpans":[]}' | head -n 100000; sleep 0.2; done) > pipe &
      script -qec "stty cols 100; dump2eval -o out OPTION pipe" /dev/null
      """
    for option in ["", "-q"] {
      let outcome = try Shell.run(
        "rm -f pipe; mkfifo pipe\n" + script.replacingOccurrences(of: "OPTION", with: option),
        in: folder.path,
        environment: ["TERM": "xterm"])
      let text = outcome.outputText
      #expect(text.contains("\r\u{1B}[Kdump2eval: ") == option.isEmpty, "\(text)")
      if option.isEmpty {
        let last = try #require(text.components(separatedBy: "\u{1B}[K").last)
        #expect(last.hasPrefix("dump2eval: 1 file, "))
      }
    }
  }

  private static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
}
