// Unsafe code: reads StaticString bytes within `utf8CodeUnitCount` and node texts inside `withText`.

/// The attributes of a span, an event or a log record: names and values in the order of the dump.
///
/// Values are JSON values whatever the dump was: OTLP's AnyValue, Jaeger's typed tags and protobuf become the JSON they
/// mean. Where a name is repeated the first value that is not blank counts (Jaeger keeps duplicates). Look-ups by name
/// cost about 10 ns however many attributes there are, and next to nothing for a literal name that is not there: that is
/// asked where the literal stands, with the compiler's knowledge of it, which is why some members are `@inlinable`.
@usableFromInline package struct Attributes {
  /// Holds names and values.
  @usableFromInline let tree: JSONTree
  /// Indices into `tree`.
  private var entries: [(name: UInt32, value: UInt32, tag: NameTag)] = []
  /// Open addressing over `entries`, position + 1; empty until the table is worth its cost.
  private var table: [UInt32] = []
  /// A bit for each name, so that nearly all that are not there are told without looking for them: dialects ask a span for
  /// dozens of names, of which it has a few.
  @usableFromInline var signatures: UInt64 = 0

  /// Below this a linear search is faster than filling the table.
  private static let tableThreshold = 24

  /// No attributes so far; all will be of this tree.
  package init(in tree: JSONTree) { self.tree = tree }

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }

  package subscript(position: Int) -> (name: JSONNode, value: JSONNode) {
    let entry = entries[position]
    return (JSONNode(tree: tree, index: entry.name), JSONNode(tree: tree, index: entry.value))
  }

  /// Every attribute, in the order of the dump.
  package var all: [(name: JSONNode, value: JSONNode)] { entries.indices.map { self[$0] } }

  /// The value of the first attribute of which `predicate` holds, among those whose values have so many bytes of text.
  package func firstValue(
    ofAtLeast count: Int, where predicate: (_ name: JSONNode, _ value: JSONNode) -> Bool
  ) -> JSONNode? {
    var start = 0
    while let position = position(ofAtLeast: count, from: start) {
      let (name, value) = self[position]
      if predicate(name, value) { return value }
      start = position + 1
    }
    return nil
  }

  private func position(ofAtLeast count: Int, from start: Int) -> Int? {
    (start..<entries.count).first { tree.textCount(of: entries[$0].value) >= count }
  }

  /// The value of an attribute; nil when it is missing or null.
  @inlinable @inline(__always)
  package subscript(name: StaticString) -> JSONNode? { tree.node(index(of: name)) }

  /// The text of an attribute: see `JSONNode.text`.
  @inlinable @inline(__always)
  package func text(_ name: StaticString) -> String? { tree.text(index(of: name)) }

  /// The text of an attribute; nil when it is blank too.
  @inlinable @inline(__always)
  package func nonBlankText(_ name: StaticString) -> String? { tree.nonBlankText(index(of: name)) }

  /// The number of an attribute: see `JSONNode.int`.
  @inlinable @inline(__always)
  package func int(_ name: StaticString) -> Int64? { tree.int(index(of: name)) }

  /// The number of an attribute: see `JSONNode.double`.
  @inlinable @inline(__always)
  package func double(_ name: StaticString) -> Double? { tree.double(index(of: name)) }

  /// Where the value of an attribute stands in the tree.
  @inlinable @inline(__always)
  func index(of name: StaticString) -> UInt32? {
    let tag = unsafe NameTag(name.utf8Start, count: name.utf8CodeUnitCount)
    return signatures & tag.bit == 0 ? nil : index(of: name, tag)
  }

  @usableFromInline
  func index(of name: StaticString, _ tag: NameTag) -> UInt32? {
    guard !table.isEmpty else {
      var found: UInt32?
      // By position: a loop over the elements takes hold of the array.
      for position in entries.indices where entries[position].tag == tag {
        let entry = entries[position]
        guard tree.isText(entry.name, name) else { continue }
        if found == nil { found = entry.value }
        if tree.isBlank(entry.value) { continue }
        return entry.value
      }
      return found
    }
    let mask = table.count - 1
    let bytes = unsafe UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    var slot = Int(truncatingIfNeeded: unsafe ByteHash.hash(bytes, .secret)) & mask
    while table[slot] != 0 {
      let entry = entries[Int(table[slot]) - 1]
      if tree.isText(entry.name, name) { return entry.value }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Whether some name begins with this.
  package func containsName(prefix: StaticString) -> Bool {
    position(ofPrefix: prefix, from: 0) != nil
  }

  private func position(ofPrefix prefix: StaticString, from start: Int) -> Int? {
    (start..<entries.count).first { tree.hasPrefix(entries[$0].name, prefix) }
  }

  /// Calls `body` with each attribute whose name begins with this, in the order of the dump.
  package func forEach(prefix: StaticString, _ body: (_ name: JSONNode, _ value: JSONNode) -> Void) {
    var start = 0
    while let position = position(ofPrefix: prefix, from: start) {
      let (name, value) = self[position]
      body(name, value)
      start = position + 1
    }
  }

  // MARK: Filling

  package mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    table.removeAll(keepingCapacity: true)
    signatures = 0
  }

  /// Adds an attribute; null values are left out, as OTLP has no attribute without a value.
  package mutating func append(name: JSONNode, value: JSONNode) {
    precondition(name.tree === tree && value.tree === tree, "the attributes of a record are in one tree")
    append(name: name.index, value: value.index)
  }

  /// The same by index, for decoders that walk the tree without taking hold of each node.
  mutating func append(name: UInt32, value: UInt32) {
    guard !tree.isNull(value) else { return }
    let bytes = unsafe tree.bytes(of: name)
    let tag = unsafe NameTag(bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    entries.append((name, value, tag))
    signatures |= tag.bit
  }

  /// Builds the look-up table; to be called once after the last `append`.
  package mutating func index() {
    table.removeAll(keepingCapacity: true)
    guard entries.count > Self.tableThreshold else { return }
    var capacity = 32
    while capacity < entries.count * 2 { capacity *= 2 }
    table.append(contentsOf: repeatElement(0, count: capacity))
    for position in entries.indices { insert(position) }
  }

  private mutating func insert(_ position: Int) {
    let name = entries[position].name
    let mask = table.count - 1
    var slot = Int(truncatingIfNeeded: unsafe ByteHash.hash(tree.bytes(of: name), .secret)) & mask
    while table[slot] != 0 {
      let other = entries[Int(table[slot]) - 1]
      if tree.haveSameText(other.name, name) {
        if tree.isBlank(other.value) { table[slot] = UInt32(position + 1) }
        return
      }
      slot = (slot + 1) & mask
    }
    table[slot] = UInt32(position + 1)
  }
}

/// What tells most names apart at once: length, and the bytes in the middle and at the end.
@usableFromInline struct NameTag: Equatable {
  @usableFromInline let value: UInt32

  @inlinable @inline(__always)
  init(_ name: UnsafePointer<UInt8>, count: Int) {
    let middle = unsafe count == 0 ? 0 : name[count / 2]
    let last = unsafe count == 0 ? 0 : name[count - 1]
    value = UInt32(truncatingIfNeeded: count) << 16 | UInt32(middle) << 8 | UInt32(last)
  }

  /// One of 64 bits.
  @inlinable @inline(__always)
  var bit: UInt64 {
    let (length, middle, last) = (value >> 16, value >> 8 & 255, value & 255)
    return 1 &<< UInt64(length &* 11 &+ middle &* 5 &+ last)
  }
}

extension JSONNode {
  /// Null, or a string of nothing but white space.
  package var isBlank: Bool { tree.isBlank(index) }
}
