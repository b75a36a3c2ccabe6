import Testing

@testable import Dump2Eval

@Suite("Hints what to switch on")
struct RecordingHintTests {
  @Test("exist for every dialect but the one that reads nothing else than a prompt")
  func dialects() {
    for dialect in DialectRegistry.all where dialect.name != "plain" {
      #expect(RecordingHints.hint(dialect: dialect.name, scope: nil) != nil, "\(dialect.name)")
    }
  }
}
