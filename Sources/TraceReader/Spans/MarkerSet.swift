// Unsafe code: passes the caller's bytes to the C scanner, which reads only bytes[0..<count]; a marker is compared behind
// a comparison with that count.

internal import CByteScan

/// Texts of which at least one stands in every span that could be an LLM call.
///
/// Most spans of an archive are not LLM calls; searching their raw bytes is 20 times cheaper than decoding them. A span
/// without a marker is stepped over. Names may be escaped in JSON (`\u0067en_ai`): a span with such an escape counts as
/// marked. What is found may stand in a value: markers only save work, they decide nothing.
///
/// All markers are looked for in one pass, by three bytes of each; see `CByteScanMarkers.h`.
package struct MarkerSet: Sendable {
  private struct Marker {
    let bytes: [UInt8]
    /// Where its fingerprint stands in it.
    let offset: Int
    /// A bit, of seven.
    let bucket: UInt8
  }

  /// Two or more bytes each.
  private var markers: [Marker] = []
  private var fingerprints = cbytescan_fingerprints()

  /// The bucket of the beginning of an escape: `\u0`.
  private static let escapes: UInt8 = 1 << 7

  package init(_ markers: [String]) {
    add(Array(#"\u0"#.utf8)[...], bucket: 7)
    var buckets = Array(repeating: Halves(), count: 7)
    for marker in markers {
      let bytes = Array(marker.utf8)
      let fingerprint = Self.rarest(in: bytes)
      // A bucket lets pass whatever mixes the halves of its fingerprints: those that are alike go together.
      let growths = buckets.map { $0.with(fingerprint).passing - $0.passing }
      let bucket = growths.indices.min { growths[$0] < growths[$1] } ?? 0
      buckets[bucket] = buckets[bucket].with(fingerprint)
      add(fingerprint, bucket: bucket)
      self.markers.append(Marker(bytes: bytes, offset: fingerprint.startIndex, bucket: 1 << UInt8(bucket)))
    }
  }

  private mutating func add(_ fingerprint: ArraySlice<UInt8>, bucket: Int) {
    unsafe fingerprint.withUnsafeBufferPointer { bytes in
      unsafe cbytescan_add_fingerprint(&fingerprints, bytes.baseAddress!, bytes.count, UInt32(bucket))
    }
  }

  /// The halves of the bytes that a bucket's fingerprints have at each of their three places, a bit each.
  private struct Halves {
    private var low: [UInt16] = [0, 0, 0]
    private var high: [UInt16] = [0, 0, 0]

    func with(_ fingerprint: ArraySlice<UInt8>) -> Halves {
      var halves = self
      for (place, byte) in fingerprint.prefix(3).enumerated() {
        halves.low[place] |= 1 << UInt16(byte & 15)
        halves.high[place] |= 1 << UInt16(byte >> 4)
      }
      return halves
    }

    /// How many texts of three bytes pass.
    var passing: Int { (low + high).reduce(1) { $0 * $1.nonzeroBitCount } }
  }

  private static let byFrequency = Array("etaoinsrcdlpmugh\"_.fbyv-wkj".utf8)
  private static let everywhere = Array(
    "traceId spanId parentSpanId spanID operationName startTimeUnixNano endTimeUnixNano processID stringValue"
      .utf8)

  /// The three bytes of a marker that are the least frequent in telemetry: mostly English words and punctuation of JSON,
  /// and the names that stand in every span.
  private static func rarest(in bytes: [UInt8]) -> ArraySlice<UInt8> {
    func rarity(_ start: Int) -> Int {
      let text = bytes[start..<start + 3]
      let isEverywhere = (0..<everywhere.count - 2).contains { everywhere[$0..<$0 + 3] == text }
      return isEverywhere ? 0 : text.reduce(0) { $0 + (byFrequency.firstIndex(of: $1) ?? byFrequency.count) }
    }
    guard bytes.count > 3 else { return bytes[...] }
    let starts = 0...bytes.count - 3
    let rarities = starts.map(rarity)
    let best = starts.max { rarities[$0] < rarities[$1] } ?? 0
    return bytes[best..<best + 3]
  }

  /// What kind of text is searched.
  package enum Text {
    /// JSON, where a name may be written with escapes: one that holds some counts as a marker.
    case json
    /// Bytes that know no escapes, as protobuf's.
    case plain
  }

  /// The most bytes of a marker.
  var longest: Int { markers.reduce(0) { max($0, $1.bytes.count) } }

  /// Where the first marker at or behind `start` begins. An empty set finds one everywhere.
  package func firstIndex(in bytes: UnsafeRawBufferPointer, from start: Int, as text: Text) -> Int? {
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    if markers.isEmpty { return start }
    let buckets = text == .json ? 0xFF : ~Self.escapes
    return unsafe withUnsafePointer(to: fingerprints) { fingerprints in
      var position = start
      while true {
        let candidate = unsafe cbytescan_next_candidate(fingerprints, base, position, bytes.count, buckets)
        guard candidate.position < bytes.count else { return nil }
        for marker in markers where marker.bucket & candidate.buckets != 0 {
          let first = candidate.position - marker.offset
          if first >= start, unsafe Self.isMarker(marker, at: first, of: bytes) { return first }
        }
        if candidate.buckets & Self.escapes != 0, unsafe Self.isEscapedName(at: candidate.position, of: bytes)
        {
          return candidate.position
        }
        position = candidate.position + 1
      }
    }
  }

  private static func isMarker(_ marker: Marker, at start: Int, of bytes: UnsafeRawBufferPointer) -> Bool {
    guard start >= 0, start + marker.bytes.count <= bytes.count else { return false }
    return unsafe bytes[start..<start + marker.bytes.count].elementsEqual(marker.bytes)
  }

  /// Whether a JSON escape stands here of a character that attribute names are made of: a letter, digit, '.', '_' or '@'.
  /// Go's \u003c, \u003e and \u0026 are not of these.
  private static func isEscapedName(at position: Int, of bytes: UnsafeRawBufferPointer) -> Bool {
    guard position + 6 <= bytes.count, unsafe bytes[position + 1] == UInt8(ascii: "u"),
      unsafe bytes[position + 2] == UInt8(ascii: "0"), unsafe bytes[position + 3] == UInt8(ascii: "0")
    else { return false }
    let isName =
      switch unsafe (bytes[position + 4], bytes[position + 5] | 0x20) {
      case (UInt8(ascii: "2"), UInt8(ascii: "e")), (UInt8(ascii: "4"), UInt8(ascii: "0")),
        (UInt8(ascii: "5"), UInt8(ascii: "f")), (UInt8(ascii: "6")...UInt8(ascii: "7"), _):
        true
      case (UInt8(ascii: "3"), let low): low <= UInt8(ascii: "9")
      default: false
      }
    guard isName else { return false }
    // Behind an odd number of backslashes this one is escaped itself.
    var before = position
    while before > 0, unsafe bytes[before - 1] == UInt8(ascii: "\\") { before -= 1 }
    return (position - before).isMultiple(of: 2)
  }
}
