// Unsafe code: passes the caller's bytes to the C scanner, which reads only bytes[0..<count].

internal import CByteScan

/// Texts of which at least one stands in every span that could be an LLM call.
///
/// Most spans of an archive are not LLM calls; searching their raw bytes is 20 times cheaper than decoding them. A span
/// without a marker is stepped over. Names may be escaped in JSON (`\u0067en_ai`): a span with such an escape counts as
/// marked. What is found may stand in a value: markers only save work, they decide nothing.
package struct MarkerSet: Sendable {
  /// Two or more bytes each.
  let markers: [[UInt8]]

  package init(_ markers: [String]) {
    self.markers = markers.map { Array($0.utf8) }
  }

  package static let all = MarkerSet([])

  /// Whether some marker stands in the bytes. Always true for an empty set.
  package func isFound(in bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    if markers.isEmpty { return true }
    for marker in markers {
      let found = unsafe marker.withUnsafeBufferPointer { marker in
        unsafe cbytescan_contains(base, bytes.count, marker.baseAddress!, marker.count)
      }
      if found != 0 { return true }
    }
    return unsafe cbytescan_contains_escaped_name(base, bytes.count) != 0
  }
}
