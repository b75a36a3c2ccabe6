/// Which setting makes a library record content: what to tell a user whose calls were not recorded.
enum RecordingHints {
  /// A short instruction; nil when nothing is known about the library.
  ///
  /// The scope names the library that made the span and is asked first; the dialect is what several libraries share.
  static func hint(dialect: String, scope: String?) -> String? {
    if let scope {
      if scope == "ai" { return vercel }
      for (prefix, hint) in scopes where scope.hasPrefix(prefix) { return hint }
    }
    return dialects[dialect]
  }

  private static let openTelemetry =
    "set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true"
    + " (SPAN_ONLY, EVENT_ONLY or SPAN_AND_EVENT in newer versions)"
  private static let traceloop = "was TRACELOOP_TRACE_CONTENT=false set?"
  private static let openInference =
    "were OPENINFERENCE_HIDE_INPUTS, OPENINFERENCE_HIDE_OUTPUTS or their siblings set?"
  private static let vercel = "was experimental_telemetry.recordInputs or recordOutputs false?"
  private static let toadEye = "was content recording on (recordContent)?"
  private static let langfuse = "does the client's mask function replace the content?"
  private static let litellm =
    "was litellm.turn_off_message_logging on, or OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=no_content set?"
  private static let adk =
    "was ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=false set? Since 2.0 also"
    + " OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_AND_EVENT"
  private static let semanticKernel =
    "set SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true and export the logs too"

  private static let langsmith = "were LANGSMITH_HIDE_INPUTS or LANGSMITH_HIDE_OUTPUTS set?"
  private static let mlflow =
    "is mlflow.<library>.autolog() on, and content not redacted by a span processor?"
  private static let logfire = "logfire always records content: was it scrubbed or dropped on the way?"
  private static let monocle = "were the span events data.input and data.output dropped on the way?"
  private static let promptEvents =
    "was TRACE_PROMPT_COMPLETION_DATA=false set, or openlit.init called with capture_message_content=False?"

  /// By how the name of the scope begins; longer names first where one begins with another.
  private static let scopes: [(prefix: String, hint: String)] = [
    ("toad-eye", toadEye),
    ("openinference.", openInference),
    ("@arizeai/openinference", openInference),
    ("@traceloop/", "was traceContent: false passed to initialize, or TRACELOOP_TRACE_CONTENT=false set?"),
    (
      "opentelemetry.instrumentation.openai_v2",
      openTelemetry
        + "; content goes to log records unless OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental"
    ),
    ("opentelemetry.instrumentation.genai", openTelemetry),
    ("opentelemetry.instrumentation.google_genai", openTelemetry),
    ("opentelemetry.instrumentation.vertexai", openTelemetry),
    ("opentelemetry.instrumentation.botocore", openTelemetry + " and export the logs too"),
    ("opentelemetry.util.genai", openTelemetry),
    ("@opentelemetry/instrumentation-openai", openTelemetry),
    ("@elastic/opentelemetry-instrumentation-openai", openTelemetry),
    ("opentelemetry.instrumentation.", traceloop),
    ("com.anthropic.sdk", "set ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content"),
    ("openlit", "pass capture_message_content=True to openlit.init (trace_content before 1.33)"),
    (
      "pydantic-ai",
      "was include_content=False passed to InstrumentationSettings? With event_mode='logs' export the logs too"
    ),
    ("logfire", logfire),
    ("langfuse", langfuse),
    ("langsmith", langsmith),
    ("litellm", litellm),
    ("agent_framework", "set ENABLE_SENSITIVE_DATA=true"),
    ("Microsoft.Agents", "set EnableSensitiveData to true"),
    ("Experimental.Microsoft.Agents", "set EnableSensitiveData to true"),
    (
      "Experimental.Microsoft.Extensions.AI",
      "set EnableSensitiveData to true or OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true"
    ),
    ("semantic_kernel", semanticKernel),
    ("Microsoft.SemanticKernel", semanticKernel),
    ("azure.ai.inference", "set AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=true"),
    ("Azure.AI", "set AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=true"),
    ("OpenAI.", openTelemetry),
    ("strands", "Strands always records content: were span events dropped on the way?"),
    ("gcp.vertex.agent", adk),
    ("google_adk", adk),
    ("haystack", "set HAYSTACK_CONTENT_TRACING_ENABLED=true"),
    ("promptflow", "promptflow always records content: was it dropped on the way?"),
    ("langtrace", "was TRACE_PROMPT_COMPLETION_DATA=false set?"),
    ("lmnr", traceloop),
    ("agentops", traceloop),
    ("mlflow", mlflow),
    ("monocle", monocle),
    ("autogen", "AutoGen records agents and tools only: instrument the model's client too"),
    ("crewai", "CrewAI records agents and tasks only: instrument the model's client too"),
  ]

  private static let dialects: [String: String] = [
    ToadEye.name: toadEye,
    OpenInference.name: openInference,
    OpenLLMetry.name: traceloop,
    IndexedContent.name: traceloop,
    SemanticConventions.name: openTelemetry,
    ConventionContent.name: openTelemetry,
    SpanEvents.name: openTelemetry,
    EventsAttribute.name: "was include_content=False passed to InstrumentationSettings?",
    PromptEvents.name: promptEvents,
    VercelAI.name: vercel,
    Langfuse.name: langfuse,
    LangSmith.name: langsmith,
    MLflow.name: mlflow,
    Laminar.name: traceloop,
    AgentOps.name: traceloop,
    LiteLLMRaw.name: litellm,
    GoogleADK.name: adk,
    Haystack.name: "set HAYSTACK_CONTENT_TRACING_ENABLED=true",
    Promptflow.name: "promptflow always records content: was it dropped on the way?",
    Logfire.name: logfire,
    Monocle.name: monocle,
  ]
}
