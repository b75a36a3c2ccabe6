// Unsafe code: reads the first and last byte of a string that has two, and parses strings, inside `withText`.

internal import TraceReader

/// The semantic conventions' message attributes (since 1.37): on a span, on a span event or on a log record;
/// structured, as JSON text, as JSON text of JSON text, or (home-made) as plain text. Under the standard
/// names some libraries write the provider's own shapes (Laminar): those are read as well.
enum ConventionMessages {
  static func read(_ attribute: (StaticString) -> JSONNode?, into call: inout LLMCall) {
    // With a dot: Latitude's instrumentation.
    let instructions = attribute("gen_ai.system_instructions") ?? attribute("gen_ai.system.instructions")
    if let instructions, call.instructions.isEmpty {
      switch EncodedValue(instructions) {
      case .structured(let value):
        call.append(
          MessageReader.messages(in: value, defaultRole: .system).map { message in
            var message = message
            if message.role != .developer { message.role = .system }
            return message
          })
      case .plain(let text): call.append([Message(role: .system, text: text)])
      case .cut: call.truncation.insert(.input)
      case .empty: break
      }
    }
    if let input = attribute("gen_ai.input.messages"), !call.hasMessages {
      switch EncodedValue(input) {
      case .structured(let value): call.fill(input: MessageReader.messages(in: value))
      case .plain(let text): call.fill(input: [Message(role: .user, text: text)])
      case .cut: call.truncation.insert(.input)
      case .empty: break
      }
    }
    if let output = attribute("gen_ai.output.messages"), !call.hasOutput {
      switch EncodedValue(output) {
      case .structured(let value): call.fill(output: MessageReader.choices(in: value))
      case .plain(let text): call.fill(output: [Choice(text: text)])
      case .cut: call.truncation.insert(.output)
      case .empty: break
      }
    }
  }
}

/// An attribute that a convention defines as JSON.
enum EncodedValue {
  /// A list or object.
  case structured(JSONNode)
  /// Text that is no JSON and does not look as if it had been.
  case plain(String)
  /// JSON text that ends too early: a limit on the length of values cut it.
  case cut
  case empty

  init(_ node: JSONNode) {
    if node.isArray || node.isObject {
      self = .structured(node)
    } else if node.isBlank {
      self = .empty
    } else if let value = node.decoded {
      if value.isString {
        let inner = value.decoded
        self =
          inner.map { $0.isArray || $0.isObject ? .structured($0) : .plain(value.string ?? "") }
          ?? (value.isBlank ? .empty : .plain(value.string ?? ""))
      } else {
        self =
          value.isNull
          ? .empty : value.isArray || value.isObject ? .structured(value) : .plain(node.text ?? "")
      }
    } else if node.isCutJSON {
      self = .cut
    } else {
      self = .plain(node.text ?? "")
    }
  }
}

extension JSONNode {
  /// Whether a text is JSON whose end is missing: it begins like a list or an object, and the grammar breaks
  /// at the end of the text and nowhere before. Parses the text.
  var isCutJSON: Bool {
    guard hasPrefix("[") || hasPrefix("{") else { return false }
    let scratch = JSONTree()
    return unsafe withText { bytes in
      do throws(JSONSyntaxError) {
        try unsafe scratch.parse(bytes)
        return false
      } catch {
        // Of a word that was cut (`fals`) the parser says where it begins.
        return error.offset + "false".utf8.count > bytes.count
      }
    }
  }

  /// Whether a text begins like JSON and does not end like it; costs two loads.
  var seemsCutJSON: Bool {
    guard isString, textCount > 1 else { return false }
    return unsafe withText { bytes in
      let last = unsafe bytes[bytes.count - 1]
      switch unsafe bytes[0] {
      case UInt8(ascii: "["): return last != UInt8(ascii: "]")
      case UInt8(ascii: "{"): return last != UInt8(ascii: "}")
      default: return false
      }
    }
  }
}
