import Testing

@testable import TraceReader

@Suite("The wire reader")
struct WireReaderTests {
  private func read<Value>(
    _ bytes: [UInt8], _ body: (inout WireReader) throws(WireError) -> Value
  ) -> Result<Value, WireError> {
    bytes.withUnsafeBytes { buffer in
      var reader = WireReader(buffer)
      return Result { () throws(WireError) in try body(&reader) }
    }
  }

  @Test(
    "reads varints of every length",
    arguments: [
      ([0x00], 0), ([0x7F], 127), ([0x80, 0x01], 128), ([0xAC, 0x02], 300), ([0x80, 0x00], 0),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], 0xFFFF_FFFF),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], UInt64.max),
    ] as [([UInt8], UInt64)])
  func varints(bytes: [UInt8], value: UInt64) {
    #expect(read(bytes + [0x05]) { (reader) throws(WireError) in try reader.varint() } == .success(value))
  }

  @Test(
    "refuses varints that are cut or too long",
    arguments: [
      ([], 0, "expected a varint, found the end of the message"),
      ([0x80], 1, "expected the rest of a varint, found the end of the message"),
      ([UInt8](repeating: 0xFF, count: 9), 9, "expected the rest of a varint, found the end of the message"),
      ([UInt8](repeating: 0x80, count: 10) + [0], 9, "expected a varint of at most 64 bits, found byte 0x80"),
      ([UInt8](repeating: 0x80, count: 9) + [2], 9, "expected a varint of at most 64 bits, found byte 0x02"),
    ] as [([UInt8], Int, String)])
  func brokenVarints(bytes: [UInt8], offset: Int, problem: String) {
    let result = read(bytes) { (reader) throws(WireError) in try reader.varint() }
    guard case .failure(let error) = result else { return #expect(Bool(false), "a value came out") }
    #expect(error.offset == offset)
    #expect(error.problem == problem)
  }

  @Test(
    "steps over fields by wire type",
    arguments: [
      ([0x08, 0x96, 0x01], 3), ([0x09, 1, 2, 3, 4, 5, 6, 7, 8], 9), ([0x0A, 0x02, 9, 9, 0x08], 4),
      ([0x0D, 1, 2, 3, 4, 0x08], 5), ([0xFA, 0xFF, 0xFF, 0xFF, 0x0F, 0x00], 6),
    ] as [([UInt8], Int)])
  func skips(bytes: [UInt8], position: Int) {
    let result = read(bytes) { (reader) throws(WireError) in
      try reader.skip(reader.tag())
      return reader.position
    }
    #expect(result == .success(position))
  }

  @Test(
    "refuses what no field can be",
    arguments: [
      ([0x0B], 0, "expected a field of wire type 0, 1, 2 or 5, found wire type 3"),
      ([0x0C], 0, "expected a field of wire type 0, 1, 2 or 5, found wire type 4"),
      ([0x0E], 0, "expected a field of wire type 0, 1, 2 or 5, found wire type 6"),
      ([0x0F], 0, "expected a field of wire type 0, 1, 2 or 5, found wire type 7"),
      ([0x02], 0, "expected a field number from 1 to 536870911, found 0"),
      (
        [0x80, 0x80, 0x80, 0x80, 0x10], 0,
        "expected a field number from 1 to 536870911, found 536870912"
      ),
      ([0x0A, 0x02, 0x09], 1, "expected a length within the message around it, found a length of 2"),
      (
        [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], 1,
        "expected a length within the message around it, found a length of 18446744073709551615"
      ),
      ([0x0A, 0x80], 2, "expected the rest of a varint, found the end of the message"),
      ([0x09, 1, 2, 3], 4, "expected an 8-byte value, found the end of the message"),
      ([0x0D, 1, 2, 3], 4, "expected a 4-byte value, found the end of the message"),
    ] as [([UInt8], Int, String)])
  func brokenFields(bytes: [UInt8], offset: Int, problem: String) {
    let result = read(bytes) { (reader) throws(WireError) in try reader.skip(reader.tag()) }
    guard case .failure(let error) = result else { return #expect(Bool(false), "a field came out") }
    #expect(error.offset == offset)
    #expect(error.problem == problem)
  }

  @Test("refuses a field of another wire type than asked for, at its tag")
  func wrongType() {
    let result = read([0x08, 0x01, 0x10, 0x01]) { (reader) throws(WireError) in
      try reader.skip(reader.tag())
      return try reader.range(reader.tag())
    }
    #expect(
      result
        == .failure(WireError(offset: 2, expected: "a length-delimited value", found: .wireType(0))))
  }

  @Test("keeps inner messages apart and counts from the outermost byte")
  func nesting() {
    let result = read([0x0A, 0x02, 0x12, 0x05, 0x08, 0x01]) { (reader) throws(WireError) in
      var inner = try reader.message(reader.range(reader.tag()))
      return try inner.range(inner.tag())
    }
    #expect(
      result
        == .failure(
          WireError(offset: 3, expected: "a length within the message around it", found: .length(5))))
  }
}
