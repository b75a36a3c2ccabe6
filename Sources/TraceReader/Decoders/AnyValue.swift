// Unsafe code: looks at the digits of a number inside `withText`.

/// OTLP's AnyValue in its JSON forms, read as the JSON value it means.
///
/// opentelemetry-proto `common.proto` with the JSON mapping of `docs/specification.md`; beyond it snake_case
/// names, members that are null, the oneof of Go struct dumps (`{"Value":{"StringValue":…}}`, opentelemetry-collector issue 8720),
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

  /// What the name of a member says of its value.
  private enum Member {
    case string, bool, bytes, int, double, array, map
    /// The oneof that Go's struct dumps wrap once more.
    case oneof

    init?(_ name: JSONNode) {
      switch true {
      case name == "stringValue", name == "string_value", name == "StringValue": self = .string
      case name == "intValue", name == "int_value", name == "IntValue": self = .int
      case name == "boolValue", name == "bool_value", name == "BoolValue": self = .bool
      case name == "doubleValue", name == "double_value", name == "DoubleValue": self = .double
      case name == "bytesValue", name == "bytes_value", name == "BytesValue": self = .bytes
      case name == "arrayValue", name == "array_value", name == "ArrayValue": self = .array
      case name == "kvlistValue", name == "kvlist_value", name == "KvlistValue": self = .map
      case name == "Value": self = .oneof
      default: return nil
      }
    }
  }

  private static func read(_ node: JSONNode, isInside: Bool = false) -> Case {
    guard node.isObject else { return .plain(node) }
    var found: (member: Member?, value: JSONNode)?
    var unused = 0
    for (name, value) in node.members {
      // Generated clients write all members, those without a value as null.
      if value.isNull, Member(name) != nil {
        unused += 1
      } else if found == nil {
        found = (Member(name), value)
      }
    }
    guard let found else { return .null }
    guard node.count - unused <= 2, let member = found.member, !found.value.isNull else {
      return .plain(node)
    }
    let value = found.value
    switch member {
    case .string, .bool: return .plain(value)
    case .bytes: return .plain(bytes(value))
    case .int: return .plain(integer(value))
    case .double: return .plain(double(value))
    case .array: return .array(value.member("values", "Values") ?? value)
    case .map: return .map(value.member("values", "Values") ?? value)
    // Deeper nesting of `Value` is nobody's.
    case .oneof: return value.isObject && !isInside ? read(value, isInside: true) : .plain(node)
    }
  }

  /// The text whose bytes a value is in base64; other bytes stay in it.
  private static func bytes(_ node: JSONNode) -> JSONNode {
    guard let digits = node.string, let bytes = Base64.decode(Array(digits.utf8)) else { return node }
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe TextBytes.areText(bytes) ? node.tree.appendString(bytes) : node
    }
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
