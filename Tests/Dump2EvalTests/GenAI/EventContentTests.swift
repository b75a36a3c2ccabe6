import Testing

@testable import Dump2Eval

@Suite("Content in events")
struct EventContentTests {
  private func call(_ events: [GenAIEvent?]) -> LLMCall {
    var call = LLMCall()
    EventContent.apply(events: events.compactMap(\.self), to: &call)
    return call
  }

  @Test("bodies are values, JSON text or attributes")
  func bodies() throws {
    let call = try call([
      TelemetryLiteral.event("gen_ai.system.message", body: #"{"stringValue":"{\"content\":\"S\"}"}"#),
      TelemetryLiteral.event(
        "gen_ai.user.message",
        body: #"{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"q"}}]}}"#),
      TelemetryLiteral.event(
        "gen_ai.assistant.message",
        attributes:
          #"{"gen_ai.event.content":"{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"}"#
      ),
      TelemetryLiteral.event("gen_ai.tool.message", attributes: #"{"content":"r","id":"c"}"#),
      TelemetryLiteral.event(
        "gen_ai.choice",
        body: #"""
          {"kvlistValue":{"values":[{"key":"index","value":{"intValue":"0"}},{"key":"finish_reason","value":{"stringValue":"stop"}},
          {"key":"message","value":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"a"}}]}}}]}}
          """#),
    ])
    #expect(call.systemText == "S")
    #expect(call.inputText == "q")
    #expect(call.messages.last == Message(role: .tool, text: "r", toolCallID: "c"))
    #expect(call.choices == [Choice(text: "a", finishReason: "stop")])
    #expect(
      call.conversationJSON == """
        [{"role":"system","content":"S"},{"role":"user","content":"q"},{"role":"assistant","content":null,\
        "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},\
        {"role":"tool","content":"r","tool_call_id":"c"}]
        """)
  }

  @Test("a details event fills what the span does not hold")
  func details() throws {
    let event = try #require(
      try TelemetryLiteral.event(
        "gen_ai.client.inference.operation.details",
        attributes:
          #"{"gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":"q"}]}],"gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":"a"}]}]}"#
      ))
    var call = LLMCall()
    call.choices = [Choice(text: "known")]
    EventContent.apply(events: [event], to: &call)
    #expect(call.inputText == "q")
    #expect(call.outputText == "known")
  }

  @Test("events without content are no content; numbers order them")
  func emptyAndNumbered() throws {
    #expect(
      call([try TelemetryLiteral.event("gen_ai.user.message"), try TelemetryLiteral.event("gen_ai.choice")])
        .status()
        == .notRecorded)
    let call = try call([
      TelemetryLiteral.event(
        "gen_ai.user.message", attributes: #"{"content":"second","CHAT_MESSAGE_INDEX":1}"#),
      TelemetryLiteral.event(
        "gen_ai.user.message", attributes: #"{"content":"first","CHAT_MESSAGE_INDEX":0}"#),
    ])
    #expect(call.messages.map(\.text) == ["first", "second"])
  }
}
