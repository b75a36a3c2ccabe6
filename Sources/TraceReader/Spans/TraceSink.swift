/// Where a reader puts what it finds, one thing at a time, in the order of the dump.
///
/// A class, since calls are per span and cover hundreds of bytes each. Spans and records are recycled: a sink that wants to
/// look at one later exchanges it for another that it needs no more.
package protocol TraceSink: AnyObject {
  /// A span that may be an LLM call: its bytes hold a marker.
  func receive(_ span: inout TraceSpan)

  /// A log record that may hold content of an LLM call: its bytes hold a marker.
  func receive(_ record: inout TraceLogRecord)

  /// The trace that a span belongs to. Called for every span, so that traces are counted; ids may repeat.
  /// - Parameter id: the id's canonical form.
  func sawTrace(_ id: Identifier)

  /// The service behind a reference that spans of this input carry; called after them.
  func service(_ name: String, of resource: ResourceReference)

  /// No service will be told of references that were handed out so far: what could have told it has ended.
  func forgetReferences()

  /// No service will be told of references into the object at this offset: it has ended, as a trace too.
  func forgetReferences(into object: Int64)

  /// Here begins an object that holds spans of one trace, as a rule, and all that is to be known of them: Jaeger's form. What
  /// follows belongs to it until it ends, or until references are forgotten since it is broken.
  func beginTrace()

  /// The object has ended.
  /// - Parameter range: where it stands in the input, if its bytes can be read again on their own (see
  ///   `DumpReader.read(traceAt:)`): not if the input was compressed.
  func endTrace(at range: Range<Int64>?)

  /// Something is wrong with the input; reading goes on where it can.
  func report(_ problem: InputError)
}

extension TraceSink {
  package func forgetReferences(into object: Int64) {}
  package func beginTrace() {}
  package func endTrace(at range: Range<Int64>?) {}
}

extension ResourceReference {
  /// How many references into one object may wait for it to tell their services: a trace has a process for each service and
  /// instance of it. The services of more are not told.
  package static let mostAwaited = 1 << 16
}

/// How much of what a reader met. Every object that stands in the place of a span or record is counted once.
package struct ReadingCounts: Sendable, Equatable {
  /// Spans, with and without marker; one that is met twice counts twice.
  package var spans = 0
  package var logRecords = 0
  /// Lists of metrics that were stepped over.
  package var metricLists = 0
  /// Objects and other values that are neither span nor record nor an envelope of them.
  package var unknownValues = 0
  /// Spans that were larger than the limit.
  package var oversized = 0
  /// Bytes read, after decompression.
  package var bytes: Int64 = 0

  package init() {}

  /// Something was met, and none of it was telemetry.
  var areOfOtherThings: Bool { unknownValues > 0 && spans + logRecords + metricLists == 0 }

  package static func += (left: inout ReadingCounts, right: ReadingCounts) {
    left.spans += right.spans
    left.logRecords += right.logRecords
    left.metricLists += right.metricLists
    left.unknownValues += right.unknownValues
    left.oversized += right.oversized
    left.bytes += right.bytes
  }
}
