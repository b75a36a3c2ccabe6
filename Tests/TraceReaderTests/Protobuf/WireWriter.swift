/// Writes protobuf messages field by field, valid ones and others.
struct WireWriter {
  var bytes: [UInt8] = []

  /// The bytes of a message that `body` writes.
  static func message(_ body: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    body(&writer)
    return writer.bytes
  }

  mutating func rawVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func tag(_ field: Int, _ type: Int) { rawVarint(UInt64(field << 3 | type)) }

  mutating func varint(_ field: Int, _ value: UInt64) {
    tag(field, 0)
    rawVarint(value)
  }

  mutating func fixed64(_ field: Int, _ value: UInt64) {
    tag(field, 1)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func fixed32(_ field: Int, _ value: UInt32) {
    tag(field, 5)
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    tag(field, 2)
    rawVarint(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  mutating func message(_ field: Int, _ body: (inout WireWriter) -> Void) {
    bytes(field, Self.message(body))
  }

  /// A KeyValue with a string, in this field.
  mutating func attribute(_ field: Int, _ key: String, _ value: String) {
    message(field) {
      $0.text(1, key)
      $0.message(2) { $0.text(1, value) }
    }
  }
}
