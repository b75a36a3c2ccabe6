/// Values by key, of which there are a few as a rule: those are found sooner by comparing than by hashing. In the order in
/// which the keys came.
struct SmallTable<Key: Hashable, Value> {
  private var entries: [(key: Key, value: Value)] = []
  /// Where each key is among the entries, once there are more.
  private var places: [Key: Int] = [:]
  private static var fewest: Int { 16 }

  init() {}

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var all: [(key: Key, value: Value)] { entries }

  /// The value of a key; of one that is told twice the last.
  subscript(key: Key) -> Value? { place(of: key).map { entries[$0].value } }

  mutating func set(_ key: Key, to value: Value) {
    if let place = place(of: key) {
      entries[place].value = value
      return
    }
    entries.append((key, value))
    if entries.count == Self.fewest {
      for (place, entry) in entries.enumerated() { places[entry.key] = place }
    } else if entries.count > Self.fewest {
      places[key] = entries.count - 1
    }
  }

  private func place(of key: Key) -> Int? {
    entries.count < Self.fewest ? entries.firstIndex { $0.key == key } : places[key]
  }
}

/// The services behind references, of one trace. A type of its own, since a generic one is not specialised for another module.
package struct ServiceTable {
  private var table = SmallTable<ResourceReference, String>()

  package init() {}

  package var count: Int { table.count }
  /// In the order in which they were told.
  package var all: [(key: ResourceReference, value: String)] { table.all }

  package subscript(resource: ResourceReference) -> String? { table[resource] }

  /// Of what is told twice the last counts.
  package mutating func set(_ resource: ResourceReference, to name: String) { table.set(resource, to: name) }
}
