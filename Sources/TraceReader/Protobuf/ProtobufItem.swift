// Unsafe code: reads the caller's bytes through `WireReader` and after comparisons with their count.

/// What an entry in the third level of an OTLP request is: span, log record or metric. The three kinds of requests have
/// no mark of their own and one file may hold all of them, so every entry is told by its fields.
///
/// opentelemetry-proto: Span has bytes in 1 and 2 and fixed64 in 7 and 8; LogRecord has fixed64 in 1 and 11; Metric has
/// nothing but texts and messages.
enum ProtobufItem {
  /// With the range of its trace id, which may be empty.
  case span(traceID: Range<Int>)
  case logRecord
  case metric
  case unknown
  /// What there is of the entry does not say.
  case undecided

  /// Judges by all bytes of an entry, or by its beginning.
  init(_ bytes: UnsafeRawBufferPointer, isWhole: Bool) {
    if unsafe Self.traceID(of: bytes) != nil {
      self = .span(traceID: 2..<18)
    } else {
      unsafe self.init(fieldsOf: bytes, isWhole: isWhole)
    }
  }

  /// The trace id of an entry that begins with one of 16 bytes that are not text and a span id of 8 bytes, as every span
  /// does. A random id is text in one of ten million cases, and the fields decide then.
  static func traceID(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard bytes.count >= 28, unsafe bytes[0] == 0x0A, unsafe bytes[1] == 16, unsafe bytes[18] == 0x12,
      unsafe bytes[19] == 8
    else { return nil }
    let id = unsafe UnsafeRawBufferPointer(rebasing: bytes[2..<18])
    return unsafe isText(id) ? nil : id
  }

  private init(fieldsOf bytes: UnsafeRawBufferPointer, isWhole: Bool) {
    var reader = unsafe WireReader(bytes)
    var first: Range<Int>?
    var hasFourth = false
    var spanMarks = 0
    var logMarks = 0
    var metricMarks = 0
    // A look may end between two fields, too.
    let isCut = !isWhole
    do {
      while !reader.isAtEnd {
        let tag = try reader.tag()
        switch (tag.field, tag.type) {
        case (1, .bytes):
          first = try reader.range(tag)
          continue
        // The parent of a span; reserved in metrics.
        case (4, .bytes): hasFourth = true
        // kind, start, end, three dropped counts, flags
        case (6, .varint), (7, .fixed64), (8, .fixed64), (10, .varint), (12, .varint), (14, .varint),
          (16, .fixed32):
          spanMarks += 1
        // time, observed time, severity, attributes, dropped count, flags
        case (1, .fixed64), (11, .fixed64), (2, .varint), (6, .bytes), (7, .varint), (8, .fixed32):
          logMarks += 1
        // gauge, sum, histogram, exponential histogram, summary: one of them
        case (5, .bytes), (7, .bytes), (9, .bytes), (10, .bytes), (11, .bytes): metricMarks += 1
        default: break
        }
        try reader.skip(tag)
      }
    } catch {
      // Cut or damaged: what was seen before says enough, or nothing does.
    }
    if spanMarks > logMarks {
      self = .span(traceID: first ?? 0..<0)
    } else if logMarks > 0 {
      self = .logRecord
    } else if let first, unsafe Self.isText(reader.slice(first)), !hasFourth,
      metricMarks > 0 || first.count != 16
    {
      self = metricMarks > 0 || !isCut ? .metric : .undecided
    } else if isCut {
      self = .undecided
    } else if let first {
      self = .span(traceID: first)
    } else {
      // A log record may have no more than a body, trace id and span id; a metric has a name.
      self = metricMarks > 0 ? .logRecord : .unknown
    }
  }

  private static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }
}
