import Testing

@testable import Dump2Eval

@Suite("What a framework records of a call")
struct FrameworkContentTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let span: RecordedSpan
    /// `role: text` of each message, instructions first; calls of tools as `name(arguments)`.
    let input: [String]
    /// Text, and calls of tools as `name(arguments)`, of each choice.
    let output: [String]

    init(_ testDescription: String, input: [String], output: [String], _ span: RecordedSpan) {
      self.testDescription = testDescription
      self.span = span
      self.input = input
      self.output = output
    }
  }

  @Test(arguments: cases + eventCases)
  func content(_ item: Case) throws {
    let call = try item.span.call()
    let input = (call.instructions + call.messages).map { message in
      "\(message.role.rawValue): " + Self.said(message.text, message.toolCalls)
    }
    #expect(input == item.input)
    #expect(call.choices.map { Self.said($0.text, $0.toolCalls) } == item.output)
  }

  private static func said(_ text: String?, _ calls: [ToolCall]) -> String {
    ([text].compactMap { $0 } + calls.map { "\($0.name)(\($0.arguments))" }).joined(separator: " + ")
  }

  static let cases: [Case] = [
    Case(
      "Langfuse: messages", input: ["system: S", "user: Q"], output: [#"A + f({"x":1})"#],
      RecordedSpan(attributes: [
        "langfuse.observation.type": "generation",
        "langfuse.observation.input": #"[{"role":"system","content":"S"},{"role":"user","content":"Q"}]"#,
        "langfuse.observation.output": """
        {"role":"assistant","content":"A","tool_calls":[{"id":"c","type":"function","function":{"name":"f",\
        "arguments":"{\\"x\\":1}"}}]}
        """,
      ])),
    Case(
      "Langfuse: tools beside the messages", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "langfuse.observation.type": "generation",
        "langfuse.observation.input":
          #"{"tools":[{"type":"function"}],"input":[{"role":"user","content":"Q"}]}"#,
        "langfuse.observation.output":
          #"[{"type":"reasoning","summary":[]},{"type":"message","role":"assistant","content":"#
          + #"[{"type":"output_text","text":"A"}]}]"#,
      ])),
    Case(
      "Langfuse: tools beside a text; an item without its role", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "langfuse.observation.type": "generation",
        "langfuse.observation.input": #"{"input":"Q","tools":[]}"#,
        "langfuse.observation.output": #"{"type":"message","content":[{"type":"output_text","text":"A"}]}"#,
      ])),
    Case(
      "Langfuse: items without their role", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "langfuse.observation.type": "generation", "langfuse.observation.input": "Q",
        "langfuse.observation.output":
          #"[{"type":"reasoning","summary":[]},{"type":"message","content":[{"type":"output_text","text":"A"}]}]"#,
      ])),
    Case(
      "Langfuse: plain text, JSON that the application made", input: [#"user: {"q":"Q"}"#],
      output: [#"{"a":1}"#],
      RecordedSpan(attributes: [
        "langfuse.observation.type": "generation", "langfuse.observation.input": #"{"q":"Q"}"#,
        "langfuse.observation.output": #"{"a":1}"#,
      ])),
    Case(
      "LangSmith: arguments and result of the client", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "langsmith.span.kind": "llm",
        "gen_ai.prompt": #"{"messages":[{"role":"user","content":"Q"}],"model":"m","temperature":0.2}"#,
        "gen_ai.completion":
          #"{"id":"r","choices":[{"index":0,"message":{"role":"assistant","content":"A"}}]}"#,
      ])),
    Case(
      "LangSmith: LangChain's serialized forms", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "langsmith.span.kind": "llm",
        "gen_ai.prompt":
          #"{"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"#
          + #""kwargs":{"content":"Q","type":"human"}}]]}"#,
        "gen_ai.completion":
          #"{"generations":[[{"type":"ChatGeneration","text":"A","generation_info":{"finish_reason":"stop"},"message""#
          + #":{"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessage"],"kwargs":"#
          + #"{"content":"A","type":"ai"}}}]],"llm_output":{}}"#,
      ])),
    Case(
      "LangSmith: switched off", input: [], output: [],
      RecordedSpan(attributes: [
        "langsmith.span.kind": "llm", "gen_ai.prompt": "{}", "gen_ai.completion": "{}",
      ])),
    Case(
      "MLflow: every attribute is JSON", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "mlflow.spanType": "\"CHAT_MODEL\"",
        "mlflow.spanInputs":
          #"{"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"Q"}]}"#,
        "mlflow.spanOutputs": #"{"id":"r","choices":[{"message":{"role":"assistant","content":"A"}}]}"#,
      ])),
    Case(
      "MLflow: a text is a JSON text", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "mlflow.spanType": "\"LLM\"", "mlflow.spanInputs": #"{"prompt":"Q"}"#, "mlflow.spanOutputs": "\"A\"",
      ])),
    Case(
      "Laminar: the conventions' keys, OpenAI's shapes", input: ["user: Q"], output: ["A"],
      RecordedSpan(
        name: "openai.chat",
        attributes: [
          "lmnr.span.type": "LLM", "gen_ai.input.messages": #"[{"role":"user","content":"Q"}]"#,
          "gen_ai.output.messages":
            #"[{"finish_reason":"stop","index":0,"message":{"role":"assistant","content":"A"}}]"#,
        ])),
    Case(
      "Vercel 5", input: ["system: S", "user: Q", #"assistant: f({"x":1})"#, "tool: {\"y\":2}"],
      output: ["A"],
      RecordedSpan(attributes: [
        "ai.operationId": "ai.generateText.doGenerate",
        "ai.prompt.messages": """
        [{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"Q"}]},\
        {"role":"assistant","content":[{"type":"tool-call","toolCallId":"c","toolName":"f","input":{"x":1}}]},\
        {"role":"tool","content":[{"type":"tool-result","toolCallId":"c","toolName":"f",\
        "output":{"type":"json","value":{"y":2}}}]}]
        """,
        "ai.response.text": "A",
      ])),
    Case(
      "Vercel 4: calls of tools", input: ["user: Q"], output: [#"f({"x":1})"#],
      RecordedSpan(attributes: [
        "ai.operationId": "ai.streamText.doStream",
        "ai.prompt.messages": #"[{"role":"user","content":[{"type":"text","text":"Q"}]}]"#,
        "ai.response.text": "",
        "ai.response.toolCalls":
          #"[{"toolCallType":"function","toolCallId":"c","toolName":"f","args":"{\"x\":1}"}]"#,
      ])),
    Case(
      "Vercel 3: an object", input: ["user: Q"], output: [#"{"a": 1}"#],
      RecordedSpan(attributes: [
        "ai.operationId": "ai.generateObject.doGenerate",
        "ai.prompt.messages": #"[{"role":"user","content":[{"type":"text","text":"Q"}]}]"#,
        "ai.result.object": #"{"a": 1}"#,
      ])),
    Case(
      "ADK 1", input: ["system: S", "user: Q", #"assistant: f({"x":1})"#, #"tool: {"y":2}"#], output: ["A"],
      RecordedSpan(
        name: "call_llm",
        attributes: [
          "gen_ai.system": "gcp.vertex.agent",
          "gcp.vertex.agent.llm_request": """
          {"model":"m","config":{"system_instruction":"S","tools":[]},"contents":[{"role":"user","parts":[{"text":"Q"}]},\
          {"role":"model","parts":[{"function_call":{"name":"f","args":{"x":1}}}]},\
          {"role":"user","parts":[{"function_response":{"name":"f","response":{"y":2}}}]}]}
          """,
          "gcp.vertex.agent.llm_response":
            #"{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"A"}]},"usage_metadata":{}}"#,
        ])),
    Case(
      "Haystack: chat", input: ["system: S", "user: Q"], output: [#"f({"x":1})"#],
      RecordedSpan(attributes: [
        "haystack.component.type": "OpenAIChatGenerator",
        "haystack.component.input": """
        {"messages":[{"role":"system","content":[{"text":"S"}],"meta":{},"name":null},\
        {"role":"user","content":[{"text":"Q"}],"meta":{},"name":null}],"tools":null}
        """,
        "haystack.component.output": """
        {"replies":[{"role":"assistant","content":[{"tool_call":{"tool_name":"f","arguments":{"x":1},"id":"c"}}],\
        "meta":{"model":"m","finish_reason":"tool_calls","usage":{}}}]}
        """,
      ])),
    Case(
      "Haystack: text", input: ["user: Q"], output: ["A", "B"],
      RecordedSpan(attributes: [
        "haystack.component.type": "OpenAIGenerator", "haystack.component.input": #"{"prompt":"Q"}"#,
        "haystack.component.output": #"{"replies":["A","B"],"meta":[{"model":"m"}]}"#,
      ])),
    Case(
      "promptflow", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "framework": "promptflow", "span_type": "LLM",
        "inputs": "{\n  \"model\": \"m\",\n  \"messages\": [{\"role\": \"user\", \"content\": \"Q\"}]\n}",
        "output":
          #"{"id":"r","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"A"}}]}"#,
      ])),
    Case(
      "promptflow: stream", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "framework": "promptflow", "span_type": "LLM", "output_type": "iterated",
        "inputs": #"{"messages":[{"role":"user","content":"Q"}]}"#,
        "output": #"[{"choices":[{"delta":{"content":"A"}}]}]"#,
        "llm.generated_message": #"{"role":"assistant","content":"A","tool_calls":null}"#,
      ])),
    Case(
      "Logfire 3: chat", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "logfire.span_type": "span",
        "request_data": #"{"messages":[{"role":"user","content":"Q"}],"model":"m"}"#,
        "response_data": #"{"message":{"role":"assistant","content":"A","tool_calls":null},"usage":{}}"#,
      ])),
    Case(
      "Logfire 3: completion", input: ["user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "logfire.span_type": "span", "request_data": #"{"model":"m","prompt":"Q"}"#,
        "response_data": #"{"text":"A","usage":{}}"#,
      ])),
    Case(
      "Logfire 3: chunks of a stream", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "logfire.span_type": "log",
        "request_data": #"{"system":"S","messages":[{"role":"user","content":"Q"}],"model":"m"}"#,
        "response_data": #"{"combined_chunk_content":"A","chunk_count":3}"#,
      ])),
    Case(
      "Logfire 3: Responses", input: ["system: S", "user: Q"], output: [#"A + f({"x":1})"#],
      RecordedSpan(attributes: [
        "logfire.span_type": "span", "request_data": #"{"model":"m","stream":false}"#,
        "events": """
        [{"event.name":"gen_ai.system.message","content":"S","role":"system"},\
        {"event.name":"gen_ai.user.message","content":"Q","role":"user"},\
        {"event.name":"gen_ai.assistant.message","content":"A","role":"assistant"},\
        {"event.name":"gen_ai.assistant.message","role":"assistant","tool_calls":[{"id":"c","type":"function",\
        "function":{"name":"f","arguments":"{\\"x\\":1}"}}]}]
        """,
      ])),
    Case(
      "pydantic-ai 0.2", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(attributes: [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
        "events": """
        [{"content":"S","role":"system","gen_ai.message.index":0,"event.name":"gen_ai.system.message"},\
        {"content":"Q","role":"user","gen_ai.message.index":0,"event.name":"gen_ai.user.message"},\
        {"index":0,"message":{"role":"assistant","content":"A"},"event.name":"gen_ai.choice"}]
        """,
      ])),
    Case(
      "LiteLLM's raw copy", input: ["system: It's \"S\"", "user: Q"],
      output: [#"A\n + f({"x":1})"#.replacingNewline],
      RecordedSpan(
        name: "raw_gen_ai_request", scope: "litellm",
        attributes: [
          "llm.openai.messages": """
          [{'role': 'system', 'content': 'It\\'s "S"'}, {'role': 'user', 'content': 'Q'}]
          """,
          "llm.openai.choices": """
          [{'finish_reason': 'stop', 'index': 0, 'logprobs': None, 'message': {'content': 'A\\n', 'refusal': None, \
          'role': 'assistant', 'tool_calls': [{'id': 'c', 'type': 'function', 'function': {'name': 'f', \
          'arguments': '{"x":1}'}}]}}]
          """,
        ])),
    Case(
      "LiteLLM's raw copy of Anthropic", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(
        name: "raw_gen_ai_request", scope: "litellm",
        attributes: [
          "llm.anthropic.system": "[{'type': 'text', 'text': 'S'}]",
          "llm.anthropic.messages": "[{'role': 'user', 'content': [{'type': 'text', 'text': 'Q'}]}]",
          "llm.anthropic.content": "[{'type': 'text', 'text': 'A'}]", "llm.anthropic.stop_reason": "end_turn",
        ])),
    Case(
      "LiteLLM's raw copy, cut", input: [], output: ["A"],
      RecordedSpan(
        name: "raw_gen_ai_request", scope: "litellm",
        attributes: [
          "llm.openai.messages": "[{'role': 'user', 'content': 'Q",
          "llm.openai.choices": "[{'index': 0, 'text': 'A'}]",
        ])),
    Case(
      "first OpenLLMetry", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(
        name: "openai.chat",
        attributes: [
          "llm.request.type": "chat", "llm.prompts.0.role": "system", "llm.prompts.0.content": "S",
          "llm.prompts.1.role": "user", "llm.prompts.1.content": "Q", "llm.completions.0.role": "assistant",
          "llm.completions.0.content": "A", "llm.completions.0.finish_reason": "stop",
        ])),
    Case(
      "first OpenLLMetry: completion", input: ["user: Q"], output: ["A"],
      RecordedSpan(
        name: "openai.completion",
        attributes: [
          "llm.request.type": "completion", "llm.prompts.0.user": "Q", "llm.completions.0.content": "A",
        ])),
    Case(
      "AgentOps", input: ["user: Q"], output: ["A"],
      RecordedSpan(
        name: "openai.chat.completion",
        attributes: [
          "gen_ai.request.type": "chat", "agentops.span.kind": "llm", "gen_ai.prompt.0.role": "user",
          "gen_ai.prompt.0.content": "Q", "gen_ai.completion.0.role": "assistant",
          "gen_ai.completion.0.content": "A",
        ])),
  ]
}

extension String {
  /// A raw literal's `\n` as the character.
  fileprivate var replacingNewline: String {
    split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
  }
}
