// Unsafe code: reads inside ranges that the tree's nodes name, while they last.

/// Values by index, of members that may be missing: see `JSONNode`'s properties of these names, which are made of them. Like
/// the look-ups by index they take no hold of the tree.
extension JSONTree {
  /// The text when the value is a string; invalid UTF-8 becomes U+FFFD.
  func string(_ index: UInt32?) -> String? {
    guard let index, isString(index) else { return nil }
    return unsafe String(utf8: bytes(of: index))
  }

  /// A string's text, a number's or literal's spelling, the compact JSON text of an array or object; nil for `null`.
  @usableFromInline package func text(_ index: UInt32?) -> String? {
    guard let index else { return nil }
    return switch unsafe nodes[Int(index)].kind {
    case .null: nil
    case .false: "false"
    case .true: "true"
    case .number, .string: unsafe String(utf8: bytes(of: index))
    case .array, .object: JSONNode(tree: self, index: index).json
    }
  }

  /// The text, unless there is none or nothing but white space.
  @usableFromInline package func nonBlankText(_ index: UInt32?) -> String? {
    guard let index, !isBlank(index) else { return nil }
    return text(index)
  }

  /// A number, or a string that is written like one.
  @usableFromInline package func double(_ index: UInt32?) -> Double? {
    guard let index, isScalar(index) else { return nil }
    let text = unsafe bytes(of: index)
    return unsafe PlainDecimal(text)?.value ?? Double(String(decoding: text, as: UTF8.self))
  }

  /// A whole number, or a string that is written like one: also `1.0` and `1e3`, as protobuf's JSON mapping allows.
  @usableFromInline package func int(_ index: UInt32?) -> Int64? {
    guard let index, isScalar(index) else { return nil }
    if let exact = unsafe JSONNode.integer(bytes(of: index)) { return exact }
    guard let double = double(index), double == double.rounded(.towardZero), abs(double) < 9.2e18 else {
      return nil
    }
    return Int64(double)
  }

  /// A 64-bit integer in any of the JSON forms that dumps have: number, decimal string, protobuf.js' `{low,
  /// high}`, MongoDB's `{"$numberLong": "…"}`.
  func long(_ index: UInt32?) -> Int64? {
    guard let index else { return nil }
    guard unsafe nodes[Int(index)].kind == .object else { return int(index) }
    if let text = member("$numberLong", of: index) { return int(text) }
    guard let low = int(member("low", of: index)), let high = int(member("high", of: index)) else {
      return nil
    }
    return high << 32 | Int64(UInt32(truncatingIfNeeded: low))
  }

  /// An id in any JSON form.
  func identifier(_ index: UInt32?, _ subject: Identifier.Subject) -> Identifier? {
    guard let index else { return nil }
    return unsafe Identifier(usual: bytes(of: index), subject)
      ?? Identifier(JSONNode(tree: self, index: index), subject)
  }

  /// Whether the value is a string or a number.
  private func isScalar(_ index: UInt32) -> Bool {
    let kind = unsafe nodes[Int(index)].kind
    return kind == .string || kind == .number
  }
}
