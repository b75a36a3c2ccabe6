/// One span of a dump, decoded. Recycled: the reader fills the same value again and again, and lends it; what is to be kept must
/// be copied during the call that hands it out.
package struct TraceSpan: ~Copyable {
  package var traceID = Identifier()
  package var spanID = Identifier()
  /// nil for a root span.
  package var parentSpanID: String?
  package var name = ""
  /// Nanoseconds since 1970, UTC; 0 when the dump has no time. Jaeger forms have microseconds only.
  package var startTime: Int64 = 0
  /// Nanoseconds since 1970, UTC; 0 for a span that was not finished when it was written.
  package var endTime: Int64 = 0
  package var isError = false
  package var statusMessage: String?
  package var scopeName: String?
  package var scopeVersion: String?
  package var serviceName: String?
  /// Set where the dump tells the service only after the span (Jaeger writes `processes` last): see `TraceSink.service`.
  package var resource: ResourceReference?
  package var attributes: Attributes
  package private(set) var events: [SpanEvent] = []
  /// Events beyond `maximumEventCount`, which are not kept.
  package private(set) var excessEventCount = 0
  /// How many attributes a limit of the SDK dropped; OTLP only.
  package var droppedAttributesCount = 0
  package var droppedEventsCount = 0
  /// Where the span begins in its input, in bytes after decompression.
  package var offset: Int64 = 0

  /// Owns the text of attributes and events.
  package let tree = JSONTree()
  private var spareEvents: [SpanEvent] = []

  /// Events beyond this are nobody's data: SDKs keep 128 by default, and one of two bytes takes some hundred here.
  package static let maximumEventCount = 1 << 16
  /// Events that are kept for the next span.
  private static let sparesToKeep = 256

  package init() { attributes = Attributes(in: tree) }

  /// Forgets everything but the memory.
  package mutating func removeAll() {
    traceID = Identifier()
    spanID = Identifier()
    parentSpanID = nil
    name = ""
    startTime = 0
    endTime = 0
    isError = false
    statusMessage = nil
    scopeName = nil
    scopeVersion = nil
    serviceName = nil
    resource = nil
    attributes.removeAll()
    spareEvents.append(contentsOf: events.prefix(max(0, Self.sparesToKeep - spareEvents.count)))
    events.removeAll(keepingCapacity: true)
    excessEventCount = 0
    droppedAttributesCount = 0
    droppedEventsCount = 0
    tree.removeAll()
  }

  /// Adds an event, recycled where there is one to spare; nil when there are as many as are kept.
  package mutating func appendEvent() -> SpanEvent? {
    guard events.count < Self.maximumEventCount else {
      excessEventCount += 1
      return nil
    }
    let event = spareEvents.popLast() ?? SpanEvent(in: tree)
    event.removeAll()
    events.append(event)
    return event
  }

  /// What is to be told when there were more events than are kept.
  var eventProblem: String? {
    guard excessEventCount > 0 else { return nil }
    return "expected a span of at most \(Self.maximumEventCount) events, found one of "
      + "\(events.count + excessEventCount); those behind are left out"
  }
}

/// An event of a span: in OpenTelemetry's words a named, timed annotation with attributes of its own.
package final class SpanEvent {
  package var name = ""
  /// Nanoseconds since 1970, UTC; 0 when the dump has no time.
  package var time: Int64 = 0
  package var attributes: Attributes
  /// Flat span lists fold a log record into the span as an event with a body (AWS Distro for OpenTelemetry).
  package var body: JSONNode?
  package var droppedAttributesCount = 0

  /// An event of a span whose text is in this tree.
  package init(in tree: JSONTree) { attributes = Attributes(in: tree) }

  func removeAll() {
    name = ""
    time = 0
    body = nil
    attributes.removeAll()
    droppedAttributesCount = 0
  }
}

/// One log record of a dump, decoded. Recycled like `TraceSpan`.
package final class TraceLogRecord {
  /// nil when the record belongs to no trace.
  package var traceID: Identifier?
  package var spanID: Identifier?
  /// The top-level event name, or the attribute `event.name` of older SDKs; empty when there is neither.
  package var eventName = ""
  /// Nanoseconds since 1970, UTC: the record's time, or else the time at which it was observed; 0 when there is neither.
  package var time: Int64 = 0
  package var body: JSONNode?
  package var attributes: Attributes
  package var scopeName: String?
  package var serviceName: String?
  package var resource: ResourceReference?
  /// Where the record begins in its input, in bytes after decompression.
  package var offset: Int64 = 0
  /// Counts the records of one document: order within a batch survives any split of the input between documents.
  package var position = 0

  /// Owns the text of body and attributes.
  package let tree = JSONTree()

  package init() { attributes = Attributes(in: tree) }

  package func removeAll() {
    traceID = nil
    spanID = nil
    eventName = ""
    time = 0
    body = nil
    attributes.removeAll()
    scopeName = nil
    serviceName = nil
    resource = nil
    tree.removeAll()
  }
}

/// Names a resource (or Jaeger process) within a run, for spans that come before it in the dump.
package struct ResourceReference: Hashable, Sendable {
  /// The input's number and the byte offset of the object that holds both the spans and the resource.
  package let input: UInt32
  package let offset: Int64
  /// Jaeger's process id (`p1`); empty elsewhere.
  package let process: String

  package init(input: UInt32, offset: Int64, process: String = "") {
    self.input = input
    self.offset = offset
    self.process = process
  }
}
