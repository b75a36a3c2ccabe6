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

  private static func choice(_ index: Int, _ text: String, finishReason: String? = nil) throws -> GenAIEvent?
  {
    let reason = finishReason.map { #","finish_reason":"\#($0)""# } ?? ""
    return try TelemetryLiteral.event(
      "gen_ai.choice", attributes: #"{"index":\#(index),"message":"\#(text)"\#(reason)}"#)
  }

  @Test("pieces of a streamed answer that have numbers of their own are one answer")
  func streamed() throws {
    let call = try call([
      Self.choice(0, "The "), Self.choice(1, "answer"), Self.choice(2, "", finishReason: "STOP"),
    ])
    #expect(call.choices == [Choice(text: "The answer", finishReason: "STOP")])
  }

  @Test("several answers stay several, with reasons to stop and without")
  func severalAnswers() throws {
    let known = try call([
      Self.choice(1, "b", finishReason: "stop"), Self.choice(0, "a", finishReason: "stop"),
    ])
    #expect(known.choices.map(\.text) == ["a", "b"])
    #expect(try call([Self.choice(0, "a"), Self.choice(1, "b")]).choices.map(\.text) == ["a", "b"])
  }

  @Test("who speaks may be said inside the content")
  func roleInContent() throws {
    let call = try call([
      TelemetryLiteral.event(
        "gen_ai.user.message",
        attributes:
          #"{"gen_ai.event.content":"{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"m\"}]}}"}"#),
      TelemetryLiteral.event("gen_ai.prompt", attributes: #"{"content":"q"}"#),
    ])
    #expect(call.messages == [Message(role: .assistant, text: "m"), Message(role: .user, text: "q")])
  }

  @Test("what a tool said may be JSON in a block")
  func toolJSON() throws {
    let call = try call([
      TelemetryLiteral.event(
        "gen_ai.tool.message",
        attributes: #"{"gen_ai.event.content":"{\"id\":\"c\",\"content\":[{\"json\":{\"x\":1}}]}"}"#)
    ])
    #expect(call.messages == [Message(role: .tool, text: #"{"x":1}"#, toolCallID: "c")])
  }
}
