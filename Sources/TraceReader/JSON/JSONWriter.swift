// Unsafe code: reads a string's bytes inside `withUTF8`, within their count, and escapes them into room on the stack for the
// most that can come of them.

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
      for start in stride(from: 0, to: utf8.count, by: piece) {
        let piece = unsafe UnsafeBufferPointer(rebasing: utf8[start..<min(start + piece, utf8.count)])
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: piece.count * 6 + 16) { room in
          let count = unsafe cbytescan_escape_json(piece.baseAddress!, piece.count, room.baseAddress!)
          unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<count]))
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Escaped at once: on the stack, since no more than six times as many bytes may come of it.
  private static let piece = 4096
}
