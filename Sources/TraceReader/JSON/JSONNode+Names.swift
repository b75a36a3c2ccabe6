/// Names that were spelt differently over the years. One and two spellings, which are most look-ups, need no list of them.
extension JSONNode {
  /// The value of a member.
  package func member(_ name: StaticString) -> JSONNode? { self[name] }

  /// The first of two members that is there.
  package func member(_ name: StaticString, _ other: StaticString) -> JSONNode? {
    let value = tree.member(name, of: index) ?? tree.member(other, of: index)
    return value.map { JSONNode(tree: tree, index: $0) }
  }

  /// The first of these members that is there.
  package func member(
    _ name: StaticString, _ other: StaticString, _ third: StaticString, _ more: StaticString...
  ) -> JSONNode? {
    if let value = member(name, other) ?? member(third) { return value }
    for name in more {
      if let value = tree.member(name, of: index) { return JSONNode(tree: tree, index: value) }
    }
    return nil
  }
}

/// The values, by index, of a member that was spelt differently over the years: the first spelling that has one counts.
struct Spellings {
  var first: UInt32?
  var second: UInt32?
  var third: UInt32?

  var value: UInt32? { first ?? second ?? third }
}

extension JSONTree {
  /// The value under the first spelling that has one.
  func node(_ spellings: Spellings) -> JSONNode? { node(spellings.value) }
}
