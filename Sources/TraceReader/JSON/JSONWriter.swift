// Unsafe code: reads a string's bytes inside `withUTF8`, within their count.

internal import CByteScan

/// Writes values as compact JSON text: no blanks, members in their order, only what must be escaped is escaped.
package enum JSONWriter {
  /// Appends the text of a value of any depth; iterative, so that depth costs no stack.
  package static func append(_ node: JSONNode, to bytes: inout [UInt8]) {
    var open: [(closing: UInt8, iterator: JSONMembers, elements: JSONElements, isFirst: Bool)] = []
    append(opening: node, to: &bytes, open: &open)
    while let top = open.indices.last {
      if open[top].closing == UInt8(ascii: "}") {
        guard let member = open[top].iterator.next() else {
          bytes.append(open.removeLast().closing)
          continue
        }
        if !open[top].isFirst { bytes.append(UInt8(ascii: ",")) }
        open[top].isFirst = false
        append(opening: member.name, to: &bytes, open: &open)
        bytes.append(UInt8(ascii: ":"))
        append(opening: member.value, to: &bytes, open: &open)
      } else {
        guard let element = open[top].elements.next() else {
          bytes.append(open.removeLast().closing)
          continue
        }
        if !open[top].isFirst { bytes.append(UInt8(ascii: ",")) }
        open[top].isFirst = false
        append(opening: element, to: &bytes, open: &open)
      }
    }
  }

  private static func append(
    opening node: JSONNode, to bytes: inout [UInt8],
    open: inout [(closing: UInt8, iterator: JSONMembers, elements: JSONElements, isFirst: Bool)]
  ) {
    switch node.kind {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .true: bytes.append(contentsOf: "true".utf8)
    case .false: bytes.append(contentsOf: "false".utf8)
    case .number: unsafe node.withText { unsafe bytes.append(contentsOf: $0) }
    case .string: append(string: node.string ?? "", to: &bytes)
    case .array, .object:
      let isObject = node.isObject
      bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
      open.append(
        (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), node.members, node.elements, true))
    }
  }

  /// Appends a string with its quotes.
  package static func append(string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { utf8 in
      var position = 0
      while position < utf8.count {
        let rest = unsafe UnsafeBufferPointer(rebasing: utf8[position...])
        let run = unsafe cbytescan_json_string_end(rest.baseAddress!, rest.count)
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<run]))
        position += run
        guard position < utf8.count else { break }
        appendEscape(of: unsafe utf8[position], to: &bytes)
        position += 1
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    }
  }
}
