// Unsafe code: passes on what the window has buffered, before anything moves it.

/// How far ahead an input was searched for markers, so that each byte is searched once and spans that end before the next
/// marker cost a comparison.
///
/// To start and end a search of a span's few hundred bytes takes as long as to search them; here a piece is as large as
/// the first cache.
struct MarkerHorizon {
  private let markers: MarkerSet
  private let text: MarkerSet.Text
  /// A marker may be cut by the end of what is buffered.
  private let longest: Int
  /// No marker begins between these two offsets of the input.
  private var start: Int64 = 0
  private var end: Int64 = 0
  /// A marker begins at `end`.
  private var isAtMarker = false

  private static let piece = 16 << 10

  init(_ markers: MarkerSet, _ text: MarkerSet.Text) {
    self.markers = markers
    self.text = text
    // As long as an escape.
    longest = max(6, markers.longest)
  }

  /// Whether some marker begins in the `count` bytes that are buffered from `position` behind the window's on.
  @inline(__always)
  mutating func isMarked(_ position: Int, _ count: Int, of window: ByteWindow) -> Bool {
    let first = window.offset + Int64(position)
    if first >= start, first + Int64(count) <= end { return false }
    return search(first, first + Int64(count), window)
  }

  private mutating func search(_ first: Int64, _ last: Int64, _ window: ByteWindow) -> Bool {
    if first < start || first > end {
      start = first
      end = first
      isAtMarker = false
    }
    guard end < last else { return false }
    if isAtMarker { return true }
    let base = window.offset
    let from = Int(end - base)
    let to = min(window.count, max(Int(last - base), from + Self.piece))
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: window.bytes[..<to])
    guard let found = unsafe markers.firstIndex(in: bytes, from: from, as: text) else {
      end = base + Int64(max(from, to - longest + 1))
      return false
    }
    end = base + Int64(found)
    isAtMarker = true
    return end < last
  }
}
