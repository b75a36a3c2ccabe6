import TestSupport
import Testing

@testable import TraceReader

@Suite("A dump read in parts gives what it gives at one go")
struct PartsTests {
  /// What a reading gave, part by part as far as each was reached by the one before.
  struct Outcome: Equatable {
    var lines: [String] = []
    var traces: Set<String> = []
    var problems: [InputError] = []
    var format: [String] = []
    var counts = ReadingCounts()
    /// Parts that were of use, apart from the first.
    var reached: [Int] = []

    var withoutParts: Outcome {
      var outcome = self
      outcome.reached = []
      return outcome
    }
  }

  private static let reader = DumpReader(markers: MarkerSet(["gen_ai"]), maximumSpanSize: 1 << 20)

  static func read(_ bytes: [UInt8], _ starts: [Int64] = [0], chunk: Int = .max) -> Outcome {
    let window = ByteWindow(MemorySource(bytes), name: "")
    window.skipByteOrderMark()
    let parts = DumpParts(kind: DumpKind(of: window), starts: starts)
    var outcome = Outcome()
    var whole: DumpReading?
    var next: Int? = 0
    while let index = next {
      let recording = Recording()
      let source = MemorySource(Array(bytes[min(Int(starts[index]), bytes.count)...]), chunk: chunk)
      let reading = reader.read(
        DumpPart(index, of: parts) { _ in }, source, name: "dump", number: 0, into: recording)
      #expect(!reading.isGivenUp)
      outcome.lines += recording.lines
      outcome.traces.formUnion(recording.traces)
      outcome.problems += recording.problems
      if index > 0 { outcome.reached.append(index) }
      if whole == nil { whole = reading } else { whole?.append(reading) }
      next = reading.nextPart
    }
    outcome.format = whole?.format ?? []
    outcome.counts = whole?.counts ?? ReadingCounts()
    return outcome
  }

  // MARK: Dumps

  private static func log(_ number: Int) -> String {
    #"{"timeUnixNano":"\#(number)","traceId":"0000000000000000000000000000000\#(number % 10)","#
      + #""spanId":"000000000000000\#(number % 10)","eventName":"gen_ai.user.message","body":{"stringValue":"Hi"}}"#
  }

  private static func logs(_ numbers: ClosedRange<Int>) -> String {
    #"{"resourceLogs":[{"scopeLogs":[{"logRecords":["# + numbers.map(log).joined(separator: ",") + "]}]}]}"
  }

  private static let metrics = #"{"resourceMetrics":[{"scopeMetrics":[]}]}"#
  private static func flat(_ number: Int) -> String {
    #"{"name":"chat","context":{"trace_id":"0x\#(number)0","span_id":"0x\#(number)"},"attributes":{"gen_ai.prompt":"Hi"}}"#
  }
  /// A resource behind its spans.
  private static func late(_ number: Int) -> String {
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(Dump.span(number))]}],"#
      + #""resource":{"attributes":[{"key":"service.name","value":{"stringValue":"late"}}]}}]}"#
  }

  /// The same value over many lines, all of which begin at the left.
  private static func broken(_ line: String) -> String {
    line.replacing("},", with: "},\n").replacing("[{", with: "[\n{").replacing("}]", with: "}\n]")
  }

  private static func indented(_ line: String) -> String {
    line.replacing("},", with: "},\n  ").replacing("[{", with: "[\n  {").replacing("}]", with: "}\n  ]")
  }

  private static let requests = [
    Dump.line(1...2), logs(1...2), metrics, Dump.line(3...3), late(4), logs(3...3), Dump.line(5...6),
    #"{"resourceSpans":[]}"#, Dump.line(7...7),
  ]

  static let texts: [String: String] = [
    "lines": requests.joined(separator: "\n") + "\n",
    "lines that end in CRLF": requests.joined(separator: "\r\n"),
    "lines with blank ones and blanks": " \n" + requests.joined(separator: " \n\n \t\n") + "\n\n",
    "two values in a line": requests.joined(separator: "\n").replacing(
      "}\n{\"resourceLogs", with: "} {\"resourceLogs"),
    "pretty-printed values": requests.map(indented).joined(separator: "\n"),
    "values over lines that begin at the left": requests.map(broken).joined(separator: "\n"),
    "one list over lines": "[\n" + requests.joined(separator: ",\n") + "\n]\n",
    "Jaeger lines": (1...4).map { Dump.jaeger($0...$0) }.joined(separator: "\n") + "\n",
    "flat spans, then others": (1...3).map(flat).joined(separator: "\n") + "\n" + Dump.line(1...1) + "\n"
      + flat(4)
      + "\n" + Dump.jaeger(1...1) + "\n" + flat(5),
    "lines of a logger between": requests.joined(separator: "\n2026-03-15 INFO [main] sent {queue: 5}\n"),
    "a byte order mark": "\u{FEFF}" + requests.joined(separator: "\n"),
    "nothing of use at first": "{}\n{\"resourceSpans\":[]}\n[]\n1\n{\"x\":1}\n" + Dump.line(1...1) + "\n{}\n",
    "text before anything is read": "{}\n{}\nno JSON\n}\n{}\n" + Dump.line(1...1) + "\n",
    "unknown rows": (1...3).map { "{\"TraceID\":\"\($0)\"}\n" + Dump.line($0...$0) }.joined(separator: "\n"),
  ]

  static let protobuf: [String: [UInt8]] = {
    let requests =
      (1...4).map { number in
        ProtobufDump.request(
          (0...UInt8(number % 2)).map {
            ProtobufDump.span($0, name: String(repeating: "x", count: number * 40))
          })
      } + [
        ProtobufDump.request([ProtobufDump.logRecord(1), ProtobufDump.logRecord(2)]), [],
        ProtobufDump.request([ProtobufDump.metric("m")]), ProtobufDump.request([ProtobufDump.span(9)]),
      ]
    var files: [String: [UInt8]] = [:]
    for packaging in ProtobufPackaging.allCases {
      files["protobuf \(packaging)"] = ProtobufDump.file(packaging, requests)
    }
    let lines = Array(texts["lines"]!.utf8)
    let records = ProtobufDump.file(.lengthPrefixed, requests)
    files["lines, records and lines"] = lines + records + lines
    files["records, lines and bare requests"] =
      records + lines + requests.reduce(into: []) { $0 += $1 + [0x0A] }
    // What is wrong right behind something wrong is not told again.
    let plain = ProtobufDump.file(.framed, requests)
    let compressed: [UInt8] = [1, 0, 0, 0, 3, 7, 7, 7]
    files["protobuf with compressed messages"] = plain + compressed + compressed + plain
    return files
  }()

  static let dumps = protobuf.merging(texts.mapValues { Array($0.utf8) }) { first, _ in first }

  // MARK: Tests

  @Test("wherever the border is", arguments: dumps.keys.sorted())
  func everyBorder(name: String) throws {
    let bytes = try #require(Self.dumps[name])
    let whole = Self.read(bytes)
    // In text nothing begins but where brackets and lines do.
    let isText = Self.texts[name] != nil
    let borders = (1...bytes.count).filter { border in
      !isText || border.isMultiple(of: 11) || bytes[border - 1] == 0x0A
        || border < bytes.count && [0x0A, UInt8(ascii: "{"), UInt8(ascii: "[")].contains(bytes[border])
    }
    for border in borders {
      let inParts = Self.read(bytes, [0, Int64(border)])
      #expect(inParts.withoutParts == whole, "border at \(border)")
    }
  }

  @Test(
    "the reader of the part before stops where a line begins, and nowhere else",
    arguments: ["lines", "lines that end in CRLF", "Jaeger lines", "a byte order mark"])
  func lines(name: String) throws {
    let bytes = try #require(Self.dumps[name])
    let borders = (1..<bytes.count).filter { !Self.read(bytes, [0, Int64($0)]).reached.isEmpty }
    #expect(borders == (1..<bytes.count).filter { bytes[$0 - 1] == 0x0A })
    #expect(borders.count >= 3)
  }

  @Test(
    "the same for protobuf: where a record begins", arguments: [ProtobufPackaging.lengthPrefixed, .framed])
  func records(packaging: ProtobufPackaging) throws {
    let bytes = try #require(Self.dumps["protobuf \(packaging)"])
    let borders = (1..<bytes.count).filter { !Self.read(bytes, [0, Int64($0)]).reached.isEmpty }
    #expect(borders.count == 7)
  }

  @Test("with several borders, in chunks of any size", arguments: dumps.keys.sorted())
  func severalBorders(name: String) throws {
    let bytes = try #require(Self.dumps[name])
    let whole = Self.read(bytes)
    var random = SplitMix(seed: 1)
    for _ in 0..<40 {
      let starts = Self.starts(in: bytes, near: nil, &random)
      let chunk = [1 << 20, 100, 7].randomElement(using: &random)!
      #expect(Self.read(bytes, starts, chunk: chunk).withoutParts == whole, "borders at \(starts)")
    }
  }

  @Test("however the dump is damaged, also at a border", arguments: dumps.keys.sorted())
  func damage(name: String) throws {
    let bytes = try #require(Self.dumps[name])
    var random = SplitMix(seed: 2)
    var reached = 0
    for _ in 0..<60 {
      let (damaged, place) = Self.damaged(bytes, &random)
      let whole = Self.read(damaged)
      for _ in 0..<6 {
        let starts = Self.starts(in: damaged, near: place, &random)
        let inParts = Self.read(damaged, starts)
        reached += inParts.reached.count
        #expect(inParts.withoutParts == whole, "borders at \(starts), damage at \(place)")
      }
    }
    if name == "lines" { #expect(reached > 200) }
  }

  /// Up to four borders: where lines begin, around a place, or anywhere.
  private static func starts(in bytes: [UInt8], near place: Int?, _ random: inout SplitMix) -> [Int64] {
    let lines = bytes.indices.filter { $0 > 0 && bytes[$0 - 1] == 0x0A }
    var starts: Set<Int> = [0]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let line = lines.randomElement(using: &random)
      let start =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: Int.random(in: 0...bytes.count, using: &random)
        case 1: (place ?? 0) + Int.random(in: -2...2, using: &random)
        case 2: place.flatMap { place in lines.first { $0 >= place } } ?? line ?? 1
        default: line ?? Int.random(in: 0...bytes.count, using: &random)
        }
      starts.insert(max(0, start))
    }
    return starts.sorted().map { Int64($0) }
  }

  private static func damaged(_ bytes: [UInt8], _ random: inout SplitMix) -> ([UInt8], Int) {
    var place = Int.random(in: 1..<bytes.count, using: &random)
    // Every third time right where a line ends.
    if Int.random(in: 0..<3, using: &random) == 0, let end = bytes[place...].firstIndex(of: 0x0A) {
      place = max(1, min(bytes.count - 1, end + Int.random(in: -2...2, using: &random)))
    }
    var damaged = bytes
    switch Int.random(in: 0..<7, using: &random) {
    case 0: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: damaged.remove(at: place)
    case 2: damaged.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...400, using: &random)))
    case 3: damaged.insert(0x0A, at: place)
    case 4: damaged.insert(contentsOf: Array("\n{\"resourceSpans\":[".utf8), at: place)
    case 5: damaged.insert(contentsOf: [0x7D, 0x5D, 0x0A].shuffled(using: &random), at: place)
    default: damaged.removeLast(bytes.count - place)
    }
    return (damaged, place)
  }

  @Test("a part that may not know how much was in vain before it is given up")
  func givenUp() {
    let good = Dump.line(1...1) + "\n"
    let bytes = Array((good + "{x\n{x\n" + good).utf8)
    // So many parts that each may fail only once.
    let starts = [0, Int64(good.utf8.count)] + (0..<(1 << 19)).map { Int64(bytes.count + $0) }
    let parts = DumpParts(kind: .json, starts: starts)
    let first = Self.reader.read(
      DumpPart(0, of: parts) { _ in }, MemorySource(bytes), name: "dump", number: 0, into: Recording())
    #expect(first.nextPart == 1)
    #expect(!first.isGivenUp)
    let second = Self.reader.read(
      DumpPart(1, of: parts) { _ in }, MemorySource(Array(bytes[good.utf8.count...])), name: "dump",
      number: 0,
      into: Recording())
    #expect(second.isGivenUp)
  }
}
