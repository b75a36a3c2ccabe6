import Foundation
import TestSupport

@testable import Dump2Eval

/// How datasets of a corpus folder compare with the truth.
///
/// A call is expected when its content was recorded whole, it did not fail, it is no embedding, and the model answered with
/// text or tool calls. Its case is right when it sits in its trace's file with the last user message's text as input and
/// exactly the assertions that the real answer implies. A call of which the library lost, cut or masked a part is optional:
/// neither missed nor too much.
struct ConformanceScore {
  private(set) var expected = 0
  private(set) var right = 0
  private(set) var tooMany = 0
  /// Everything that is not right, by name, in a fixed order.
  private(set) var failures: [String] = []

  private var left: [String: [ExportedCase]]

  /// Converts one form of a folder and scores what comes of it.
  static func measure(_ corpus: Corpus, _ form: Corpus.Form) async throws -> ConformanceScore {
    let folder = try WorkFolder()
    var options = ConversionOptions(
      inputs: corpus.paths(form).map { DumpInput($0) }, destination: .folder(folder("out")),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.temporaryFolder = folder.path
    let summary = try await Conversion(options).run()
    var score = try ConformanceScore(
      ExportedCase.read(FileTree(folder("out"))), comparedWith: GroundTruth(corpus))
    score.failures += summary.problems.map { "problem: \($0.text)" }
    return score
  }

  init(_ made: [String: [ExportedCase]], comparedWith truth: GroundTruth) {
    left = made
    for standing in [GroundTruth.Standing.expected, .optional] {
      for trace in truth.traces {
        for position in trace.calls.indices where truth.standing(of: position, in: trace) == standing {
          let match = takeCase(of: trace.calls[position], in: trace)
          guard standing == .expected else { continue }
          expected += 1
          judge(match, of: position, in: trace, made[trace.id] ?? [])
        }
      }
    }
    countRest(truth, made)
  }

  /// The best case for a call, taken out of what is left.
  private mutating func takeCase(of call: GroundTruth.Call, in trace: GroundTruth.Trace) -> (
    Bool, ExportedCase
  )? {
    var second: (trace: String, position: Int)?
    for id in [trace.id] + (call.mayBeElsewhere ? left.keys.sorted() : []) {
      for (position, candidate) in (left[id] ?? []).enumerated() where candidate.hasInput(of: call) {
        if candidate.hasAssertions(of: call) {
          left[id]!.remove(at: position)
          return (true, candidate)
        }
        second = second ?? (id, position)
      }
    }
    return second.map { (false, left[$0.trace]!.remove(at: $0.position)) }
  }

  private mutating func judge(
    _ match: (isRight: Bool, found: ExportedCase)?, of position: Int, in trace: GroundTruth.Trace,
    _ made: [ExportedCase]
  ) {
    let place = "\(trace.run)/\(trace.scenario)#\(position) \(trace.id)"
    let call = trace.calls[position]
    switch match {
    case (true, _)?: right += 1
    case (false, let found)?:
      failures.append("\(place): assertions \(found.assertions) for the answer \(Self.short(call.answer))")
    case nil:
      let inputs = made.map { Self.short($0.input) }.joined(separator: ", ")
      failures.append(
        "\(place): no case for \(Self.short(call.inputParts.joined(separator: "\n"))) among [\(inputs)]")
    }
  }

  private mutating func countRest(_ truth: GroundTruth, _ made: [String: [ExportedCase]]) {
    var optional: [String: Int] = [:]
    var known: Set<String> = []
    for trace in truth.traces {
      known.insert(trace.id)
      for (position, call) in trace.calls.enumerated() {
        known.formUnion(call.otherTraces)
        if truth.standing(of: position, in: trace) == .optional { optional[trace.id, default: 0] += 1 }
      }
    }
    for (id, cases) in left.sorted(by: { $0.key < $1.key }) {
      for extra in cases.dropFirst(optional[id] ?? 0) {
        tooMany += 1
        failures.append("\(id): a case too many: \(Self.short(extra.input))")
      }
    }
    for id in made.keys.sorted() where !known.contains(id) {
      failures.append("\(id): a trace that is not in the truth")
    }
  }

  private static func short(_ text: String) -> String {
    var line = ""
    for character in text.prefix(60) { line += character.isNewline ? " " : String(character) }
    return "'\(line)'"
  }
}
