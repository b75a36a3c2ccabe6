// Unsafe code: looks at the digits of a number inside `withText`.

/// OTLP's AnyValue in its JSON forms, read as the JSON value it means.
///
/// opentelemetry-proto `common.proto` with the JSON mapping of `docs/specification.md`; beyond it snake_case
/// names, the oneof of Go struct dumps (`{"Value":{"StringValue":…}}`, opentelemetry-collector issue 8720),
/// protobuf.js' 64-bit objects, and plain JSON in place of the wrapper.
enum AnyValue {
  private enum Case {
    case plain(JSONNode)
    case null
    case array(JSONNode)
    case map(JSONNode)
  }

  /// The value that `node` wraps, as a node of the same tree: existing ones where it can be, added ones for
  /// lists and maps.
  static func value(of node: JSONNode) -> JSONNode {
    switch read(node) {
    case .plain(let value): value
    case .null: node.tree.appendLiteral(.null)
    case .array(let values): convert(values, isMap: false)
    case .map(let members): convert(members, isMap: true)
    }
  }

  /// The same by index. Most values are `{"stringValue": …}`, which needs no look at anything else.
  static func value(at index: UInt32, in tree: JSONTree) -> UInt32 {
    if tree.isString(index) { return index }
    if let only = tree.onlyMember("stringValue", of: index) { return only }
    return value(of: JSONNode(tree: tree, index: index)).index
  }

  private static func read(_ node: JSONNode) -> Case {
    guard node.isObject else { return .plain(node) }
    guard node.count <= 2, let member = firstMember(of: node) else {
      return node.count == 0 ? .null : .plain(node)
    }
    let (name, value) = member
    if name == "stringValue" || name == "string_value" || name == "StringValue" { return .plain(value) }
    if name == "intValue" || name == "int_value" || name == "IntValue" { return .plain(integer(value)) }
    if name == "boolValue" || name == "bool_value" || name == "BoolValue" { return .plain(value) }
    if name == "doubleValue" || name == "double_value" || name == "DoubleValue" {
      return .plain(double(value))
    }
    if name == "bytesValue" || name == "bytes_value" || name == "BytesValue" { return .plain(value) }
    if name == "arrayValue" || name == "array_value" || name == "ArrayValue" {
      return .array(value.member("values", "Values") ?? value)
    }
    if name == "kvlistValue" || name == "kvlist_value" || name == "KvlistValue" {
      return .map(value.member("values", "Values") ?? value)
    }
    if name == "Value", value.isObject || value.isNull {
      return value.isNull ? .null : read(oneOf: value)
    }
    return .plain(node)
  }

  /// Go wraps the oneof once more; deeper nesting of `Value` is nobody's.
  private static func read(oneOf node: JSONNode) -> Case {
    guard let member = firstMember(of: node), !(member.name == "Value") else { return .plain(node) }
    return read(node)
  }

  private static func firstMember(of node: JSONNode) -> (name: JSONNode, value: JSONNode)? {
    var members = node.members
    return members.next()
  }

  /// 64-bit integers are decimal strings by the mapping; numbers and protobuf.js' `{low, high}` are met too.
  private static func integer(_ node: JSONNode) -> JSONNode {
    if node.isString, node.int != nil { return node.tree.appendAlias(of: node, as: .number) }
    if let value = node.long { return JSONNode(tree: node.tree, index: node.tree.addNumber(value)) }
    return node
  }

  /// Written as JavaScript would, so that every form of a dump gives the same text; NaN and infinities stay
  /// strings.
  private static func double(_ node: JSONNode) -> JSONNode {
    if node.kind == .number, unsafe node.withText({ unsafe PlainDecimal($0) })?.isShortest == true {
      return node
    }
    guard let value = node.double, value.isFinite else { return node }
    return node.tree.appendNumber(NumberText.shortest(value))
  }

  /// Lists and maps of any depth, without recursion.
  private static func convert(_ root: JSONNode, isMap: Bool) -> JSONNode {
    struct Open {
      let container: JSONNode
      var elements: JSONElements
      let isMap: Bool
      var count = 0
    }
    let tree = root.tree
    func open(_ values: JSONNode, isMap: Bool) -> Open {
      Open(container: tree.beginContainer(isMap ? .object : .array), elements: values.elements, isMap: isMap)
    }
    var stack = [open(root, isMap: isMap)]
    let result = stack[0].container
    while let top = stack.indices.last {
      guard let element = stack[top].elements.next() else {
        tree.endContainer(stack[top].container, count: stack[top].count)
        stack.removeLast()
        continue
      }
      var value: JSONNode? = element
      if stack[top].isMap {
        guard let key = element.member("key", "Key"), key.isString else { continue }
        tree.appendAlias(of: key, as: .string)
        value = element.member("value", "Value")
      }
      stack[top].count += 1
      let before = tree.nodeCount
      switch value.map({ read($0) }) ?? .null {
      case .null: tree.appendLiteral(.null)
      case .array(let values): stack.append(open(values, isMap: false))
      case .map(let members): stack.append(open(members, isMap: true))
      case .plain(let plain):
        // Numbers are new nodes, which stand in the right place already.
        if tree.nodeCount == before { tree.appendCopy(of: plain) }
      }
    }
    return result
  }
}

extension JSONNode {
  /// A 64-bit integer in any of the JSON forms that dumps have: number, decimal string, protobuf.js' `{low,
  /// high}`, MongoDB's `{"$numberLong": "…"}`.
  var long: Int64? { tree.long(index) }
}
