import TestSupport
import Testing

/// `DUMP2EVAL_RECORD=1 swift test --filter CommandCaseTests` makes what the command does now what is expected.
@Suite("The command, case by case")
struct CommandCaseTests {
  @Test("does what the case says", arguments: CommandCase.all)
  func behaves(_ commandCase: CommandCase) throws {
    let outcome = try commandCase.run()
    #expect(outcome.litter.isEmpty, "files are left in the temporary folder")
    if Recording.isOn { return try commandCase.record(outcome) }
    let expected = try commandCase.expected()
    #expect(outcome.status == expected.status)
    #expect(outcome.errors == expected.errors)
    #expect(outcome.output == expected.output)
    #expect(outcome.files.differences(from: expected.files) == [])
  }

  @Test("all cases are there")
  func isComplete() {
    #expect(CommandCase.all.count >= 40)
  }
}
