// Unsafe code: passes the caller's bytes to the C scanner, which reads only bytes[0..<count].

internal import CByteScan

extension MarkerSet {
  /// Whether some marker stands in bytes that know no escapes, as protobuf's. Always true for an empty set.
  func isFound(inPlain bytes: UnsafeRawBufferPointer) -> Bool {
    guard !markers.isEmpty else { return true }
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    for marker in markers {
      let found = unsafe marker.withUnsafeBufferPointer { marker in
        unsafe cbytescan_contains(base, bytes.count, marker.baseAddress!, marker.count)
      }
      if found != 0 { return true }
    }
    return false
  }
}
