import Testing

@testable import Dump2Eval

@Suite("What a framework's span is")
struct FrameworkRoleTests {
  struct Case: CustomTestStringConvertible {
    let span: RecordedSpan
    let role: SpanRole?
    let testDescription: String

    init(_ testDescription: String, _ role: SpanRole?, _ span: RecordedSpan) {
      self.testDescription = testDescription
      self.role = role
      self.span = span
    }
  }

  static let cases: [Case] = [
    Case("Langfuse generation", .call, RecordedSpan(attributes: ["langfuse.observation.type": "generation"])),
    Case("Langfuse embedding", nil, RecordedSpan(attributes: ["langfuse.observation.type": "embedding"])),
    Case("Langfuse span", nil, RecordedSpan(attributes: ["langfuse.observation.type": "span"])),
    Case("LangSmith run of a model", .call, RecordedSpan(attributes: ["langsmith.span.kind": "llm"])),
    Case(
      "LangSmith chain with texts", nil,
      RecordedSpan(attributes: [
        "langsmith.span.kind": "chain", "gen_ai.prompt": "a", "gen_ai.completion": "b",
      ])),
    Case(
      "LangSmith prompt that is called chat", nil,
      RecordedSpan(attributes: ["langsmith.span.kind": "prompt", "gen_ai.operation.name": "chat"])),
    Case("MLflow chat model", .call, RecordedSpan(attributes: ["mlflow.spanType": "\"CHAT_MODEL\""])),
    Case("MLflow model", .call, RecordedSpan(attributes: ["mlflow.spanType": "\"LLM\""])),
    Case("MLflow agent", nil, RecordedSpan(attributes: ["mlflow.spanType": "\"AGENT\""])),
    Case(
      "Laminar request", .call,
      RecordedSpan(name: "openai.chat", attributes: ["lmnr.span.type": "LLM", "gen_ai.system": "openai"])),
    Case(
      "Laminar embedding", nil, RecordedSpan(name: "openai.embeddings", attributes: ["lmnr.span.type": "LLM"])
    ),
    Case(
      "Laminar function", nil,
      RecordedSpan(attributes: ["lmnr.span.type": "DEFAULT", "lmnr.span.input": "x"])),
    Case("Vercel inner", .call, RecordedSpan(attributes: ["ai.operationId": "ai.streamText.doStream"])),
    Case(
      "Vercel outer", nil, RecordedSpan(attributes: ["ai.operationId": "ai.streamText", "ai.prompt": "{}"])),
    Case("Vercel tool", nil, RecordedSpan(attributes: ["ai.operationId": "ai.toolCall"])),
    Case("Vercel embedding", nil, RecordedSpan(attributes: ["ai.operationId": "ai.embed.doEmbed"])),
    Case(
      "Vercel 3.1", .call, RecordedSpan(attributes: ["operation.name": "ai.generateText.doGenerate shop"])),
    Case(
      "promptflow model", .call, RecordedSpan(attributes: ["framework": "promptflow", "span_type": "LLM"])),
    Case(
      "promptflow function", nil,
      RecordedSpan(attributes: ["framework": "promptflow", "span_type": "Function", "inputs": "{}"])),
    Case(
      "Haystack generator", .call,
      RecordedSpan(attributes: ["haystack.component.type": "OpenAIChatGenerator"])
    ),
    Case("Haystack builder", nil, RecordedSpan(attributes: ["haystack.component.type": "ChatPromptBuilder"])),
    Case(
      "ADK request", .call,
      RecordedSpan(name: "call_llm", attributes: ["gcp.vertex.agent.llm_request": "{}"])),
    Case(
      "ADK tool", nil,
      RecordedSpan(
        name: "execute_tool x",
        attributes: ["gcp.vertex.agent.llm_request": "{}", "gcp.vertex.agent.tool_call_args": "{}"])),
    Case(
      "ADK request that failed", .call,
      RecordedSpan(name: "call_llm", attributes: ["gen_ai.system": "gcp.vertex.agent"])),
    Case(
      "Langfuse 3.2 embedding", nil,
      RecordedSpan(name: "OpenAI-embedding", attributes: ["langfuse.observation.type": "generation"])),
    Case(
      "Langtrace 1", .call, RecordedSpan(attributes: ["llm.prompts": "[]", "llm.responses": "[]"])),
    Case(
      "LiteLLM raw", .copy,
      RecordedSpan(name: "raw_gen_ai_request", scope: "litellm", attributes: ["llm.openai.choices": "[]"])),
    Case(
      "LiteLLM raw, switched off", nil, RecordedSpan(name: "raw_gen_ai_request", scope: "litellm")),
    Case(
      "LiteLLM raw embedding", nil,
      RecordedSpan(
        name: "raw_gen_ai_request", attributes: ["llm.None.input": "['a']", "llm.None.model": "m"])),
    Case(
      "Anthropic's own span", .copy,
      RecordedSpan(scope: "com.anthropic.sdk.python", attributes: ["gen_ai.operation.name": "chat"])),
    Case(
      "Logfire request", .call,
      RecordedSpan(attributes: ["logfire.span_type": "span", "request_data": #"{"messages":[],"model":"m"}"#])
    ),
    Case(
      "Logfire second half", .copy,
      RecordedSpan(attributes: ["logfire.span_type": "log", "request_data": #"{"messages":[],"model":"m"}"#])),
    Case(
      "Logfire second half, 5.x", .copy,
      RecordedSpan(attributes: [
        "logfire.span_type": "log", "request_data": #"{"model":"m"}"#, "gen_ai.operation.name": "chat",
      ])),
    Case(
      "Logfire embedding", nil,
      RecordedSpan(attributes: ["logfire.span_type": "span", "request_data": #"{"input":"a","model":"m"}"#])),
    Case(
      "Logfire placeholder", nil,
      RecordedSpan(attributes: ["logfire.span_type": "pending_span", "gen_ai.operation.name": "chat"])),
    Case(
      "LlamaIndex call", .call,
      RecordedSpan(
        name: "OpenAI.chat", scope: "openinference.instrumentation.llama_index",
        attributes: ["openinference.span.kind": "LLM"])),
    Case(
      "LlamaIndex step around a call", nil,
      RecordedSpan(
        name: "OpenAI.astructured_predict", scope: "openinference.instrumentation.llama_index",
        attributes: ["openinference.span.kind": "LLM"])),
    Case(
      "another library's method of that name", .call,
      RecordedSpan(
        name: "Predict.predict", scope: "openinference.instrumentation.dspy",
        attributes: ["openinference.span.kind": "LLM"])),
    Case(
      "Strands cycle", nil,
      RecordedSpan(
        name: "Cycle 1", attributes: ["event_loop.cycle_id": "1"],
        events: [("gen_ai.user.message", ["content": #"[{"text":"Q"}]"#])])),
    Case(
      "Strands cycle without its id", nil,
      RecordedSpan(
        name: "Cycle 1",
        events: [("gen_ai.choice", ["message": #"[{"text":"A"}]"#, "tool.result": "[]"])])),
    Case(
      "Semantic Kernel, streamed", .call,
      RecordedSpan(attributes: ["gen_ai.operation.name": "chat.streaming_completions"])),
    Case(
      "Semantic Kernel, text", .call,
      RecordedSpan(attributes: ["gen_ai.operation.name": "text_completions"])),
    Case(
      "Logfire, anything else", nil,
      RecordedSpan(attributes: ["logfire.span_type": "span", "request_data": "{}"])),
    Case(
      "pydantic-ai agent", nil,
      RecordedSpan(
        name: "agent run", attributes: ["pydantic_ai.all_messages": "[]", "gen_ai.system": "openai"])),
    Case("AgentOps agent", nil, RecordedSpan(attributes: ["agentops.span.kind": "agent"])),
    Case("Monocle inference", .call, RecordedSpan(attributes: ["span.type": "inference.framework"])),
    Case(
      "Monocle tool", nil,
      RecordedSpan(attributes: ["span.type": "agentic.tool.invocation", "monocle_apptrace.version": "0.6.0"])),
    Case(
      "prompt in an event", .call,
      RecordedSpan(events: [("gen_ai.content.prompt", ["gen_ai.prompt": "user: Hi"])])),
    Case(
      "embedding with a prompt in an event", nil,
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "embeddings"],
        events: [("gen_ai.content.prompt", ["gen_ai.prompt": "Hi"])])),
  ]

  @Test(arguments: cases)
  func role(_ item: Case) throws {
    #expect(try item.span.read()?.role == item.role)
  }
}
