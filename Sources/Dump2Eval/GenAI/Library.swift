/// What made a call's span: the instrumentation and the convention that it writes.
public struct Library: Sendable, Hashable {
  /// The convention: `openinference`.
  public let dialect: String
  /// The instrumentation scope, which mostly is the package's name; nil when the dump does not tell.
  public let scope: String?

  init(_ call: LLMCall) { self.init(dialect: call.dialect, scope: call.scope) }

  init(dialect: String, scope: String?) {
    self.dialect = dialect
    self.scope = scope.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The scope, or else the dialect.
  public var name: String { scope ?? dialect }

  /// What to switch on, or to look at, where content is missing: one sentence. nil when nothing is known.
  public var recordingHint: String? { RecordingHints.hint(dialect: dialect, scope: scope) }

  /// Whether it writes content to log records, always or by one of its settings.
  public var recordsInLogs: Bool {
    guard let scope else { return false }
    return Self.logging.contains { scope.hasPrefix($0) }
  }

  /// How the scopes of libraries begin that were seen to do so.
  private static let logging = [
    "opentelemetry.instrumentation.openai_v2", "opentelemetry.instrumentation.genai",
    "opentelemetry.instrumentation.google_genai", "opentelemetry.instrumentation.vertexai",
    "opentelemetry.instrumentation.botocore", "opentelemetry.instrumentation.openai.v1",
    "opentelemetry.util.genai", "@opentelemetry/instrumentation-openai",
    "@elastic/opentelemetry-instrumentation-openai", "openlit", "pydantic-ai", "semantic_kernel",
    "Microsoft.SemanticKernel", "OpenAI.", "gcp.vertex.agent", "google_adk", "agent_framework",
  ]
}
