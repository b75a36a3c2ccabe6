// Unsafe code: compares the bytes of a name with static strings of the same length.

internal import CByteScan

/// What the names of an envelope's members mean: the table of shapes.
///
/// Every dump format wraps its spans in objects and lists of its own. A reader needs to know only which members lead
/// inwards, which hold the spans themselves, and which tell something about them; so one table serves all formats, in
/// whatever order the members come. A new shape is a line here.
enum EnvelopeMember {
  /// Leads inwards: the value, or each element of it, is an envelope again.
  case envelope
  /// As `envelope`, and the object that has this member is an OTLP resource's: its `resource` member tells the service.
  case scopes
  /// A list of spans.
  case spans
  /// A list of log records.
  case logRecords
  /// Metrics: counted and stepped over.
  case metrics
  /// An OTLP resource.
  case resource
  /// An OTLP instrumentation scope.
  case scope
  /// One Jaeger process, or a map of them by id, or protobuf-JSON's list of them.
  case process, processes, processMap
  /// What a server could not answer, beside what it did.
  case errors
  /// Members by which a span, a log record or an Elasticsearch document is recognised.
  case traceID, spanID, name, context, severity, attributes
  /// Formats that are known but hold no spans that can be read: named in a message.
  case foreign(StaticString)

  /// Whether the value may be a request.
  var isEnvelope: Bool {
    if case .envelope = self { return true }
    return false
  }

  /// Whether spans, log records or metrics stand in the value.
  var leadsInwards: Bool {
    switch self {
    case .envelope, .scopes, .spans, .logRecords, .metrics: true
    default: false
    }
  }

  /// The meaning of a member; nil when it means nothing here. `name` is as it stands between the quotes.
  static func named(_ name: UnsafeRawBufferPointer) -> EnvelopeMember? {
    guard name.count < byCount.count, let base = name.baseAddress else { return nil }
    for (text, member) in byCount[name.count] {
      if unsafe cbytescan_equal(text.utf8Start, base, name.count) != 0 { return member }
    }
    return nil
  }

  /// The table by the length of the names.
  private static let byCount: [[(StaticString, EnvelopeMember)]] = {
    let longest = table.map(\.0.utf8CodeUnitCount).max() ?? 0
    return (0...longest).map { count in table.filter { $0.0.utf8CodeUnitCount == count } }
  }()

  private static let table: [(StaticString, EnvelopeMember)] = [
    // OTLP, and what older and other writers call the same
    ("resourceSpans", .envelope), ("resource_spans", .envelope),
    ("resourceLogs", .envelope), ("resource_logs", .envelope),
    ("scopeSpans", .scopes), ("scope_spans", .scopes),
    ("instrumentationLibrarySpans", .scopes), ("instrumentation_library_spans", .scopes),
    ("scopeLogs", .scopes), ("scope_logs", .scopes),
    ("instrumentationLibraryLogs", .scopes), ("instrumentation_library_logs", .scopes),
    ("spans", .spans),
    ("logRecords", .logRecords), ("log_records", .logRecords),
    ("resource", .resource),
    ("scope", .scope), ("instrumentationLibrary", .scope), ("instrumentation_library", .scope),
    ("resourceMetrics", .metrics), ("resource_metrics", .metrics),
    ("scopeMetrics", .metrics), ("scope_metrics", .metrics),
    // Jaeger
    ("data", .envelope), ("result", .envelope), ("errors", .errors),
    ("process", .process), ("processes", .processes), ("processMap", .processMap),
    // Tempo and Grafana
    ("batches", .envelope), ("trace", .envelope),
    // Elasticsearch
    ("hits", .envelope), ("_source", .envelope), ("_index", .attributes),
    // otel-test's wrapper, and lists of traces
    ("trace_requests", .envelope), ("log_requests", .envelope), ("pbreq", .envelope), ("traces", .envelope),
    // Members of a span or log record that stands alone
    ("traceID", .traceID), ("traceId", .traceID), ("trace_id", .traceID),
    ("spanID", .spanID), ("spanId", .spanID), ("span_id", .spanID), ("id", .spanID),
    ("name", .name), ("operationName", .name),
    ("context", .context), ("_spanContext", .context), ("spanContext", .context),
    ("severity_number", .severity), ("severityNumber", .severity), ("hrTime", .severity),
    ("attributes", .attributes),
    // Known, and not readable
    ("TraceID", .foreign("a row of Jaeger's Cassandra tables")),
    ("RootSpan", .foreign("a Tracetest tree")),
  ]
}
