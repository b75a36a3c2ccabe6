import TestSupport
import Testing

@testable import Dump2Eval

@Suite("Choosing")
struct SelectionTests {
  private static let calls = [
    SampleCall(
      trace: 1, span: 1, service: "shop-eu", model: "gpt-4o", provider: "openai", start: 1_000, tokens: 10),
    SampleCall(
      trace: 2, span: 2, service: "shop-us", model: "claude-3", provider: "anthropic", start: 2_000,
      tokens: 50, cost: 0.2),
    SampleCall(
      trace: 2, span: 3, service: "search", model: "gpt-4o-mini", provider: "openai", start: 2_001,
      tokens: 60, cost: 0.1),
    SampleCall(trace: 3, span: 4, service: nil, model: nil, provider: nil, start: 3_000, tool: "lookup"),
    SampleCall(trace: 4, span: 5, service: "shop-eu", start: 4_000, output: nil),
  ]

  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let traces: [Int]
    let removed: [String: Int]
    let change: @Sendable (inout Selection) -> Void

    init(
      _ name: String, keeps traces: [Int], removes removed: [String: Int],
      _ change: @escaping @Sendable (inout Selection) -> Void
    ) {
      testDescription = name
      self.traces = traces
      self.removed = removed
      self.change = change
    }
  }

  static let examples = [
    Example("nothing", keeps: [1, 2, 3], removes: [:]) { _ in },
    Example("service", keeps: [1, 2], removes: ["service": 2]) { $0.services = globs("shop-*") },
    Example("services", keeps: [1, 2], removes: ["service": 2]) { $0.services = globs("shop-eu", "shop-us") },
    Example("model", keeps: [1, 2], removes: ["model": 2]) { $0.models = globs("gpt-4o*") },
    Example("any model", keeps: [1, 2], removes: ["model": 1]) { $0.models = globs("*") },
    Example("provider", keeps: [2], removes: ["provider": 4]) { $0.providers = globs("anthropic") },
    Example("since", keeps: [2, 3], removes: ["since": 2]) {
      $0.since = UTCTime(unixMilliseconds: 2_001_000)
    },
    Example("until", keeps: [1, 2], removes: ["until": 3]) {
      $0.until = UTCTime(unixMilliseconds: 2_001_000)
    },
    Example("since and until", keeps: [1], removes: ["since": 0, "until": 4]) {
      $0.since = UTCTime(unixMilliseconds: 1_000_000)
      $0.until = UTCTime(unixMilliseconds: 1_000_001)
    },
    Example("tokens of the trace", keeps: [2], removes: ["min-tokens": 3]) { $0.minimumTokens = 100 },
    Example("cost of the trace", keeps: [2], removes: ["min-cost": 3]) { $0.minimumCost = 0.25 },
    Example("tools", keeps: [3], removes: ["tool-calls": 4]) { $0.callsTools = true },
    Example("the first reason counts", keeps: [], removes: ["service": 4, "tool-calls": 1]) {
      $0.services = globs("shop-us")
      $0.callsTools = true
    },
  ]

  @Test("conditions keep what fits them", arguments: examples)
  func conditions(example: Example) async throws {
    let dump = try SampleDump([Self.calls])
    let result = try await dump.convert { example.change(&$0.selection) }
    #expect(result.traces == example.traces)
    let removed = result.summary.removedCalls.map { ($0.option, $0.calls) }
    #expect(Dictionary(uniqueKeysWithValues: removed) == example.removed)
    #expect(result.summary.calls[.filtered] ?? 0 == example.removed.values.reduce(0, +))
    #expect(result.summary.seenCalls == Self.calls.count)
  }

  @Test("a limit keeps the first traces that have something to export")
  func limit() async throws {
    let dump = try SampleDump(
      (1...9).map { trace in
        [SampleCall(trace: trace, span: trace, output: trace % 3 == 0 ? nil : "Hello")]
      })
    let result = try await dump.convert { $0.selection.limit = 4 }
    #expect(result.traces == [1, 2, 4, 5])
    #expect(result.summary.removedCalls == [RemovedCalls(option: "limit", calls: 2)])
    #expect(result.summary.calls[.noOutput] == 3)
  }

  @Test("what only other options could keep out of a dataset is counted too")
  func assertions() async throws {
    let dump = try SampleDump(
      SampleCall(trace: 1, span: 1, output: "prose"), SampleCall(trace: 2, span: 2, output: "{}"))
    let result = try await dump.convert { $0.assertions.kinds = [.isJSON] }
    #expect(result.traces == [2])
    #expect(result.summary.removedCalls == [RemovedCalls(option: "assertions", calls: 1)])
  }
}

private func globs(_ patterns: String...) -> [GlobPattern] { patterns.map { GlobPattern($0)! } }

@Suite("Samples")
struct SampleTests {
  private static let calls = (1...200).map {
    SampleCall(trace: $0, span: $0, output: $0 % 10 == 0 ? nil : "Hello")
  }

  @Test(
    "hold as many traces as asked for, whatever the order and division of the dump",
    arguments: [1, 10, 57, 180, 500])
  func count(size: Int) async throws {
    let whole = try SampleDump([Self.calls])
    let divided = try SampleDump(
      (0..<5).map { part in Self.calls.reversed().filter { $0.trace % 5 == part } })
    let sample = TraceSample(.count(size))
    let one = try await whole.convert { $0.selection.sample = sample }
    let other = try await divided.convert {
      $0.selection.sample = sample
      $0.memory = 64 << 10
      $0.jobs = 3
    }
    #expect(one.traces.count == min(size, 180))
    #expect(one.traces == other.traces)
    #expect(one.summary.removedCalls == [RemovedCalls(option: "sample", calls: 180 - one.traces.count)])
    // A smaller sample is part of a larger one.
    let larger = try await whole.convert { $0.selection.sample = TraceSample(.count(size + 20)) }
    #expect(Set(one.traces).isSubset(of: larger.traces))
  }

  @Test("by share hold about that share, the same for any part of the dump")
  func percent() async throws {
    let whole = try SampleDump([Self.calls])
    let half = try SampleDump([Self.calls.filter { $0.trace <= 100 }])
    let sample = TraceSample(.percent(30), seed: 5)
    let one = try await whole.convert { $0.selection.sample = sample }.traces
    let other = try await half.convert { $0.selection.sample = sample }.traces
    #expect(one.filter { $0 <= 100 } == other)
    #expect((30...78).contains(one.count))
    let all = try await whole.convert { $0.selection.sample = TraceSample(.percent(100)) }.traces
    #expect(all.count == 180)
  }

  @Test(
    "of a size that there cannot be hold none, or all",
    arguments: [
      (.count(0), 0), (.count(-1), 0), (.count(.min), 0), (.count(.max), 18), (.percent(0), 0),
      (.percent(-1), 0),
      (.percent(.nan), 0), (.percent(-.infinity), 0), (.percent(100.5), 18), (.percent(.infinity), 18),
    ] as [(TraceSample.Size, Int)])
  func impossible(size: TraceSample.Size, count: Int) async throws {
    let dump = try SampleDump([Array(Self.calls.prefix(20))])
    var changed = TraceSample(.count(1))
    changed.size = size
    #expect(changed == TraceSample(size))
    let result = try await dump.convert { $0.selection.sample = changed }
    #expect(result.traces.count == count)
  }

  @Test("of another seed are others")
  func seeds() async throws {
    let dump = try SampleDump([Self.calls])
    let samples = try await [
      dump.convert { $0.selection.sample = TraceSample(.count(20), seed: 0) }.traces,
      dump.convert { $0.selection.sample = TraceSample(.count(20), seed: 1) }.traces,
    ]
    #expect(samples[0] != samples[1])
  }

  @Test(
    "are read as users write them",
    arguments: [
      ("1", .count(1)), ("250", .count(250)), ("5%", .percent(5)), ("0.5%", .percent(0.5)),
      ("100%", .percent(100)),
      ("0", nil), ("-1", nil), ("0%", nil), ("101%", nil), ("%", nil), ("ten", nil), ("5 %", nil),
      ("nan%", nil),
    ] as [(String, TraceSample.Size?)])
  func parsing(text: String, size: TraceSample.Size?) {
    #expect(TraceSample(text)?.size == size)
  }
}

@Suite("Folding")
struct FoldingTests {
  @Test("leaves the first of calls that ask the same, and counts what it stands for")
  func folding() async throws {
    let dump = try SampleDump(
      SampleCall(trace: 1, span: 1, input: "a"),
      SampleCall(trace: 1, span: 2, start: 1_773_584_530, input: "b"),
      SampleCall(trace: 2, span: 3, input: "a", output: "Another answer"),
      SampleCall(trace: 3, span: 4, input: "a", system: "Be brief."),
      SampleCall(trace: 4, span: 5, input: "c"),
      SampleCall(trace: 5, span: 6, input: "a"),
      SampleCall(trace: 5, span: 7, start: 1_773_584_530, input: "d"),
      SampleCall(trace: 6, span: 8, input: "c", output: nil))
    let result = try await dump.convert { $0.selection.dedupe = true }
    #expect(result.traces == [1, 3, 4, 5])
    #expect(result.summary.exportedCases == 5)
    #expect(result.summary.removedCalls == [RemovedCalls(option: "dedupe", calls: 2)])
    #expect(result.summary.folds == FoldCounts(folded: 2, standingForOthers: 1, largest: 3))
  }

  @Test("comes before sample and limit: they choose among what is left")
  func order() async throws {
    let calls = (1...60).map { SampleCall(trace: $0, span: $0, input: "\($0 % 20)") }
    let dump = try SampleDump([calls])
    let sample = try await dump.convert {
      $0.selection.dedupe = true
      $0.selection.sample = TraceSample(.count(7))
    }
    #expect(sample.traces.count == 7)
    #expect(sample.traces.allSatisfy { $0 <= 20 })
    let both = try await dump.convert {
      $0.selection.dedupe = true
      $0.selection.sample = TraceSample(.count(7))
      $0.selection.limit = 3
    }
    #expect(both.traces == Array(sample.traces.prefix(3)))
    #expect(both.summary.removedCalls.map(\.calls) == [40, 13, 4])
  }

  @Test("gives the same with little memory and many readers")
  func bounded() async throws {
    var random = SplitMix(seed: 3)
    let calls = (1...3_000).map {
      SampleCall(trace: $0, span: $0, input: "\(Int.random(in: 0..<700, using: &random))")
    }
    let dump = try SampleDump([calls])
    let roomy = try await dump.convert { $0.selection.dedupe = true }
    let tight = try await dump.convert {
      $0.selection.dedupe = true
      $0.memory = 64 << 10
      $0.jobs = 4
    }
    #expect(roomy.traces == tight.traces)
    #expect(roomy.summary.folds == tight.summary.folds)
    #expect(roomy.summary.exportedCases == Set(calls.map(\.input)).count)
  }
}
