import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Dump2Eval

/// Traces of Jaeger's form whose datasets are made while the dump is read, against the same where nothing is made before
/// all is read: a limit that no dump reaches asks for that.
@Suite("Datasets that are made early")
struct EarlyDatasetsTests {
  private struct Outcome: Equatable {
    var summary: Summary
    var files: FileTree
    var names: [String]
  }

  private static func convert(
    _ paths: [String], early: Bool, _ adjust: (inout ConversionOptions) -> Void = { _ in },
    in work: WorkFolder? = nil, onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> Outcome {
    let work = try work ?? WorkFolder()
    var options = ConversionOptions(
      inputs: paths.map { DumpInput($0) }, destination: .folder(work("out")),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.temporaryFolder = work.path
    options.memory = 1 << 20
    adjust(&options)
    if !early { options.selection.limit = .max }
    var summary = try await Conversion(options).run(onEvent: onEvent)
    summary.seconds = 0
    summary.spilledBytes = 0
    summary.removedCalls.removeAll { $0.option == "limit" }
    return Outcome(
      summary: summary, files: try FileTree(work("out")),
      names: try FileManager.default.contentsOfDirectory(atPath: work("out")))
  }

  private func expectSame(
    _ paths: [String], _ what: String = "", _ adjust: @escaping (inout ConversionOptions) -> Void = { _ in }
  ) async throws {
    let late = try await Self.convert(paths, early: false, adjust)
    let early = try await Self.convert(paths, early: true, adjust)
    #expect(early.files.differences(from: late.files) == [], "\(what)")
    #expect(early.summary == late.summary, "\(what)")
    #expect(!early.names.contains { $0.hasPrefix(".") }, "\(what)")
  }

  // MARK: Dumps

  private static func span(_ number: Int, of trace: String, question: String = "Why?", parent: String? = nil)
    -> String
  {
    let tags = [
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m\(number % 3)"),
      ("gen_ai.usage.input_tokens", "\(number)"), ("gen_ai.prompt.0.role", "user"),
      ("gen_ai.prompt.0.content", question), ("gen_ai.completion.0.content", "Because of \(number)."),
    ]
    let tag = tags.map { #"{"key":"\#($0)","type":"string","value":"\#($1)"}"# }.joined(separator: ",")
    let reference = parent.map { #"{"refType":"CHILD_OF","traceID":"\#(trace)","spanID":"\#($0)"}"# } ?? ""
    return #"{"traceID":"\#(trace)","spanID":"\#(String(number + 4096, radix: 16))","operationName":"chat","#
      + #""references":[\#(reference)],"startTime":\#(1_700_000_000_000_000 + 50 * number),"duration":20,"#
      + #""tags":[\#(tag)],"logs":[],"processID":"p\#(number % 2)"}"#
  }

  private static func trace(_ id: String, _ spans: [String]) -> String {
    #"{"traceID":"\#(id)","spans":[\#(spans.joined(separator: ","))],"#
      + #""processes":{"p0":{"serviceName":"shop"},"p1":{"serviceName":"desk"}}}"#
  }

  private static func dump(_ traces: [String]) -> String {
    #"{"data":[\#(traces.joined(separator: ","))],"total":0,"errors":null}"# + "\n"
  }

  /// A call of a trace that an OTLP dump tells.
  private static func line(_ number: Int, of trace: String) -> String {
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"\#(trace)","spanId":"00000000000000\#(number)","name":"chat","#
      + #""startTimeUnixNano":"1700000000000000000","attributes":["#
      + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
      + #"{"key":"gen_ai.prompt.0.content","value":{"stringValue":"And here?"}},"#
      + #"{"key":"gen_ai.completion.0.content","value":{"stringValue":"Too."}}]}]}]}]}"# + "\n"
  }

  private static let ids = (1...9).map { String(repeating: "\($0)", count: 32) }

  // MARK: Tests

  @Test func `are what they would be later`() async throws {
    let work = try WorkFolder()
    let traces = Self.ids.enumerated().map { number, id in
      Self.trace(id, (0...number).reversed().map { Self.span(10 * number + $0, of: id) })
    }
    let path = try work.write("dump", Self.dump(traces))
    try await expectSame([path])
    try await expectSame([path], "one by one") { $0.formats = [.toadEval, .promptfoo] }
    let early = try await Self.convert([path], early: true)
    #expect(early.summary.newDatasets == 9 && early.summary.exportedCases == 45)
  }

  @Test(arguments: ["whole", "cut", "twice", "other form", "with another trace", "log text", "damage"])
  func `are made anew when there is more of the trace`(_ how: String) async throws {
    let work = try WorkFolder()
    let id = Self.ids[4]
    let piece = Self.trace(id, [Self.span(1, of: id), Self.span(2, of: id)])
    let more = Self.trace(id, [Self.span(2, of: id), Self.span(3, of: id)])
    let others = Self.ids.filter { $0 != id }.map { Self.trace($0, [Self.span(7, of: $0)]) }
    let first = try work.write("1", Self.dump([others[0], piece] + others[1...]))
    let second: String =
      switch how {
      case "whole": try work.write("2", Self.dump([piece]))
      case "cut": try work.write("2", String(Self.dump([more]).prefix(900)))
      case "twice": try work.write("2", Self.dump([more, piece, more]))
      case "other form": try work.write("2", Self.line(11, of: id))
      case "with another trace":
        try work.write(
          "2", Self.dump([Self.trace(id, [Self.span(3, of: id), Self.span(4, of: Self.ids[0])])]))
      case "log text": try work.write("2", "started\n" + Self.dump([more]))
      default:
        try work.write(
          "2", Self.dump([more]).replacingOccurrences(of: #""duration":20"#, with: #""duration":2x"#))
      }
    for paths in [[first, second], [second, first]] {
      try await expectSame(paths, how)
      try await expectSame(paths, how) { $0.memory = 8 << 10 }
      try await expectSame(paths, how) { $0.jobs = 3 }
    }
  }

  @Test func `are the same for the corpus in Jaeger's form, dealt out anew`() async throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<4 {
      let work = try WorkFolder()
      for corpus in Corpus.all.shuffled(using: &random).prefix(12) {
        let files = [corpus.path(Corpus.Form.jaeger.rawValue + ".gz"), corpus.path("logs.otlp.jsonl.gz")]
        for file in files where FileManager.default.fileExists(atPath: file) {
          let content = try Gzip.decompress(Data(contentsOf: URL(fileURLWithPath: file)))
          for _ in 0..<Int.random(in: 1...2, using: &random) {
            try work.write("in/\(UInt16.random(in: 0 ... .max, using: &random))", content)
          }
        }
      }
      try await expectSame([work("in")]) { $0.jobs = 2 }
      try await expectSame([work("in")]) { $0.selection.includeFailed = true }
      try await expectSame([work("in")], "choice") {
        $0.selection.models = [GlobPattern("*mini*")!]
        $0.selection.minimumTokens = 20
      }
    }
  }

  @Test func `are the same where an object is told strangely`() async throws {
    let work = try WorkFolder()
    let id = Self.ids[0]
    let (one, two) = (Self.span(2, of: id), Self.span(4, of: id))
    let twice =
      #"{"traceID":"\#(id)","spans":[\#(one)],"processes":{"p0":{"serviceName":"a"},"p0":{"serviceName":"b"}},"#
      + #""processes":{"p0":{"serviceName":"c"}}}"#
    let nested = #"{"data":[{"spans":[\#(one)]}],"spans":[\#(two)]}"#
    let loose = #"{"data":[\#(one)],"spans":[\#(two)]}"#
    let lists = #"{"spans":[\#(one)],"spans":[\#(two)]}"#
    for (number, dump) in [twice, nested, loose, lists, lists + "\n" + nested].enumerated() {
      let path = try work.write("\(number)", dump)
      try await expectSame([path], dump)
      try await expectSame([path], dump) { $0.selection.services = [GlobPattern("a")!] }
      try await expectSame([try work.write("\(number).gz", Gzip.compress(Data(dump.utf8)))], dump)
    }
  }

  @Test func `are not made again of a trace that was met`() {
    var met = MetTraces()
    #expect(Self.ids.allSatisfy { met.insert($0) })
    #expect(!Self.ids.contains { met.insert($0) })
    let others = (0..<100_000).count { met.insert("trace \($0)") }
    #expect(others > 99_500)
  }

  @Test func `respect what is there`() async throws {
    let work = try WorkFolder()
    let traces = Self.ids.map { Self.trace($0, [Self.span(3, of: $0)]) }
    let path = try work.write("dump", Self.dump(traces))
    _ = try await Self.convert([path], early: true, in: work)
    let name = "out/trace-\(Self.ids[2]).eval.yaml"
    try work.write(name, "# mine\n")
    let again = try await Self.convert([path], early: true, in: work)
    #expect(again.summary.unchangedDatasets == 8 && again.summary.keptDatasets == 1)
    #expect(again.files.files["trace-\(Self.ids[2]).eval.yaml"] == Data("# mine\n".utf8))
    let forced = try await Self.convert([path], early: true, { $0.force = true }, in: work)
    #expect(forced.summary.unchangedDatasets == 8 && forced.summary.replacedDatasets == 1)
    #expect(forced.names.count == 9)
  }

  @Test func `give way to one that somebody makes meanwhile`() async throws {
    let work = try WorkFolder()
    let path = try work.write("dump", Self.dump(Self.ids.map { Self.trace($0, [Self.span(3, of: $0)]) }))
    let outcome = try await Self.convert(
      [path], early: true, in: work,
      onEvent: { event in
        if case .input = event { _ = try? work.write("out/trace-\(Self.ids[2]).eval.yaml", "# mine\n") }
      })
    #expect(outcome.summary.newDatasets == 8 && outcome.summary.keptDatasets == 1)
    #expect(outcome.files.files["trace-\(Self.ids[2]).eval.yaml"] == Data("# mine\n".utf8))
    #expect(outcome.names.count == 9)
  }

  @Test(arguments: ["replaced", "removed"])
  func `of a file that is not what it was are told`(_ how: String) async throws {
    let work = try WorkFolder()
    let id = Self.ids[4]
    let traces = Self.ids.map { Self.trace($0, [Self.span(1, of: $0), Self.span(2, of: $0)]) }
    let first = try work.write("1", Self.dump(traces))
    let second = try work.write("2", Self.line(11, of: id))
    let inputs = Atomic(0)
    let outcome = try await Self.convert(
      [first, second], early: true,
      onEvent: { event in
        guard case .input = event, inputs.add(1, ordering: .relaxed).newValue == 2 else { return }
        try? FileManager.default.removeItem(atPath: first)
        if how == "replaced" { _ = try? work.write("1", Self.dump(Array(traces.dropFirst(2)))) }
      })
    let problem = try #require(outcome.summary.problems.first)
    #expect(outcome.summary.problems.count == 1 && outcome.summary.isDamaged)
    #expect(
      how == "removed"
        ? problem.text == "cannot open once more: No such file or directory"
        : problem.text.hasPrefix("expected 2 calls that were there before, found "))
    #expect(outcome.files.files.count == 9)
  }

  @Test func `of an input that cannot be read again are made of what is kept`() async throws {
    let work = try WorkFolder()
    let id = Self.ids[4]
    let traces = Self.ids.map { Self.trace($0, [Self.span(1, of: $0), Self.span(2, of: $0)]) }
    for (number, memory) in [1 << 20, 16 << 10].enumerated() {
      let first = try work.write("\(number).1.gz", Gzip.compress(Data(Self.dump(traces).utf8)))
      let piece = Self.trace(id, [Self.span(2, of: id), Self.span(5, of: id)])
      let second = try work.write("\(number).2.gz", Gzip.compress(Data(Self.dump([piece]).utf8)))
      let third = try work.write("\(number).3", Self.line(11, of: id) + Self.line(12, of: Self.ids[8]))
      try await expectSame([first, second, third]) { $0.memory = memory }
      try await expectSame([third, second, first]) {
        $0.memory = memory
        $0.jobs = 3
      }
    }
  }

  @Test func `are the same for the corpus in Jaeger's form, compressed`() async throws {
    let paths = Corpus.all.flatMap { $0.paths(.jaeger) }
    try await expectSame(paths)
    try await expectSame(paths) {
      $0.memory = 64 << 10
      $0.jobs = 2
    }
  }
}
