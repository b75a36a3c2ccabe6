/// Names that are counted on their own: of a dump whose names are all different those that come first, since they must not fill
/// the memory.
struct CountedNames<Name: Hashable & Sendable>: Sendable, Equatable {
  private var names: Set<Name> = []
  /// Bytes of all names.
  private var size = 0
  /// A thousand names of a kilobyte.
  private static var maximumSize: Int { 1 << 20 }

  /// The same name as it was met first; nil when it is one of the others. It has so many bytes.
  mutating func counted(_ name: Name, size: Int) -> Name? {
    if let position = names.firstIndex(of: name) { return names[position] }
    guard names.count < Inspection.maximumGroups, self.size + size <= Self.maximumSize else { return nil }
    names.insert(name)
    self.size += size
    return name
  }
}
