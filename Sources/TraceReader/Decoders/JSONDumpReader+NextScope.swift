// Unsafe code: looks at buffered bytes behind comparisons with their count, and scans whole blocks of them, before anything
// moves the window.

internal import CByteScan

/// The short way from one scope's spans to the next one's.
///
/// Collectors put spans of several scopes into one request, and few of each. The way over tokens and frames takes as long
/// as two spans; but nearly always there stands just this, with a scope that was met before:
///
///     ]},{"scope":{…},"spans":[{
extension JSONDumpReader {
  private static var beforeScope: StaticString { "]},{\"scope\":{" }
  private static var behindScope: StaticString { ",\"spans\":[{" }

  /// At the end of a list of spans: goes to the first span of the next scope if it is as above, and changes the frames
  /// as if they had been left and entered again. False, and nothing is changed, for all else.
  mutating func enterNextScope() -> Bool {
    let spans = stack.count - 1
    guard spans >= 2, cursor.isSettled, stack[spans - 1].context.isOTLP, !stack[spans - 1].isArray,
      stack[spans - 1].context.resourceOffset != stack[spans - 1].start,
      stack[spans - 2].isArray, stack[spans - 2].element == .scopes
    else { return false }
    let bytes = unsafe window.bytes
    guard unsafe Self.stands(Self.beforeScope, at: 0, in: bytes) else { return false }
    let start = Self.beforeScope.utf8CodeUnitCount - 1
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
    var state = cbytescan_structure()
    let scanned = unsafe cbytescan_scan(
      &state, rest.baseAddress!.assumingMemoryBound(to: UInt8.self), min(rest.count, 1024) & ~63)
    let end = start + scanned.position
    guard scanned.outcome == cbytescan_closed, unsafe Self.stands(Self.behindScope, at: end, in: bytes),
      let scope = unsafe recentScopes[UnsafeRawBufferPointer(rebasing: rest[..<scanned.position])]
    else { return false }
    noteProgress(at: stack[spans - 1].start)
    // `]},` is left, and the request's frames go on as they are.
    stack[spans - 1].start = window.offset + 3
    stack[spans - 1].context.scope = scope
    stack[spans - 1].seen.insert(.scope)
    let opening = end + Self.behindScope.utf8CodeUnitCount - 2
    stack[spans].start = window.offset + Int64(opening)
    stack[spans].context.scope = scope
    stack[spans].context.scopeOwner = nil
    window.advance(by: opening + 1)
    return true
  }

  private static func stands(_ text: StaticString, at position: Int, in bytes: UnsafeRawBufferPointer) -> Bool
  {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    return unsafe cbytescan_equal(bytes.baseAddress! + position, text.utf8Start, count) != 0
  }
}
