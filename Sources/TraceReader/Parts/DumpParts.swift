/// A dump cut into parts that are read at the same time, each by a reader and into a sink of its own.
///
/// Nothing in a file proves that a value begins at a place: what looks like a border may stand inside a longer value, or in
/// a string that is broken. So all parts but the first are read on the chance that they begin where they seem to. When the
/// reader of the part before comes to the border between two values and in the state in which the other reader began,
/// that one's work is what it would have done itself; it stops, and `DumpReading.nextPart` says so. Otherwise it reads on,
/// and what the other has found is thrown away. The parts that were reached this way, from the first on, are together the
/// same as the dump read at one go.
package struct DumpParts: Sendable, Equatable {
  let kind: DumpKind
  /// Where the parts begin, in bytes from the start of the file; the first at 0.
  package let starts: [Int64]

  init(kind: DumpKind, starts: [Int64]) {
    self.kind = kind
    self.starts = starts
  }
}

/// One part of a dump, for the one who reads it.
package struct DumpPart: Sendable {
  let parts: DumpParts
  let index: Int
  /// Is told of each part that this reader has come past without stopping there.
  let onMiss: @Sendable (Int) -> Void

  package init(_ index: Int, of parts: DumpParts, onMiss: @escaping @Sendable (Int) -> Void) {
    self.parts = parts
    self.index = index
    self.onMiss = onMiss
  }

  var start: Int64 { parts.starts[index] }
}
