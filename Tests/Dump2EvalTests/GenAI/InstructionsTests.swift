import Testing

@testable import Dump2Eval

@Suite("Instructions are not repeated")
struct InstructionsTests {
  @Test("however many there are", arguments: [3, 16, 17, 18, 100])
  func repeated(count: Int) {
    let input = (0..<count).map { Message(role: $0 % 2 == 0 ? .system : .developer, text: "s\($0)") }
    var call = LLMCall()
    call.append(input + [Message(role: .system), Message(role: .user, text: "s0")] + input)
    // What was there before counts too.
    call.append([
      Message(role: .system), Message(role: .system, text: "s2"), Message(role: .system, text: "new"),
    ])
    #expect(call.instructions.map(\.text) == input.map(\.text) + [nil, "new"])
    #expect(call.messages == [Message(role: .user, text: "s0")])
  }
}
