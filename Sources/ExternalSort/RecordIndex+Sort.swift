// Unsafe code. Works in place on a buffer of entries that the index owns; buckets are ranges of it, cut from
// counts that add up to its size.

/// Sorts entries by key and then payload: first by the bytes of the key's prefix, from the left, one bucket
/// per value of a byte, which looks at no record at all; then, where prefixes are equal or few entries are
/// left, by comparing. Works in place, apart from half of the entries' size where many have one prefix, and never goes deeper
/// than the 8 bytes of a prefix.
func sortEntries(_ entries: UnsafeMutableBufferPointer<RecordEntry>, fromByte byte: Int = 0) {
  if entries.count <= 24 { return unsafe insertionSort(entries) }
  if byte == 8 {
    var entries = unsafe entries
    unsafe entries.sort(by: comesBefore)
    return
  }
  let shift = UInt64(56 - 8 * byte)
  unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { memory in
    let ends = unsafe UnsafeMutableBufferPointer(rebasing: memory[..<256])
    let nexts = unsafe UnsafeMutableBufferPointer(rebasing: memory[256...])
    unsafe ends.initialize(repeating: 0)
    for index in entries.indices { unsafe ends[Int(entries[index].prefix >> shift & 0xFF)] += 1 }
    var end = 0
    for bucket in 0..<256 {
      unsafe nexts.initializeElement(at: bucket, to: end)
      unsafe end += ends[bucket]
      unsafe ends[bucket] = end
    }
    unsafe distribute(entries, shift: shift, nexts, ends)
    var start = 0
    for bucket in 0..<256 {
      let end = unsafe ends[bucket]
      if end - start > 1 {
        unsafe sortEntries(UnsafeMutableBufferPointer(rebasing: entries[start..<end]), fromByte: byte + 1)
      }
      start = end
    }
  }
}

/// Moves every entry to its bucket: takes one out, puts it where it belongs, goes on with the one that was
/// there.
private func distribute(
  _ entries: UnsafeMutableBufferPointer<RecordEntry>, shift: UInt64,
  _ nexts: UnsafeMutableBufferPointer<Int>, _ ends: UnsafeMutableBufferPointer<Int>
) {
  for bucket in 0..<256 {
    while unsafe nexts[bucket] < ends[bucket] {
      let hole = unsafe nexts[bucket]
      var entry = unsafe entries[hole]
      while true {
        let target = Int(entry.prefix >> shift & 0xFF)
        if target == bucket { break }
        let position = unsafe nexts[target]
        unsafe nexts[target] = position + 1
        unsafe swap(&entry, &entries[position])
      }
      unsafe entries[hole] = entry
      unsafe nexts[bucket] = hole + 1
    }
  }
}

private func insertionSort(_ entries: UnsafeMutableBufferPointer<RecordEntry>) {
  var sorted = 1
  while sorted < entries.count {
    let entry = unsafe entries[sorted]
    var hole = sorted
    while unsafe hole > 0 && comesBefore(entry, entries[hole - 1]) {
      unsafe entries[hole] = entries[hole - 1]
      hole -= 1
    }
    unsafe entries[hole] = entry
    sorted += 1
  }
}

private func comesBefore(_ first: RecordEntry, _ second: RecordEntry) -> Bool {
  if first.prefix != second.prefix { return first.prefix < second.prefix }
  let order = unsafe compareBytes(first.key, second.key)
  return unsafe order != 0 ? order < 0 : compareBytes(first.payload, second.payload) < 0
}
