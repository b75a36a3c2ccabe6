import TestSupport

@testable import TraceReader

/// What is known of a message by which it may be written in another way that means the same: protobuf.dev, "Encoding", "Last
/// One Wins" and "Order".
indirect enum MessageSchema {
  /// Messages in these fields; `single` are those of which there is one, so that it may come in two parts.
  case fields([UInt32: MessageSchema], single: Set<UInt32> = [], scalars: Set<UInt32> = [])

  private static let plain = MessageSchema.fields([:])
  private static let attribute = MessageSchema.fields([2: .value], scalars: [1])
  // Of lists in values the order is content. They are nested as deep as samples are.
  private static let value = MessageSchema.fields([
    5: .fields([1: plain]), 6: .fields([1: .fields([2: plain])]),
  ])
  private static let event = MessageSchema.fields([3: attribute], scalars: [1, 2, 4])
  static let span = MessageSchema.fields(
    [9: attribute, 11: event, 15: .fields([:], scalars: [2, 3])], single: [15],
    scalars: [3, 4, 5, 6, 7, 8, 10, 12, 16])
  static let logRecord = MessageSchema.fields([5: value, 6: attribute], scalars: [1, 9, 10, 12])
  private static let resource = MessageSchema.fields([1: attribute], scalars: [2])
  private static let scope = MessageSchema.fields([:], scalars: [1, 2])

  static func request(of entry: MessageSchema) -> MessageSchema {
    .fields([1: .fields([1: resource, 2: .fields([1: scope, 2: entry])], single: [1])])
  }

  /// The same message with the fields of every message in it in another order, messages in two parts, and values before those
  /// that count. Fields of one number keep their order, which means something.
  func shuffled(_ message: [UInt8], using random: inout SplitMix) -> [UInt8] {
    guard case .fields(let messages, let single, let scalars) = self else { return message }
    var queues: [UInt32: [[UInt8]]] = [:]
    for field in Self.fields(of: message) {
      var pieces = [field.payload]
      if let inner = messages[field.number] {
        if single.contains(field.number), Bool.random(using: &random) { pieces = Self.halves(field.payload) }
        pieces = pieces.map { inner.shuffled($0, using: &random) }
      }
      if scalars.contains(field.number), Int.random(in: 0..<4, using: &random) == 0 {
        queues[field.number, default: []].append(
          field.tag + Self.otherValue(of: field.type))
      }
      for piece in pieces {
        queues[field.number, default: []].append(field.tag + (field.isText ? Self.withLength(piece) : piece))
      }
    }
    return Self.interleaved(queues, using: &random)
  }

  private static func interleaved(_ queues: [UInt32: [[UInt8]]], using random: inout SplitMix) -> [UInt8] {
    // As the Collector does it, as all others do it, or in no order at all.
    let style = Int.random(in: 0..<3, using: &random)
    var numbers = queues.keys.sorted()
    guard style == 2 else {
      return (style == 0 ? numbers : numbers.reversed()).flatMap { queues[$0]!.flatMap(\.self) }
    }
    var queues = queues
    var bytes: [UInt8] = []
    while !numbers.isEmpty {
      let number = numbers.randomElement(using: &random)!
      bytes += queues[number]!.removeFirst()
      if queues[number]!.isEmpty { numbers.removeAll { $0 == number } }
    }
    return bytes
  }

  private static func halves(_ message: [UInt8]) -> [[UInt8]] {
    let fields = fields(of: message).map { $0.tag + ($0.isText ? withLength($0.payload) : $0.payload) }
    return [fields.prefix(fields.count / 2), fields.suffix(fields.count - fields.count / 2)].map {
      Array($0.joined())
    }
  }

  /// A value of this type, which does not count when another follows.
  private static func otherValue(of type: WireType) -> [UInt8] {
    switch type {
    case .varint: [1]
    case .fixed64: Array(repeating: 0, count: 8)
    case .fixed32: Array(repeating: 0, count: 4)
    case .bytes: [3] + Array("not".utf8)
    }
  }

  private static func withLength(_ payload: [UInt8]) -> [UInt8] {
    var writer = WireWriter()
    writer.rawVarint(UInt64(payload.count))
    return writer.bytes + payload
  }

  private struct Field {
    let number: UInt32
    let tag: [UInt8]
    /// Of a text or message, what is behind its length.
    let payload: [UInt8]
    let type: WireType
    var isText: Bool { type == .bytes }
  }

  private static func fields(of message: [UInt8]) -> [Field] {
    message.withUnsafeBytes { bytes in
      var reader = WireReader(bytes)
      var fields: [Field] = []
      while !reader.isAtEnd, let tag = try? reader.tag() {
        let start = reader.position
        let isText = tag.type == .bytes
        let range = isText ? try! reader.range(tag) : nil
        if range == nil { try! reader.skip(tag) }
        fields.append(
          Field(
            number: tag.field, tag: Array(bytes[tag.offset..<start]),
            payload: Array(bytes[range ?? start..<reader.position]),
            type: tag.type))
      }
      return fields
    }
  }
}
