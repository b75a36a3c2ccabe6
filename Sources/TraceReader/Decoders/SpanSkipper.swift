// Unsafe code: scans whole blocks of 64 bytes within what the window holds, and looks at single bytes behind comparisons
// with its count; nothing moves the window meanwhile.

internal import CByteScan

/// Steps over spans without a marker, which is what most of an archive is: such a span is only counted, and its trace is
/// told to the sink.
struct SpanSkipper {
  private var horizon: MarkerHorizon
  private var head = SpanHead()
  private var seenTraces = SeenTraces()
  /// How many more spans may turn out to be other than `Next.marked` promises.
  private var patience = 8

  /// A marker that is so near to the beginning of a span is its own, as a rule: else the span was parsed for nothing.
  private static let near = 512

  init(_ markers: MarkerSet) {
    horizon = MarkerHorizon(markers, .json)
  }

  /// What stands behind the spans that were stepped over.
  enum Next {
    /// No span of which this could tell more.
    case endOfSpans
    /// A span that is to be read, most likely, and was not measured.
    case marked
    /// A span of this many bytes that is to be read.
    case span(Int)
    /// Something that is not so simple.
    case unknown
  }

  /// Goes on as long as spans are buffered and another one follows without a blank between them.
  mutating func skip(
    _ window: ByteWindow, limit: Int, counting spans: inout Int, _ sink: any TraceSink
  ) -> Next {
    let available = unsafe window.bytes
    var position = 0
    defer { window.advance(by: position) }
    while true {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: available[position...])
      if patience > 0, horizon.isMarked(position, min(Self.near, rest.count), of: window) { return .marked }
      var state = cbytescan_structure()
      let scanned = unsafe cbytescan_scan(
        &state, rest.baseAddress!.assumingMemoryBound(to: UInt8.self), rest.count & ~63)
      let count = scanned.position
      guard scanned.outcome == cbytescan_closed, count + 1 < rest.count, count <= limit else {
        return .unknown
      }
      let isLast = unsafe rest[count] == UInt8(ascii: "]")
      guard unsafe isLast || rest[count] == UInt8(ascii: ",") && rest[count + 1] == UInt8(ascii: "{") else {
        return .unknown
      }
      guard !horizon.isMarked(position, count, of: window),
        unsafe self.count(UnsafeRawBufferPointer(rebasing: rest[..<count]), in: &spans, sink)
      else { return .span(count) }
      position += count
      // Where a line was cut, a request stands in the list: whoever reads the list sees to that.
      guard !isLast, available.count - position > RecordStart.lookAhead,
        unsafe !RecordStart.requests.isFound(in: available, at: position + 1)
      else { return .endOfSpans }
      position += 1
    }
  }

  /// Spans are written in a way that makes `Next.marked` of no use.
  mutating func noteUnlike() { patience -= 1 }

  /// Whether a marker stands in the `count` bytes at this offset of the input, which are buffered.
  mutating func isMarked(_ count: Int, at offset: Int64, of window: ByteWindow) -> Bool {
    horizon.isMarked(Int(offset - window.offset), count, of: window)
  }

  /// Counts a span without a marker; false when it does not begin with its ids and must be decoded to know its trace.
  mutating func count(
    _ span: UnsafeRawBufferPointer, in spans: inout Int, _ sink: any TraceSink
  ) -> Bool {
    guard let id = unsafe head.traceID(of: span) else { return false }
    if unsafe seenTraces.insert(id) { sink.sawTrace(Identifier(unsafe String(utf8: id), .trace)) }
    spans += 1
    return true
  }
}
