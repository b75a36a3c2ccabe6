// Unsafe code: reads StaticString bytes within `utf8CodeUnitCount` and node texts inside `withText`.

/// The attributes of a span, an event or a log record: names and values in the order of the dump.
///
/// Values are JSON values whatever the dump was: OTLP's AnyValue, Jaeger's typed tags and protobuf become the JSON they
/// mean. Where a name is repeated the first value that is not blank counts (Jaeger keeps duplicates). Look-ups by name
/// cost about 10 ns however many attributes there are.
package struct Attributes {
  private var entries: [(name: JSONNode, value: JSONNode)] = []
  /// Open addressing over `entries`, position + 1; empty until the table is worth its cost.
  private var table: [UInt32] = []

  /// Below this a linear search is faster than filling the table.
  private static let tableThreshold = 8

  package init() {}

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }

  package subscript(position: Int) -> (name: JSONNode, value: JSONNode) { entries[position] }

  /// Every attribute, in the order of the dump.
  package var all: [(name: JSONNode, value: JSONNode)] { entries }

  /// The value of an attribute; nil when it is missing or null.
  package subscript(name: StaticString) -> JSONNode? {
    let wanted = unsafe UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    guard !table.isEmpty else {
      var found: JSONNode?
      for entry in entries where unsafe Self.isNamed(entry.name, wanted) {
        if found == nil { found = entry.value }
        if entry.value.isBlank { continue }
        found = entry.value
        break
      }
      return found
    }
    let mask = table.count - 1
    var slot = unsafe Self.hash(wanted) & mask
    while table[slot] != 0 {
      let entry = entries[Int(table[slot]) - 1]
      if unsafe Self.isNamed(entry.name, wanted) { return entry.value }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The text of an attribute: see `JSONNode.text`.
  package func text(_ name: StaticString) -> String? { self[name]?.text }

  /// Whether some name begins with this.
  package func containsName(prefix: StaticString) -> Bool {
    entries.contains { $0.name.hasPrefix(prefix) }
  }

  // MARK: Filling

  package mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    table.removeAll(keepingCapacity: true)
  }

  /// Adds an attribute; null values are left out, as OTLP has no attribute without a value.
  package mutating func append(name: JSONNode, value: JSONNode) {
    guard !value.isNull else { return }
    entries.append((name, value))
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
    var slot = unsafe name.withText { unsafe Self.hash($0) } & mask
    while table[slot] != 0 {
      let other = Int(table[slot]) - 1
      if unsafe name.withText({ unsafe Self.isNamed(entries[other].name, $0) }) {
        if entries[other].value.isBlank { table[slot] = UInt32(position + 1) }
        return
      }
      slot = (slot + 1) & mask
    }
    table[slot] = UInt32(position + 1)
  }

  private static func isNamed(_ name: JSONNode, _ wanted: UnsafeRawBufferPointer) -> Bool {
    guard name.textCount == wanted.count else { return false }
    return unsafe name.withText { unsafe $0.elementsEqual(wanted) }
  }

  /// Eight bytes a step; names are some 20 bytes long and differ in the middle (`gen_ai.prompt.12.content`).
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
    var position = 0
    while position + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      state = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
      state ^= state >> 32
      position += 8
    }
    var rest: UInt64 = 0
    while position < bytes.count {
      rest = rest << 8 | UInt64(unsafe bytes[position])
      position += 1
    }
    state = (state ^ rest) &* 0xC4CE_B9FE_1A85_EC53
    return Int(truncatingIfNeeded: state ^ (state >> 29))
  }
}

extension JSONNode {
  /// Null, or a string of nothing but white space.
  package var isBlank: Bool {
    switch kind {
    case .null: true
    case .string:
      unsafe withText { bytes in
        unsafe bytes.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
      }
    default: false
    }
  }
}
