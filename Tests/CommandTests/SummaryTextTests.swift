import Dump2Eval
import TestSupport
import Testing

@testable import Dump2EvalCommand

@Suite("The summary on a terminal")
struct SummaryTextTests {
  @Test("fits its width, and loses no word", arguments: [60, 80, 200])
  func width(columns: Int) async throws {
    var options = ConversionOptions(
      inputs: Corpus.all.flatMap { $0.paths(.otlpJSON).prefix(1) }.map { DumpInput($0) },
      exportedAt: UTCTime("2026-03-15T14:22:00Z")!)
    options.inputs.append(DumpInput("there is nothing of this name, which is a long one for that matter"))
    options.dryRun = true
    let summary = try await Conversion(options).run()
    func text(_ width: Int?) -> String {
      SummaryText(summary, options, usesColor: false, isVerbose: true, width: width).text
    }
    let lines = text(columns).split(separator: "\n")
    for line in lines where DisplayText.width(String(line)) > columns {
      // One word alone is not broken.
      #expect(line.drop { $0 == " " }.split(separator: " ").count == 1, "\(line)")
    }
    #expect(
      text(columns).split(whereSeparator: \.isWhitespace) == text(nil).split(whereSeparator: \.isWhitespace))
    #expect(columns > 100 || lines.count > text(nil).split(separator: "\n").count)
  }

  @Test(
    "writes money to the cent, small sums to its hundredth, and nothing as nothing only",
    arguments: [
      (0, "$0.0000"), (0.00001, "<$0.0001"), (0.00005, "$0.0001"), (0.5, "$0.5000"), (9.99999, "$10.0000"),
      (1234.567, "$1,234.57"), (1e20, "$1e+20"),
    ])
  func money(amount: Double, text: String) {
    #expect(SummaryText.dollars(amount) == text)
  }

  @Test(
    "writes three decimals as far as numbers have them",
    arguments: [
      (0, "0.000"), (1.0625, "1.063"), (12.5, "12.500"), (999_999_999_999, "999999999999.000"),
      (1e12, "1000000000000.0"), (0x1p63, "9.223372036854776e+18"),
    ])
  func thousandths(value: Double, text: String) {
    #expect(SummaryText.thousandths(value) == text)
  }
}
