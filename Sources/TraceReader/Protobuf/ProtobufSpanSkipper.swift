// Unsafe code: looks at buffered bytes behind comparisons with their count; nothing moves the window meanwhile.

/// Steps over spans without a marker, which is what most of an archive is: such a span is only counted, and its trace is
/// told to the sink.
struct ProtobufSpanSkipper {
  private var horizon: MarkerHorizon
  private var seenTraces = SeenTraces()

  init(_ markers: MarkerSet) {
    horizon = MarkerHorizon(markers, .plain)
  }

  /// Goes on as long as the fields of the scope that ends at an offset are such spans, whole in the window, and begin as
  /// all encoders begin them: with a trace id of 16 bytes and a span id of 8.
  mutating func skip(
    _ window: ByteWindow, until end: Int64, limit: Int, counting spans: inout Int, _ sink: any TraceSink
  ) {
    let bytes = unsafe window.bytes
    let available = Int(min(Int64(bytes.count), end - window.offset))
    var position = 0
    defer { window.advance(by: position) }
    while position + 32 <= available, unsafe bytes[position] == 0x12 {
      // A length of up to three bytes.
      var start = position + 2
      var count = unsafe Int(bytes[position + 1])
      if count >= 0x80 {
        unsafe count += Int(bytes[start]) << 7 - 0x80
        start += 1
      }
      if count >= 0x4000 {
        unsafe count += Int(bytes[start]) << 14 - 0x4000
        start += 1
      }
      guard count < 0x20_0000, count <= limit, start + count <= available,
        let id = unsafe ProtobufItem.traceID(
          of: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])),
        !horizon.isMarked(start, count, of: window)
      else { return }
      spans += 1
      unsafe sawTrace(id, sink)
      position = start + count
    }
  }

  /// Whether a marker stands in the `count` bytes at the window's position.
  mutating func isMarked(_ count: Int, of window: ByteWindow) -> Bool {
    horizon.isMarked(0, count, of: window)
  }

  /// Tells the sink of a trace unless it was told lately.
  mutating func sawTrace(_ id: UnsafeRawBufferPointer, _ sink: any TraceSink) {
    guard unsafe seenTraces.insert(id), let trace = unsafe Identifier(protobuf: id, .trace) else { return }
    sink.sawTrace(trace)
  }
}
