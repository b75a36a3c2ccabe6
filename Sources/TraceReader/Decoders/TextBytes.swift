// Unsafe code: reads the caller's bytes within their count.

/// Values of type bytes: some clients write texts so.
enum TextBytes {
  /// Whether bytes are UTF-8 text, without control characters other than white space.
  static func areText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let hasControls = unsafe bytes.contains { $0 < 0x09 || $0 > 0x0D && $0 < 0x20 || $0 == 0x7F }
    return unsafe !hasControls && String(validating: bytes, as: UTF8.self) != nil
  }
}
