// Unsafe code: reads inside ranges that the tree's nodes name; pointers live for the closure that gets them.

/// One value of a `JSONTree`. Cheap to copy; valid until its tree is changed.
@usableFromInline package struct JSONNode {
  package let tree: JSONTree
  let index: UInt32

  init(tree: JSONTree, index: UInt32) {
    self.tree = tree
    self.index = index
  }

  private var node: JSONTree.Node { unsafe tree.nodes[Int(index)] }

  package var kind: JSONTree.Kind { node.kind }
  package var isNull: Bool { node.kind == .null }
  package var isObject: Bool { node.kind == .object }
  package var isArray: Bool { node.kind == .array }
  package var isString: Bool { node.kind == .string }

  /// Elements of an array, members of an object, 0 for others.
  package var count: Int {
    let node = node
    return node.kind == .array || node.kind == .object ? Int(node.count) : 0
  }

  /// Bytes of a string's UTF-8 text or of a number's digits; 0 for others. Costs nothing.
  package var textCount: Int {
    let node = node
    return node.kind == .string || node.kind == .number ? Int(node.count) : 0
  }

  /// Calls `body` with the text of a string (unescaped, UTF-8 as recorded) or a number (as written).
  @inline(__always)
  package func withText<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let node = node
    let isText = node.kind == .string || node.kind == .number
    return try unsafe body(
      UnsafeRawBufferPointer(start: tree.text + Int(node.start), count: isText ? Int(node.count) : 0))
  }

  /// The text when the value is a string; invalid UTF-8 becomes U+FFFD.
  package var string: String? { tree.string(index) }

  /// A string's text, a number's or literal's spelling, the compact JSON text of an array or object; nil for `null`.
  @usableFromInline package var text: String? { tree.text(index) }

  /// The value as compact JSON text.
  package var json: String {
    var bytes: [UInt8] = []
    JSONWriter.append(self, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  package var bool: Bool? {
    switch node.kind {
    case .true: true
    case .false: false
    case .string: self == "true" ? true : self == "false" ? false : nil
    default: nil
    }
  }

  /// A number, or a string that is written like one.
  package var double: Double? { tree.double(index) }

  /// A whole number, or a string that is written like one: also `1.0` and `1e3`, as protobuf's JSON mapping allows.
  package var int: Int64? { tree.int(index) }

  /// Decimal digits with an optional sign; nil when there is anything else or it does not fit.
  static func integer(_ digits: UnsafeRawBufferPointer) -> Int64? {
    guard let first = unsafe digits.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    var value: Int64 = 0
    let start = isNegative ? 1 : 0
    guard start < digits.count else { return nil }
    for position in start..<digits.count {
      let digit = unsafe digits[position] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.subtractingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    guard !isNegative else { return value }
    return value == .min ? nil : -value
  }

  /// The value that a string's text holds, when that text is JSON; an array or object itself. Parsed once per tree.
  package var decoded: JSONNode? {
    switch node.kind {
    case .array, .object: self
    case .string: tree.parsedText(of: index)
    default: nil
    }
  }

  // MARK: Looking inside

  /// The elements of an array; nothing for others.
  package var elements: JSONElements {
    JSONElements(tree: tree, position: index + 1, remaining: isArray ? Int(node.count) : 0)
  }

  /// The members of an object; nothing for others.
  package var members: JSONMembers {
    JSONMembers(tree: tree, position: index + 1, remaining: isObject ? Int(node.count) : 0)
  }

  /// The value of a member; the last one when a name is repeated, as `JSON.parse` and jq have it. A member that is null is
  /// not there. Linear in the members.
  package subscript(name: StaticString) -> JSONNode? {
    tree.member(name, of: index).map { JSONNode(tree: tree, index: $0) }
  }

  /// An element of an array by position; nil outside. Linear.
  package subscript(position: Int) -> JSONNode? {
    guard position >= 0, isArray, position < count else { return nil }
    var left = position
    for element in elements {
      if left == 0 { return element }
      left -= 1
    }
    return nil
  }

  /// The first element of an array.
  package var first: JSONNode? { self[0] }

  /// Whether the value is a string with just this text.
  package static func == (node: JSONNode, text: StaticString) -> Bool {
    node.tree.isText(node.index, text)
  }

  /// Whether the value is a string that ends with this text.
  package func hasSuffix(_ suffix: StaticString) -> Bool {
    guard isString, textCount >= suffix.utf8CodeUnitCount else { return false }
    return unsafe withText { bytes in
      unsafe bytes.suffix(suffix.utf8CodeUnitCount)
        .elementsEqual(UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
    }
  }

  /// Whether the value is a string that begins with this text.
  package func hasPrefix(_ prefix: StaticString) -> Bool { tree.hasPrefix(index, prefix) }
}

/// The elements of an array, in order.
package struct JSONElements: Sequence, IteratorProtocol {
  let tree: JSONTree
  var position: UInt32
  var remaining: Int

  /// A sequence of nothing, where a list is missing.
  static func none(of tree: JSONTree) -> JSONElements { JSONElements(tree: tree, position: 0, remaining: 0) }

  package mutating func next() -> JSONNode? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    defer { unsafe position = tree.nodes[Int(position)].next }
    return JSONNode(tree: tree, index: position)
  }
}

/// The members of an object, in order.
package struct JSONMembers: Sequence, IteratorProtocol {
  let tree: JSONTree
  var position: UInt32
  var remaining: Int

  package mutating func next() -> (name: JSONNode, value: JSONNode)? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    let name = JSONNode(tree: tree, index: position)
    let value = JSONNode(tree: tree, index: position + 1)
    unsafe position = tree.nodes[Int(position) + 1].next
    return (name, value)
  }
}
