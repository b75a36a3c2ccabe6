import Testing

@testable import Dump2Eval

@Suite("Spans of the open conventions")
struct DialectTests {
  private static let input = #"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"q\"}]}]"#
  private static let output =
    #"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"a\"}],\"finish_reason\":\"stop\"}]"#

  @Test(
    "become calls with input q and output a",
    arguments: [
      // toad-eye
      #"{"gen_ai.operation.name":"chat","gen_ai.toad_eye.prompt":"q","gen_ai.toad_eye.completion":"a"}"#,
      // Semantic conventions: JSON text, values, both in one another
      #"{"gen_ai.operation.name":"chat","gen_ai.input.messages":"\#(input)","gen_ai.output.messages":"\#(output)"}"#,
      #"{"gen_ai.operation.name":"chat","gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":"q"}]}],"gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":"a"}]}]}"#,
      // … without an operation
      #"{"gen_ai.request.model":"m","gen_ai.input.messages":"\#(input)","gen_ai.output.messages":"\#(output)"}"#,
      // OpenLLMetry, both generations and the completions API
      #"{"llm.request.type":"chat","gen_ai.prompt.0.role":"user","gen_ai.prompt.0.content":"q","gen_ai.completion.0.content":"a"}"#,
      #"{"llm.request.type":"completion","llm.prompts.0.user":"q","llm.completions.0.content":"a"}"#,
      #"{"gen_ai.completion.0.content":"a","gen_ai.prompt.0.content":"[{\"type\":\"text\",\"text\":\"q\"}]"}"#,
      // OpenInference
      #"{"openinference.span.kind":"LLM","llm.input_messages.0.message.role":"user","llm.input_messages.0.message.contents.0.message_content.text":"q","llm.output_messages.0.message.content":"a"}"#,
      #"{"openinference.span.kind":"LLM","llm.prompts.0.prompt.text":"q","llm.choices.0.completion.text":"a"}"#,
      #"{"openinference.span.kind":"LLM","input.value":"q","output.value":"{\"choices\":[{\"message\":{\"content\":\"a\"}}]}","output.mime_type":"application/json"}"#,
      // Home-made
      #"{"gen_ai.prompt":"q","gen_ai.completion":"a"}"#,
      #"{"model":"m","prompt":"q","completion":"a"}"#,
    ])
  func calls(attributes: String) throws {
    let call = try #require(try TelemetryLiteral.call(attributes))
    #expect(call.inputText == "q")
    #expect(call.outputText == "a")
    #expect(call.status() == .exportable)
  }

  @Test(
    "are no calls when they say so",
    arguments: [
      #"{"gen_ai.operation.name":"embeddings","gen_ai.input.messages":"\#(input)"}"#,
      #"{"gen_ai.operation.name":"invoke_agent","gen_ai.input.messages":"\#(input)","gen_ai.output.messages":"\#(output)"}"#,
      #"{"gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"f"}"#,
      #"{"openinference.span.kind":"CHAIN","llm.input_messages.0.message.content":"q"}"#,
      #"{"traceloop.span.kind":"task","gen_ai.prompt.0.content":"q"}"#,
      #"{"llm.request.type":"embedding","gen_ai.prompt.0.content":"q"}"#,
      #"{"gen_ai.toad_eye.agent.step.type":"act","gen_ai.toad_eye.agent.step.content":"q"}"#,
      #"{"http.request.method":"GET"}"#,
      #"{"prompt":"name-of-a-template"}"#,
    ])
  func others(attributes: String) throws {
    #expect(try TelemetryLiteral.call(attributes) == nil)
  }

  @Test("indexed messages come in the order of their numbers, with tool calls")
  func numbers() throws {
    let call = try #require(
      try TelemetryLiteral.call(
        #"""
        {"llm.request.type":"chat","gen_ai.completion.0.tool_calls.1.name":"g","gen_ai.completion.0.tool_calls.0.name":"f",
        "gen_ai.completion.0.tool_calls.0.arguments":"{\"a\": 1}","gen_ai.completion.0.role":"assistant",
        "gen_ai.completion.0.finish_reason":"tool_calls",
        \#((0...10).reversed().map { #""gen_ai.prompt.\#($0).role":"user","gen_ai.prompt.\#($0).content":"q\#($0)""# }
          .joined(separator: ","))}
        """#))
    #expect(call.messages.map(\.text) == (0...10).map { "q\($0)" })
    #expect(call.outputText == #"[{"name":"f","arguments":{"a":1}},{"name":"g","arguments":{}}]"#)
    #expect(call.choices[0].finishReason == "tool_calls")
  }

  @Test("events on the span: one for each message, in any order at one time")
  func spanEvents() throws {
    let call = try #require(
      try TelemetryLiteral.call(
        #"{"gen_ai.operation.name":"chat"}"#,
        events: #"""
          [{"name":"gen_ai.choice","timeUnixNano":"5","attributes":{"message":"[{\"text\": \"a\"}]","finish_reason":"end_turn"}},
          {"name":"gen_ai.system.message","timeUnixNano":"5","attributes":{"gen_ai.event.content":"{\"content\":\"S\"}"}},
          {"name":"gen_ai.user.message","timeUnixNano":"5","attributes":{"content":"[{\"text\": \"q\"}]"}}]
          """#))
    #expect(call.inputText == "q")
    #expect(call.systemText == "S")
    #expect(call.choices == [Choice(text: "a", finishReason: "end_turn")])
  }

  @Test(
    "are not exported when something is missing",
    arguments: [
      (#"{"gen_ai.operation.name":"chat"}"#, "{}", 0, CallStatus.notRecorded),
      (#"{"gen_ai.operation.name":"chat","gen_ai.input.messages":"\#(input)"}"#, "{}", 0, .noOutput),
      (#"{"gen_ai.operation.name":"chat","gen_ai.output.messages":"\#(output)"}"#, "{}", 0, .noInput),
      (#"{"gen_ai.operation.name":"chat","gen_ai.output.messages":"\#(output)"}"#, "{}", 3, .truncated),
      (#"{"gen_ai.operation.name":"chat","gen_ai.input.messages":"\#(input)"}"#, #"{"code":2}"#, 0, .failed),
      (
        #"{"gen_ai.operation.name":"chat","gen_ai.input.messages":"[{\"role\":\"user\",\"par"}"#, "{}", 0,
        .truncated
      ),
      (
        #"{"mlflow.spanType":"CHAT_MODEL","mlflow.spanInputs":"{\"messages\":[{\"role\":\"user\",\"cont","mlflow.spanOutputs":"\"a\""}"#,
        "{}", 0, .truncated
      ),
      (
        #"{"llm.request.type":"chat","gen_ai.prompt.3.content":"q","gen_ai.completion.0.content":"a"}"#, "{}",
        0, .truncated
      ),
      (
        #"{"gen_ai.operation.name":"chat","gen_ai.prompt.0.content":"__REDACTED__","gen_ai.completion.0.content":"a"}"#,
        "{}", 0, .hashed
      ),
      (
        #"{"gen_ai.toad_eye.prompt":"sha256:\#(String(repeating: "0a", count: 32))","gen_ai.toad_eye.completion":"a"}"#,
        "{}", 0,
        .hashed
      ),
      (
        #"{"gen_ai.operation.name":"chat","gen_ai.prompt.0.content":"<elided>","gen_ai.completion.0.content":"a"}"#,
        "{}", 0, .hashed
      ),
      (
        #"{"gen_ai.operation.name":"chat","gen_ai.prompt.0.content":"q","gen_ai.completion.0.content":"redacted-by-litellm"}"#,
        "{}", 0, .hashed
      ),
      (
        #"{"gen_ai.toad_eye.prompt":"redacted-by-litellm?","gen_ai.toad_eye.completion":"red"}"#, "{}", 0,
        .exportable
      ),
      (
        #"{"gen_ai.toad_eye.prompt":"my mail is [REDACTED]","gen_ai.toad_eye.completion":"a"}"#, "{}", 0,
        .exportable
      ),
    ])
  func statuses(attributes: String, status: String, dropped: Int, expected: CallStatus) throws {
    let call = try #require(try TelemetryLiteral.call(attributes, status: status, dropped: dropped))
    #expect(call.status() == expected)
  }

  /// What each library writes where a limit of 60 characters cuts a value that is JSON.
  private static let cut: [RecordedSpan] = [
    RecordedSpan(attributes: [
      "langfuse.observation.type": "generation", "langfuse.observation.input": "q",
      "langfuse.observation.output": #"{"role": "assistant", "content": "Long text, long text, long "#,
    ]),
    RecordedSpan(attributes: [
      "langfuse.observation.type": "generation", "langfuse.observation.output": "a",
      "langfuse.observation.input": #"[{"role": "user", "content": "Long text, long text, long tex"#,
    ]),
    RecordedSpan(attributes: [
      "langsmith.span.kind": "llm", "gen_ai.prompt": #"{"messages":[{"role":"user","content":"q"}]}"#,
      "gen_ai.completion": #"{"id": "chatcmpl-1", "object": "chat.completion", "choices":"#,
    ]),
    RecordedSpan(attributes: [
      "framework": "promptflow", "span_type": "LLM",
      "inputs": #"{"messages":[{"role":"user","content":"q"}]}"#,
      "output": #"{\#n  "id": "chatcmpl-1",\#n  "object": "chat.completion",\#n"#,
    ]),
    RecordedSpan(attributes: [
      "llm.request.type": "chat", "gen_ai.completion.0.content": "a",
      "gen_ai.prompt.0.content": #"[{"type": "text", "text": "Long text, long text, long text, "#,
    ]),
    RecordedSpan(attributes: [
      "gen_ai.operation.name": "chat",
      "events": #"[{"event.name": "gen_ai.user.message", "content": "Long text"#,
    ]),
    RecordedSpan(events: [
      ("gen_ai.user.message", ["gen_ai.event.content": #"{"role":"user","content":"q"}"#]),
      ("gen_ai.choice", ["gen_ai.event.content": #"{"message": {"content": "Long text, long text, lo"#]),
    ]),
    RecordedSpan(events: [
      ("gen_ai.user.message", ["content": #"[{"text": "q"}]"#]),
      ("gen_ai.choice", ["message": #"[{"text": "Long text, long text, long text, lo"#]),
    ]),
    RecordedSpan(events: [
      ("gen_ai.content.prompt", ["gen_ai.prompt": #"[{"role": "user", "content": "q"}]"#]),
      (
        "gen_ai.content.completion",
        ["gen_ai.completion": #"[{"role": "assistant", "content": "Long text, long text"#]
      ),
    ]),
    RecordedSpan(
      attributes: ["gen_ai.operation.name": "chat"],
      events: [
        (
          "gen_ai.client.inference.operation.details",
          ["gen_ai.output.messages": #"[{"role": "assistant", "parts": [{"type": "text","#]
        )
      ]),
  ]

  @Test("whose JSON a limit has cut are not exported", arguments: cut.indices)
  func cutJSON(position: Int) throws {
    #expect(try Self.cut[position].call().status() == .truncated)
  }

  @Test("an answer in JSON that ended too early was cut by nobody")
  func unfinishedAnswer() throws {
    let answer = #"{"items": [{"name": "first", "price": 1}, {"name": "se"#
    let spans = [
      RecordedSpan(attributes: [
        "llm.request.type": "chat", "gen_ai.prompt.0.content": "q",
        "gen_ai.completion.0.content": .text(answer),
      ]),
      RecordedSpan(events: [
        ("gen_ai.content.prompt", ["gen_ai.prompt": "user: q"]),
        ("gen_ai.content.completion", ["gen_ai.completion": .text(answer)]),
      ]),
    ]
    for span in spans {
      let call = try span.call()
      #expect(call.status() == .exportable)
      #expect(call.outputText == answer)
    }
  }
}
