// Unsafe code. The arena owns its pages until `removeAll`, `releaseAll` or its end; room is handed out only
// within a page's capacity, and `bytes(at:count:)` checks the page and the range.

/// Memory for bytes that are kept together and forgotten together, handed out in pages.
///
/// Begins with nothing and doubles up to pages of 1 MiB, so that little content costs little, and much is
/// never copied when more comes.
@safe struct Arena: ~Copyable, @unchecked Sendable {
  /// Where something lies.
  struct Slot {
    /// Index of an ordinary page, or the complement of the index of a page for one large record.
    let page: Int
    let offset: Int
  }

  private var pages: [UnsafeMutableRawBufferPointer] = unsafe []
  private var largePages: [UnsafeMutableRawBufferPointer] = unsafe []
  private var current = -1
  private var used = 0
  /// Of the current page; less than nothing while there is none, so that not even an empty record fits.
  private var capacity = -1
  /// Size of all pages, also of those that wait to be used again.
  private(set) var allocatedBytes = 0

  private static let smallestPage = 512
  private static let largestPage = 1 << 20

  /// Room for `count` bytes, not set to anything; nil when it would take more memory than `limit`.
  mutating func allocate(_ count: Int, within limit: Int) -> Slot? {
    if count > capacity - used {
      // A large record would waste much of a page, or not fit at all: it gets one of its own.
      if count > Self.largestPage / 4 { return allocateAlone(count, within: limit) }
      guard moveToPage(for: count, within: limit) else { return nil }
    }
    let slot = Slot(page: current, offset: used)
    used += count
    return slot
  }

  private mutating func moveToPage(for count: Int, within limit: Int) -> Bool {
    while unsafe current + 1 < pages.count {
      current += 1
      capacity = unsafe pages[current].count
      used = 0
      if count <= capacity { return true }
    }
    let room = limit - allocatedBytes
    // As much again as there is, but not so much of a small limit that its last part would stay unused.
    let wanted = min(max(allocatedBytes, 4 * count, Self.smallestPage), Self.largestPage)
    let size = max(min(wanted, max(limit / 8, Self.smallestPage)), count)
    guard size <= room else { return false }
    unsafe pages.append(.allocate(byteCount: size, alignment: 16))
    allocatedBytes += size
    current = unsafe pages.count - 1
    capacity = size
    used = 0
    return true
  }

  private mutating func allocateAlone(_ count: Int, within limit: Int) -> Slot? {
    guard count <= limit - allocatedBytes else { return nil }
    unsafe largePages.append(.allocate(byteCount: count, alignment: 16))
    allocatedBytes += count
    return unsafe Slot(page: ~(largePages.count - 1), offset: 0)
  }

  /// The bytes of a slot; valid until they are removed.
  func bytes(at slot: Slot, count: Int) -> UnsafeMutableRawBufferPointer {
    let page = unsafe slot.page < 0 ? largePages[~slot.page] : pages[slot.page]
    return unsafe UnsafeMutableRawBufferPointer(rebasing: page[slot.offset..<slot.offset + count])
  }

  /// Forgets everything but keeps the ordinary pages for what comes next.
  mutating func removeAll() {
    releaseLargePages()
    current = -1
    used = 0
    capacity = -1
  }

  /// Gives the pages back that wait to be used again.
  mutating func releaseUnused() {
    while unsafe pages.count > current + 1, let page = unsafe pages.popLast() {
      allocatedBytes -= page.count
      unsafe page.deallocate()
    }
  }

  /// Forgets everything and gives the memory back.
  mutating func releaseAll() {
    removeAll()
    unsafe pages.forEach { unsafe $0.deallocate() }
    unsafe pages.removeAll()
    allocatedBytes = 0
  }

  private mutating func releaseLargePages() {
    while let page = unsafe largePages.popLast() {
      allocatedBytes -= page.count
      unsafe page.deallocate()
    }
  }

  deinit {
    unsafe pages.forEach { unsafe $0.deallocate() }
    unsafe largePages.forEach { unsafe $0.deallocate() }
  }
}
