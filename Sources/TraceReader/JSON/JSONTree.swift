// Unsafe code: a tree owns `text` and `nodes`, frees them in deinit and never hands them out beyond a
// closure. Every node is made by this file or by the parser and names a range inside `text`; `reserve` is
// called before each write. The two pointers go without run-time exclusivity checks (a fifth of the time to
// read calls): nothing that replaces them calls out.

/// A JSON value of any size as a flat table of nodes over a text storage of its own.
///
/// Strings are stored unescaped, numbers as they were written. Nothing is made on the heap for a value, and a
/// tree is recycled: `removeAll` keeps its memory. Children follow their parent in the table, so a subtree is
/// a range. Not thread-safe; nodes are valid until the tree is changed by `removeAll` or a new parse.
@safe @usableFromInline package final class JSONTree {
  /// The kinds of JSON values of RFC 8259, section 3.
  package enum Kind: UInt8 {
    case null, `false`, `true`, number, string, array, object
  }

  /// One value, or one member name of an object.
  struct Node {
    var kind: Kind
    /// First byte in `text`: strings and numbers only.
    var start: UInt32
    /// Bytes of text; elements of an array; members of an object.
    var count: UInt32
    /// Index of the node after this value and all that is inside it.
    var next: UInt32
  }

  /// Texts longer than this cannot be addressed by a node.
  package static let maximumTextCount = Int(UInt32.max) - 64
  /// Nesting beyond this is nobody's data: what walks or writes a tree keeps something for each level.
  package static let maximumDepth = 1000
  /// Values beyond this are nobody's data: each takes 16 bytes here, and two in the dump are enough for one.
  package static let maximumNodeCount = 1 << 24

  @exclusivity(unchecked) private(set) var text: UnsafeMutableRawPointer
  private(set) var textCapacity: Int
  var textCount = 0
  @exclusivity(unchecked) private(set) var nodes: UnsafeMutablePointer<Node>
  private(set) var nodeCapacity: Int
  private(set) var nodeCount = 0

  /// Values of strings that hold JSON themselves, parsed on demand and kept until `removeAll`.
  private var inner: [(index: UInt32, tree: JSONTree, isJSON: Bool)] = []
  private var innerInUse = 0
  /// Where the value of a string is in `inner`; filled when looking through `inner` takes longer.
  private var innerPlaces: [UInt32: Int] = [:]
  private static let innerThreshold = 16
  /// Trees for inner values that are kept for the next text.
  private static let innerToKeep = 256

  package init() {
    textCapacity = 256
    unsafe text = .allocate(byteCount: textCapacity, alignment: 16)
    nodeCapacity = 16
    unsafe nodes = .allocate(capacity: nodeCapacity)
  }

  deinit {
    unsafe text.deallocate()
    unsafe nodes.deallocate()
  }

  /// Forgets all values and keeps the memory.
  package func removeAll() {
    textCount = 0
    nodeCount = 0
    if innerInUse > Self.innerThreshold {
      innerPlaces = [:]
      if inner.count > Self.innerToKeep { inner.removeLast(inner.count - Self.innerToKeep) }
    }
    innerInUse = 0
  }

  /// Memory that its values take: null and empty lists have no text, and are as large as others.
  package var usedBytes: Int { textCount + nodeCount * MemoryLayout<Node>.stride }

  /// Memory that it keeps, also when it is empty.
  package var allocatedBytes: Int {
    inner.reduce(textCapacity + nodeCapacity * MemoryLayout<Node>.stride) { $0 + $1.tree.allocatedBytes }
  }

  /// The first value; meaningless for an empty tree.
  package var root: JSONNode { JSONNode(tree: self, index: 0) }

  /// The value that the text of string `index` holds when it is JSON. Parsed once.
  func parsedText(of index: UInt32) -> JSONNode? {
    if let slot = innerSlot(of: index) { return inner[slot].isJSON ? inner[slot].tree.root : nil }
    if innerInUse == inner.count { inner.append((index, JSONTree(), false)) }
    inner[innerInUse].index = index
    let tree = inner[innerInUse].tree
    let node = unsafe nodes[Int(index)]
    let bytes = unsafe UnsafeRawBufferPointer(start: text + Int(node.start), count: Int(node.count))
    let isJSON = unsafe (try? tree.parse(content: bytes)) != nil
    inner[innerInUse].isJSON = isJSON
    innerInUse += 1
    if innerInUse > Self.innerThreshold { innerPlaces[index] = innerInUse - 1 }
    return isJSON ? tree.root : nil
  }

  private func innerSlot(of index: UInt32) -> Int? {
    for slot in 0..<min(innerInUse, Self.innerThreshold) where inner[slot].index == index { return slot }
    return innerInUse > Self.innerThreshold ? innerPlaces[index] : nil
  }

  // MARK: Building

  /// Makes room for `count` more bytes of text.
  func reserveText(_ count: Int) {
    guard textCount + count > textCapacity else { return }
    precondition(textCount + count <= Self.maximumTextCount, "a JSON tree holds at most 4 GiB of text")
    textCapacity = max(textCapacity * 2, textCount + count)
    let grown = UnsafeMutableRawPointer.allocate(byteCount: textCapacity, alignment: 16)
    unsafe grown.copyMemory(from: text, byteCount: textCount)
    unsafe text.deallocate()
    unsafe text = grown
  }

  @inline(__always)
  @discardableResult
  func appendNode(_ kind: Kind, start: Int, count: Int) -> Int {
    if nodeCount == nodeCapacity { growNodes() }
    unsafe (nodes + nodeCount).initialize(
      to: Node(
        kind: kind, start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count),
        next: UInt32(truncatingIfNeeded: nodeCount + 1)))
    nodeCount += 1
    return nodeCount - 1
  }

  /// Takes over what the parser has added.
  func setCounts(text: Int, nodes: Int) {
    textCount = text
    nodeCount = nodes
  }

  func growNodes() {
    let grown = UnsafeMutablePointer<Node>.allocate(capacity: nodeCapacity * 2)
    unsafe grown.moveInitialize(from: nodes, count: nodeCount)
    unsafe nodes.deallocate()
    unsafe nodes = grown
    nodeCapacity *= 2
  }

  /// Ends the array or object that began at `index`, which has `count` elements or members.
  @inline(__always)
  func closeNode(_ index: Int, count: Int) {
    unsafe nodes[index].count = UInt32(truncatingIfNeeded: count)
    unsafe nodes[index].next = UInt32(truncatingIfNeeded: nodeCount)
  }

  /// Adds a string with these bytes, which are copied.
  @discardableResult
  package func appendString(_ bytes: UnsafeRawBufferPointer) -> JSONNode {
    unsafe appendText(.string, bytes)
  }

  /// Adds a number written like this; the caller has checked that it is one.
  @discardableResult
  package func appendNumber(_ digits: String) -> JSONNode {
    unsafe digits.utf8Span.span.withUnsafeBytes { unsafe appendText(.number, $0) }
  }

  /// Adds a whole number, by index.
  @discardableResult
  func addNumber(_ value: Int64) -> UInt32 {
    reserveText(Self.longestInteger)
    // From the last digit on, to the end of the room.
    let end = textCount + Self.longestInteger
    var start = end
    var left = value.magnitude
    repeat {
      start -= 1
      unsafe text.storeBytes(of: UInt8(ascii: "0") + UInt8(left % 10), toByteOffset: start, as: UInt8.self)
      left /= 10
    } while left > 0
    if value < 0 {
      start -= 1
      unsafe text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: start, as: UInt8.self)
    }
    textCount = end
    return UInt32(truncatingIfNeeded: appendNode(.number, start: start, count: end - start))
  }

  /// Bytes of -9223372036854775808.
  private static let longestInteger = 20

  /// Adds a string.
  @discardableResult
  package func appendString(_ string: String) -> JSONNode {
    unsafe string.utf8Span.span.withUnsafeBytes { unsafe appendText(.string, $0) }
  }

  /// Adds `null`, `true` or `false`.
  @discardableResult
  package func appendLiteral(_ kind: Kind) -> JSONNode {
    JSONNode(tree: self, index: UInt32(appendNode(kind, start: 0, count: 0)))
  }

  /// Begins an array or object; what is added until `endContainer` is inside it (names and values in turn).
  package func beginContainer(_ kind: Kind) -> JSONNode {
    JSONNode(tree: self, index: UInt32(appendNode(kind, start: 0, count: 0)))
  }

  /// Ends an array of `count` elements or an object of `count` members.
  package func endContainer(_ node: JSONNode, count: Int) {
    closeNode(Int(node.index), count: count)
  }

  /// Adds a string or number that has the same text as `node` of this tree, without copying the text.
  @discardableResult
  func appendAlias(of node: JSONNode, as kind: Kind) -> JSONNode {
    let source = unsafe nodes[Int(node.index)]
    return JSONNode(
      tree: self, index: UInt32(appendNode(kind, start: Int(source.start), count: Int(source.count))))
  }

  /// Adds a copy of a value of this tree with all that is inside it; texts are shared.
  @discardableResult
  func appendCopy(of node: JSONNode) -> JSONNode {
    let first = Int(node.index)
    let end = unsafe Int(nodes[first].next)
    let shift = nodeCount - first
    for position in first..<end {
      var copy = unsafe nodes[position]
      copy.next += UInt32(shift)
      let added = appendNode(copy.kind, start: 0, count: 0)
      unsafe nodes[added] = copy
    }
    return JSONNode(tree: self, index: UInt32(first + shift))
  }

  /// Adds a string or number with these bytes, by index.
  @discardableResult
  func addText(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    reserveText(bytes.count)
    let start = textCount
    if let base = bytes.baseAddress { unsafe (text + start).copyMemory(from: base, byteCount: bytes.count) }
    textCount += bytes.count
    return UInt32(truncatingIfNeeded: appendNode(kind, start: start, count: bytes.count))
  }

  private func appendText(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) -> JSONNode {
    JSONNode(tree: self, index: unsafe addText(kind, bytes))
  }
}
