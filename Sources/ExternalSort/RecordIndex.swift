// Unsafe code. An entry points to a record in an arena that lives at least as long as the index: both belong
// to one sorter or one run. The index owns its own storage; only the first `count` of `capacity` entries are
// initialised.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A record in memory, as it is on disk too: the lengths of key and payload (4 bytes each), key, payload.
@safe struct RecordEntry {
  static let headerSize = 8

  let prefix: UInt64
  let address: UnsafeRawPointer

  private var keyLength: Int { Int(unsafe address.loadUnaligned(as: UInt32.self)) }

  private var payloadLength: Int {
    Int(unsafe address.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
  }

  var key: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: address + Self.headerSize, count: keyLength)
  }

  var payload: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: address + Self.headerSize + keyLength, count: payloadLength)
  }

  /// The whole record.
  var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: address, count: Self.headerSize + keyLength + payloadLength)
  }
}

/// The first bytes of a record.
func recordHeader(keyLength: Int, payloadLength: Int) -> UInt64 {
  UInt64(UInt32(keyLength)) | UInt64(UInt32(payloadLength)) << 32
}

/// The first 8 bytes of a key as a number that is ordered as they are; a short key counts as if zeros
/// followed. Tells most keys apart without looking at the records.
func keyPrefix(_ key: UnsafeRawBufferPointer) -> UInt64 {
  if key.count >= 8 { return UInt64(bigEndian: unsafe key.loadUnaligned(as: UInt64.self)) }
  var prefix: UInt64 = 0
  for index in key.indices { prefix = unsafe prefix << 8 | UInt64(key[index]) }
  return prefix << (8 * UInt64(8 - key.count))
}

/// Negative, zero or positive as the first comes before, with or after the second: byte by byte, then shorter
/// first.
func compareBytes(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Int {
  let common = min(first.count, second.count)
  if common > 0 {
    let order = unsafe memcmp(first.baseAddress!, second.baseAddress!, common)
    if order != 0 { return Int(order) }
  }
  return first.count - second.count
}

/// Entries for the records of an arena, to be sorted by key and then payload.
@safe struct RecordIndex: ~Copyable, @unchecked Sendable {
  private var storage: UnsafeMutablePointer<RecordEntry>?
  private var capacity = 0
  private(set) var count = 0

  /// 16 bytes for the entry, and two thirds as much for the old place while growing by half; or half as much
  /// for sorting, where all have one prefix.
  private static let bytesPerEntry = 28

  /// Memory that the index takes, also when it is being sorted.
  var allocatedBytes: Int { capacity * Self.bytesPerEntry }

  var isFull: Bool { count == capacity }

  init() { unsafe storage = nil }

  /// Makes room for more entries; false when it would take more memory than `limit`.
  mutating func grow(within limit: Int) -> Bool {
    let newCapacity = max(16, capacity + capacity / 2)
    guard capacity == 0 || newCapacity * Self.bytesPerEntry <= limit else { return false }
    let newStorage = UnsafeMutablePointer<RecordEntry>.allocate(capacity: newCapacity)
    if let storage = unsafe storage {
      unsafe newStorage.moveInitialize(from: storage, count: count)
      unsafe storage.deallocate()
    }
    unsafe storage = newStorage
    capacity = newCapacity
    return true
  }

  /// Adds an entry; there must be room.
  mutating func append(_ entry: RecordEntry) {
    precondition(count < capacity)
    unsafe (storage! + count).initialize(to: entry)
    count += 1
  }

  /// The entries; valid until the index changes.
  var entries: UnsafeMutableBufferPointer<RecordEntry> {
    unsafe UnsafeMutableBufferPointer(start: storage, count: count)
  }

  mutating func sort() {
    unsafe sortEntries(entries)
  }

  /// Forgets the entries but keeps the memory.
  mutating func removeAll() { count = 0 }

  deinit {
    unsafe storage?.deallocate()
  }
}
