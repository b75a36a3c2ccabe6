// Unsafe code: reads slices that `WireReader` has checked, while its caller's bytes live. `appendBase64` reads
// bytes[0..<count] and writes four digits for each three bytes begun, into text that it has reserved before.

/// OTLP's AnyValue as protobuf has it: a oneof of which the last member that is set counts.
///
/// opentelemetry-proto `common/v1/common.proto`: string_value = 1, bool_value = 2, int_value = 3, double_value = 4,
/// array_value = 5, kvlist_value = 6, bytes_value = 7.
enum OTLPProtobufValue {
  /// No member is set; OTLP's empty value.
  case null
  case string(Range<Int>)
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case array(Range<Int>)
  case map(Range<Int>)
  case bytes(Range<Int>)

  /// Reads the AnyValue that `reader` is over. Its texts and lists are ranges of the reader's bytes.
  @inline(__always)
  init(_ reader: WireReader) throws(WireError) {
    var reader = reader
    self = .null
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 1: self = .string(try reader.range(tag))
      case 2: self = .bool(try reader.varint(tag) != 0)
      case 3: self = .int(Int64(bitPattern: try reader.varint(tag)))
      case 4: self = .double(Double(bitPattern: try reader.fixed64(tag)))
      case 5: self = .array(try reader.range(tag))
      case 6: self = .map(try reader.range(tag))
      case 7: self = .bytes(try reader.range(tag))
      default: try reader.skip(tag)
      }
    }
  }
}

/// A KeyValue: key = 1, value = 2.
struct OTLPProtobufEntry {
  /// nil when there is no key on the wire: such an entry is nobody's. (An empty key is not written either.)
  var key: Range<Int>?
  var value = OTLPProtobufValue.null

  @inline(__always)
  init(_ reader: WireReader) throws(WireError) {
    var reader = reader
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.field {
      case 1: key = try reader.range(tag)
      case 2:
        let another = try OTLPProtobufValue(reader.message(reader.range(tag)))
        // Two values merge: an empty one leaves what the other set.
        if case .null = another { continue }
        value = another
      default: try reader.skip(tag)
      }
    }
  }
}

/// Turns values into nodes of a JSON tree, the same ones that OTLP JSON of the same data gives.
struct OTLPProtobufValueWriter {
  /// Nesting beyond this is nobody's data; it would only make memory grow.
  static let maximumDepth = 1000
  /// Values and names of one span or log record, as in JSON; another number is for tests.
  var maximumNodeCount = JSONTree.maximumNodeCount

  private struct Open {
    let node: Int
    let isMap: Bool
    var count = 0
    var reader: WireReader
  }

  /// The lists and maps around the current value, kept to keep its memory.
  private var open: [Open] = []
  /// The first value that was too deep and became null, until somebody takes it.
  var tooDeep: WireError?

  /// Adds a value with all that is inside it.
  mutating func append(
    _ value: OTLPProtobufValue, of reader: WireReader, to tree: JSONTree
  ) throws(WireError) -> JSONNode {
    JSONNode(tree: tree, index: try add(value, of: reader, to: tree))
  }

  /// The same by index.
  @inline(__always)
  mutating func add(
    _ value: OTLPProtobufValue, of reader: WireReader, to tree: JSONTree
  ) throws(WireError) -> UInt32 {
    if case .string(let range) = value { return unsafe tree.addText(.string, reader.slice(range)) }
    return try addOther(value, of: reader, to: tree)
  }

  /// Makes sure that a value fits, with its name.
  @inline(__always)
  func expectRoom(in tree: JSONTree, at offset: Int) throws(WireError) {
    guard tree.nodeCount + 2 <= maximumNodeCount else {
      throw WireError(offset: offset, expected: "at most 16,777,216 values", found: .moreValues)
    }
  }

  private mutating func addOther(
    _ value: OTLPProtobufValue, of reader: WireReader, to tree: JSONTree
  ) throws(WireError) -> UInt32 {
    let index = UInt32(truncatingIfNeeded: tree.nodeCount)
    open.removeAll(keepingCapacity: true)
    begin(value, of: reader, in: tree)
    while let top = open.indices.last {
      guard !open[top].reader.isAtEnd else {
        tree.closeNode(open[top].node, count: open[top].count)
        open.removeLast()
        continue
      }
      let tag = try open[top].reader.tag()
      guard tag.field == 1 else {
        try open[top].reader.skip(tag)
        continue
      }
      try expectRoom(in: tree, at: open[top].reader.position)
      let element = try reader.message(open[top].reader.range(tag))
      if open[top].isMap {
        let entry = try OTLPProtobufEntry(element)
        guard let key = entry.key else { continue }
        unsafe tree.addText(.string, reader.slice(key))
        open[top].count += 1
        begin(entry.value, of: reader, in: tree)
      } else {
        open[top].count += 1
        begin(try OTLPProtobufValue(element), of: reader, in: tree)
      }
    }
    return index
  }

  /// Adds a plain value, or opens a list or map.
  @inline(__always)
  private mutating func begin(_ value: OTLPProtobufValue, of reader: WireReader, in tree: JSONTree) {
    switch value {
    case .null: tree.appendNode(.null, start: 0, count: 0)
    case .string(let range): unsafe tree.addText(.string, reader.slice(range))
    case .bool(let isTrue): tree.appendNode(isTrue ? .true : .false, start: 0, count: 0)
    case .int(let value): tree.addNumber(value)
    case .double(let value):
      // The JSON mapping of protobuf has these three as strings.
      if value.isFinite {
        tree.appendNumber(NumberText.shortest(value))
      } else {
        tree.appendString(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
      }
    case .bytes(let range):
      let bytes = unsafe reader.slice(range)
      if unsafe TextBytes.areText(bytes) {
        unsafe tree.addText(.string, bytes)
      } else {
        unsafe tree.appendBase64(bytes)
      }
    case .array(let range): push(range, isMap: false, of: reader, in: tree)
    case .map(let range): push(range, isMap: true, of: reader, in: tree)
    }
  }

  private mutating func push(_ range: Range<Int>, isMap: Bool, of reader: WireReader, in tree: JSONTree) {
    guard open.count < Self.maximumDepth else {
      tree.appendLiteral(.null)
      if tooDeep == nil {
        tooDeep = WireError(
          offset: range.lowerBound, expected: "values nested at most 1000 deep", found: .deeperNesting)
      }
      return
    }
    let node = tree.appendNode(isMap ? .object : .array, start: 0, count: 0)
    open.append(Open(node: node, isMap: isMap, reader: reader.message(range)))
  }
}

extension JSONTree {
  /// Adds a string: the bytes in base64 with padding, RFC 4648 section 4, as protobuf's JSON mapping has them.
  func appendBase64(_ bytes: UnsafeRawBufferPointer) {
    let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    let digits = unsafe alphabet.utf8Start
    let count = (bytes.count + 2) / 3 * 4
    reserveText(count)
    var target = unsafe (text + textCount).assumingMemoryBound(to: UInt8.self)
    var position = 0
    while position < bytes.count {
      let left = bytes.count - position
      let second = unsafe left > 1 ? bytes[position + 1] : 0
      let third = unsafe left > 2 ? bytes[position + 2] : 0
      let bits = unsafe Int(bytes[position]) << 16 | Int(second) << 8 | Int(third)
      unsafe target[0] = digits[bits >> 18]
      unsafe target[1] = digits[bits >> 12 & 63]
      unsafe target[2] = left > 1 ? digits[bits >> 6 & 63] : UInt8(ascii: "=")
      unsafe target[3] = left > 2 ? digits[bits & 63] : UInt8(ascii: "=")
      unsafe target += 4
      position += 3
    }
    appendNode(.string, start: textCount, count: count)
    textCount += count
  }
}
