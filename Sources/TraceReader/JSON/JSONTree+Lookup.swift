// Unsafe code: walks the tree's own nodes, each within the range that its container names; compares text behind a
// comparison of counts. Nothing is retained on the way: that is what these functions are for.

internal import CByteScan

/// Look-ups by index. A `JSONNode` holds its tree, and to hold and let go of it for every member that is passed costs more
/// than to compare the names.
extension JSONTree {
  /// The text of a string, number or name; valid until the tree is changed.
  @inline(__always)
  func bytes(of index: UInt32) -> UnsafeRawBufferPointer {
    let node = unsafe nodes[Int(index)]
    let isText = node.kind == .string || node.kind == .number
    return unsafe UnsafeRawBufferPointer(start: text + Int(node.start), count: isText ? Int(node.count) : 0)
  }

  /// The value at `index`, if there is one.
  @usableFromInline package func node(_ index: UInt32?) -> JSONNode? {
    index.map { JSONNode(tree: self, index: $0) }
  }

  /// Bytes of the text at `index`.
  @inline(__always)
  func textCount(of index: UInt32) -> Int { unsafe bytes(of: index).count }

  /// Whether the text at `index` is just this.
  @inline(__always)
  func isText(_ index: UInt32, _ wanted: StaticString) -> Bool {
    let node = unsafe nodes[Int(index)]
    guard node.kind == .string, Int(node.count) == wanted.utf8CodeUnitCount else { return false }
    return unsafe cbytescan_equal(text + Int(node.start), wanted.utf8Start, wanted.utf8CodeUnitCount) != 0
  }

  /// Whether the text at `index` begins with this.
  @inline(__always)
  func hasPrefix(_ index: UInt32, _ prefix: StaticString) -> Bool {
    let node = unsafe nodes[Int(index)]
    guard node.kind == .string, Int(node.count) >= prefix.utf8CodeUnitCount else { return false }
    return unsafe cbytescan_equal(text + Int(node.start), prefix.utf8Start, prefix.utf8CodeUnitCount) != 0
  }

  /// Whether two strings are alike.
  func haveSameText(_ index: UInt32, _ other: UInt32) -> Bool {
    let (first, second) = unsafe (nodes[Int(index)], nodes[Int(other)])
    guard first.count == second.count else { return false }
    return unsafe cbytescan_equal(text + Int(first.start), text + Int(second.start), Int(first.count)) != 0
  }

  /// Whether both are strings, and alike; false for nil.
  func areSameStrings(_ index: UInt32, _ other: UInt32?) -> Bool {
    guard let other, isString(index), isString(other) else { return false }
    return haveSameText(index, other)
  }

  func isString(_ index: UInt32) -> Bool { unsafe nodes[Int(index)].kind == .string }

  func isNull(_ index: UInt32) -> Bool { unsafe nodes[Int(index)].kind == .null }

  /// Null, or a string of nothing but white space.
  func isBlank(_ index: UInt32) -> Bool {
    switch unsafe nodes[Int(index)].kind {
    case .null: true
    case .string: unsafe bytes(of: index).allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    default: false
    }
  }

  /// Calls `body` with each element of the array at `index`; nothing for others. Nodes may be added meanwhile.
  @inline(__always)
  func forEachElement(of index: UInt32, _ body: (UInt32) -> Void) {
    let array = unsafe nodes[Int(index)]
    guard array.kind == .array else { return }
    var position = index + 1
    for _ in 0..<array.count {
      let next = unsafe nodes[Int(position)].next
      body(position)
      position = next
    }
  }

  /// Calls `body` with each name and value of the object at `index`; nothing for others. Nodes may be added meanwhile.
  @inline(__always)
  func forEachMember(of index: UInt32, _ body: (_ name: UInt32, _ value: UInt32) -> Void) {
    let object = unsafe nodes[Int(index)]
    guard object.kind == .object else { return }
    var position = index + 1
    for _ in 0..<object.count {
      let next = unsafe nodes[Int(position) + 1].next
      body(position, position + 1)
      position = next
    }
  }

  /// The value of a member of the object at `index`; the last one when a name is repeated. Nil for null, which is how many
  /// writers spell a member that is not there.
  func member(_ name: StaticString, of index: UInt32) -> UInt32? {
    let object = unsafe nodes[Int(index)]
    guard object.kind == .object else { return nil }
    var found: UInt32?
    var position = index + 1
    for _ in 0..<object.count {
      if isText(position, name) { found = position + 1 }
      unsafe position = nodes[Int(position) + 1].next
    }
    guard let found, !isNull(found) else { return nil }
    return found
  }

  /// The value of the one member that the object at `index` has, if that is its name.
  func onlyMember(_ name: StaticString, of index: UInt32) -> UInt32? {
    let object = unsafe nodes[Int(index)]
    return object.kind == .object && object.count == 1 && isText(index + 1, name) ? index + 2 : nil
  }
}
