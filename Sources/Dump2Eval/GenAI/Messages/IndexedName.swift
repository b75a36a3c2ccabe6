// Unsafe code: compares bytes of a name inside `withText`, behind comparisons with its count.

internal import TraceReader

/// An attribute whose name counts: `gen_ai.prompt.12.content`.
struct IndexedAttribute {
  let name: JSONNode
  let value: JSONNode
  /// The number in the name.
  let index: Int
  /// Where the name goes on behind the number and its dot.
  let rest: Int

  /// Reads a number and a dot (or the end) at `offset` of a name; nil when something else stands there.
  init?(name: JSONNode, value: JSONNode, offset: Int) {
    let parsed: (index: Int, rest: Int)? = unsafe name.withText { bytes in
      var index = 0
      var position = offset
      while position < bytes.count, case let digit = unsafe bytes[position] &- UInt8(ascii: "0"), digit < 10 {
        guard index < 1_000_000_000 else { return nil }
        index = index * 10 + Int(digit)
        position += 1
      }
      guard position > offset else { return nil }
      if position == bytes.count { return (index, position) }
      return unsafe bytes[position] == UInt8(ascii: ".") ? (index, position + 1) : nil
    }
    guard let parsed else { return nil }
    self.name = name
    self.value = value
    index = parsed.index
    rest = parsed.rest
  }

  /// Whether the name goes on with just this.
  func isNamed(_ rest: StaticString, skipping prefix: StaticString = "") -> Bool {
    let start = start(skipping: prefix)
    return name.textCount - start == rest.utf8CodeUnitCount && name.hasText(rest, at: start)
  }

  /// The attribute one level further in, `tool_calls.3.name` in this one's name.
  func inner(_ list: StaticString, skipping prefix: StaticString = "") -> IndexedAttribute? {
    let start = start(skipping: prefix)
    guard name.hasText(list, at: start) else { return nil }
    return IndexedAttribute(name: name, value: value, offset: start + list.utf8CodeUnitCount)
  }

  private func start(skipping prefix: StaticString) -> Int {
    prefix.utf8CodeUnitCount > 0 && name.hasText(prefix, at: rest) ? rest + prefix.utf8CodeUnitCount : rest
  }
}

extension [IndexedAttribute] {
  /// The attributes whose names begin with `prefix` and a number, by number; names sorted as text put 10
  /// before 2.
  init(_ attributes: Attributes, prefix: StaticString) {
    var found: [IndexedAttribute] = []
    attributes.forEach(prefix: prefix) { name, value in
      let attribute = IndexedAttribute(name: name, value: value, offset: prefix.utf8CodeUnitCount)
      if let attribute { found.append(attribute) }
    }
    self = found
    sortByIndex()
  }

  /// Sorts by number; what has the same number keeps its order.
  mutating func sortByIndex() {
    let isSorted = zip(self, dropFirst()).allSatisfy { $0.index <= $1.index }
    // The standard library's sort is stable.
    if !isSorted { sort { $0.index < $1.index } }
  }

  /// Runs of the same number.
  var groups: [ArraySlice<IndexedAttribute>] {
    var groups: [ArraySlice<IndexedAttribute>] = []
    var start = 0
    for position in indices where position + 1 == endIndex || self[position + 1].index != self[position].index
    {
      groups.append(self[start...position])
      start = position + 1
    }
    return groups
  }
}

extension JSONNode {
  /// Whether the text goes on with `part` at `offset`.
  fileprivate func hasText(_ part: StaticString, at offset: Int) -> Bool {
    let count = part.utf8CodeUnitCount
    guard offset + count <= textCount else { return false }
    return unsafe withText { bytes in
      unsafe bytes[offset..<offset + count]
        .elementsEqual(UnsafeBufferPointer(start: part.utf8Start, count: count))
    }
  }
}
