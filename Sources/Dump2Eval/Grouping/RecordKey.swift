// Unsafe code: reads bytes of keys within their count, and of ids while their string lends them.

/// The sort key of a record: trace, then kind, then what orders records of one kind within a trace.
///
/// Compared byte by byte, so numbers are big-endian. Times are cut to microseconds, since that is all that Jaeger's forms
/// have: one dump must give the same order in every form.
enum RecordKey {
  /// The kinds of records in the order in which a trace's are needed.
  enum Kind: UInt8, Comparable {
    /// The trace was met: it is counted, also when it holds no call.
    case trace = 0
    /// Datasets were made of what an input tells of the trace in one piece: see `TraceReceipt`.
    case receipt = 1
    /// The service behind a reference that calls of this trace carry.
    case service = 2
    /// A span that may have log events but is no call: its events make no case.
    case span = 3
    /// Content that was recorded in a log record.
    case event = 4
    case call = 5

    static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }
  }

  /// A trace id cannot hold this byte as hex; in an opaque id it is escaped away.
  private static let separator: UInt8 = 0

  static func append(trace id: String, _ kind: Kind, to key: inout [UInt8]) {
    let start = key.count
    let isPlain = id.withUTF8Span { bytes in
      unsafe bytes.withUnsafeBufferPointer { unsafe key.append(contentsOf: $0) }
      return TextScan.next(separator, in: bytes, from: 0) == bytes.count
    }
    if !isPlain { for position in start..<key.count where key[position] == separator { key[position] = 1 } }
    key.append(separator)
    key.append(kind.rawValue)
  }

  static func appendTime(_ nanoseconds: Int64, to key: inout [UInt8]) {
    // Shifted so that times before 1970 sort before those after.
    append(bigEndian: UInt64(bitPattern: microseconds(nanoseconds)) ^ 1 << 63, to: &key)
  }

  /// Rounded towards the past.
  static func microseconds(_ nanoseconds: Int64) -> Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000)
    return quotient - (remainder < 0 ? 1 : 0)
  }

  static func append(bigEndian value: UInt64, to key: inout [UInt8]) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      key.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Adds what orders the log events of a trace: their span, time and place in their batch.
  static func append(eventOf spanID: String, time: Int64, position: Int, to key: inout [UInt8]) {
    key.append(contentsOf: spanID.utf8)
    key.append(separator)
    append(bigEndian: UInt64(bitPattern: time), to: &key)
    append(bigEndian: UInt64(position), to: &key)
  }

  /// The span of a log event, when the trace's part of its key is of so many bytes.
  static func spanOfEvent(_ key: RawSpan, behind traceCount: Int) -> String {
    let order = 1 + 2 * MemoryLayout<UInt64>.size
    return unsafe key.withUnsafeBytes {
      unsafe String(decoding: $0.dropFirst(traceCount + 2).dropLast(order), as: UTF8.self)
    }
  }

  /// Whether the trace's part of a key is this.
  static func isOfTrace(_ key: RawSpan, _ trace: [UInt8]) -> Bool {
    guard key.byteCount > trace.count else { return false }
    return unsafe key.unsafeLoad(fromByteOffset: trace.count, as: UInt8.self) == separator
      && key.extracting(0..<trace.count).hasSameBytes(as: trace.span.bytes)
  }

  /// What kind of record it is, when the trace's part is of so many bytes.
  static func kind(of key: RawSpan, behind traceCount: Int) -> Kind {
    guard traceCount + 1 < key.byteCount else { return .trace }
    let raw = unsafe key.unsafeLoad(fromUncheckedByteOffset: traceCount + 1, as: UInt8.self)
    return Kind(rawValue: raw) ?? .trace
  }

  /// Where the trace's part ends, and what kind of record it is; nil for a key that is not ours.
  static func split(_ key: RawSpan) -> (traceCount: Int, kind: Kind)? {
    for position in 0..<key.byteCount {
      guard unsafe key.unsafeLoad(fromUncheckedByteOffset: position, as: UInt8.self) == separator else {
        continue
      }
      guard position + 1 < key.byteCount else { return nil }
      let raw = unsafe key.unsafeLoad(fromUncheckedByteOffset: position + 1, as: UInt8.self)
      return Kind(rawValue: raw).map { (position, $0) }
    }
    return nil
  }
}
