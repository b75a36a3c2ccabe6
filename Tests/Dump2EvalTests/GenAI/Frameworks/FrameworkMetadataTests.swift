import Testing

@testable import Dump2Eval

@Suite("What a framework records about a call")
struct FrameworkMetadataTests {
  @Test func langfuse() throws {
    let call = try RecordedSpan(attributes: [
      "langfuse.observation.type": "generation", "langfuse.observation.model.name": "gpt-4o-mini",
      "langfuse.observation.usage_details":
        #"{"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}"#,
      "langfuse.observation.cost_details": #"{"input": 0.25, "output": 0.5}"#,
      "langfuse.observation.metadata.id": "\"resp_1\"", "langfuse.observation.level": "ERROR",
    ]).call()
    #expect(call.dialect == "langfuse")
    #expect(call.model == "gpt-4o-mini")
    #expect(call.inputTokens == 5 && call.outputTokens == 7 && call.totalTokens == 12)
    #expect(call.cost == 0.75)
    #expect(call.responseID == "resp_1")
    #expect(call.failed)
  }

  @Test(
    "a Langfuse cost is an amount or none",
    arguments: [
      (#"{"total": 0.5, "input": 0.125}"#, 0.5), (#"{"total": "NaN"}"#, nil), (#"{"total": 1e999}"#, nil),
      (#"{"total": "-inf", "input": 0.25, "output": "0.5"}"#, 0.75),
      (#"{"input": 1e308, "output": 1e308}"#, nil),
      (#"{"input": "NaN", "output": 0.5}"#, 0.5), ("{}", nil),
    ] as [(String, Double?)])
  func langfuseCost(details: String, cost: Double?) throws {
    let call = try RecordedSpan(attributes: [
      "langfuse.observation.type": "generation", "langfuse.observation.cost_details": .text(details),
    ]).call()
    #expect(call.cost == cost)
  }

  @Test func vercel() throws {
    let call = try RecordedSpan(attributes: [
      "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "gpt-4o",
      "ai.model.provider": "openai.chat",
      "ai.response.id": "r", "ai.response.text": "A", "ai.response.finishReason": "stop",
      "ai.usage.promptTokens": 3, "ai.usage.completionTokens": 4,
    ]).call()
    #expect(call.model == "gpt-4o")
    #expect(call.provider == "openai.chat")
    #expect(call.responseID == "r")
    #expect(call.choices.first?.finishReason == "stop")
    #expect(call.inputTokens == 3 && call.outputTokens == 4)
  }

  @Test func liteLLMRaw() throws {
    let call = try RecordedSpan(
      name: "raw_gen_ai_request",
      attributes: [
        "llm.openai.id": "chatcmpl-1", "llm.openai.model": "gpt-4o-mini-2024",
        "llm.openai.choices": "[{'finish_reason': 'stop', 'message': {'role': 'assistant', 'content': 'A'}}]",
        "llm.openai.usage": "{'prompt_tokens': 3, 'completion_tokens': 4, 'total_tokens': 7}",
      ]
    ).call()
    #expect(call.responseID == "chatcmpl-1")
    #expect(call.model == "gpt-4o-mini-2024")
    #expect(call.provider == "openai")
    #expect(call.choices.first?.finishReason == "stop")
    #expect(call.totalTokens == 7)
  }

  @Test func liteLLMRawThatWasCut() throws {
    let call = try RecordedSpan(
      name: "raw_gen_ai_request",
      attributes: ["llm.openai.messages": "[{'role': 'us", "llm.openai.choices": "[{'text': 'A'}]"]
    ).call()
    #expect(call.truncation == .input)
    #expect(call.messages.isEmpty)
  }

  @Test func monocle() throws {
    let call = try RecordedSpan(
      attributes: [
        "span.type": "inference", "entity.1.provider_name": "api.openai.com", "entity.2.name": "gpt-4o",
        "entity.2.type": "model.llm.gpt-4o",
      ],
      events: [
        ("data.output", ["response": #"{"assistant": "A"}"#]),
        ("metadata", ["prompt_tokens": 3, "completion_tokens": 4, "finish_reason": "stop"]),
      ]
    ).call()
    #expect(call.model == "gpt-4o")
    #expect(call.provider == "api.openai.com")
    #expect(call.inputTokens == 3 && call.outputTokens == 4)
    #expect(call.choices.first?.finishReason == "stop")
  }

  @Test(
    arguments: [
      ("otel-genai", "toad-eye", "recordContent"),
      ("otel-genai", "opentelemetry.instrumentation.openai_v2", "CAPTURE_MESSAGE_CONTENT"),
      ("otel-genai", "opentelemetry.instrumentation.openai", "TRACELOOP_TRACE_CONTENT"),
      ("openinference", "openinference.instrumentation.langchain", "OPENINFERENCE_HIDE_INPUTS"),
      ("vercel-ai", "ai", "recordInputs"),
      ("otel-genai", "com.anthropic.sdk.python", "ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE"),
      (
        "otel-genai", "azure.ai.inference.tracing", "AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED"
      ),
      ("google-adk", nil, "ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS"),
      ("haystack", "my.own.scope", "HAYSTACK_CONTENT_TRACING_ENABLED"),
    ] as [(String, String?, String)])
  func hint(dialect: String, scope: String?, names setting: String) {
    #expect(RecordingHints.hint(dialect: dialect, scope: scope)?.contains(setting) == true)
  }

  @Test func nothingIsSaidOfAnUnknownLibrary() {
    #expect(RecordingHints.hint(dialect: "home-made", scope: "acme") == nil)
  }
}
