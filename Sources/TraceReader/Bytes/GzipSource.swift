// Unsafe code: owns the inflater and the input buffer; both are freed in deinit. The inflater borrows its buffers for a
// call and is given no more than they hold.

internal import CInflate

/// Decompresses gzip (RFC 1952): all members of a file as one stream of bytes.
///
/// After the last member zero padding is ignored and other bytes are reported, as the gzip tool does. A damaged member
/// gives what was readable; reading goes on at the next member that can be found. Check sums and lengths are compared.
@safe package final class GzipSource: ByteSource {
  private let upstream: any ByteSource
  private let name: String
  private let inflater: OpaquePointer
  private let buffer: UnsafeMutableRawBufferPointer
  /// The part of `buffer` that is not inflated yet. Up to `history` bytes before it are kept.
  private var start = 0
  private var end = 0
  /// Bytes taken from upstream, and given to the reader.
  private var compressedCount: Int64 = 0
  private var inflatedCount: Int64 = 0
  private var state = State.betweenMembers
  private var members = 0
  /// Where the current member begins, in compressed bytes.
  private var memberStart: Int64 = 0
  private var rewinds = 0
  /// Bytes were given since the last problem; a problem right behind a problem is the same one.
  private var hasProgress = true
  /// A problem to be thrown once the bytes before it are read.
  private var pendingError: InputError?

  private enum State {
    case betweenMembers, insideMember
    /// A member was damaged: the next one must be found by its first bytes.
    case searching
    case ended
  }

  private static let bufferSize = 256 << 10
  /// A member that was cut swallows the beginning of the next one before zlib notices; so far back that is looked for.
  private static let history = 32 << 10
  /// Each member that is whole allows for another look back, so that hostile input does not cost more than its length.
  private static let freeRewinds = 64
  /// RFC 1952, section 2.3: the fixed part of a member's header.
  private static let headerSize = 10

  package init(_ upstream: any ByteSource, name: String) {
    self.upstream = upstream
    self.name = name
    unsafe buffer = .allocate(byteCount: Self.history + Self.bufferSize, alignment: 16)
    guard let inflater = unsafe cinflate_make() else { preconditionFailure("there is no memory to inflate") }
    unsafe self.inflater = inflater
  }

  deinit {
    unsafe cinflate_free(inflater)
    unsafe buffer.deallocate()
  }

  package func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var produced = 0
    while produced == 0 {
      if let error = pendingError {
        pendingError = nil
        throw error
      }
      switch state {
      case .ended: return 0
      case .betweenMembers: try beginMember()
      case .searching: try findMember()
      case .insideMember: produced = try unsafe inflateSome(into: target)
      }
    }
    inflatedCount += Int64(produced)
    // Bytes before a problem are none since it.
    if pendingError == nil { hasProgress = true }
    return produced
  }

  /// Offset of the byte at `start` in the compressed file.
  private var compressedOffset: Int64 { compressedCount - Int64(end - start) }

  /// Gets more compressed bytes, behind those that are not used yet; false at the end of the file.
  private func refill() throws(InputError) -> Bool {
    let kept = min(start, Self.history)
    let used = kept + end - start
    if start > kept {
      unsafe buffer.baseAddress!.copyMemory(from: buffer.baseAddress! + start - kept, byteCount: used)
    }
    start = kept
    end = used
    let count = try unsafe upstream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[used...]))
    end += count
    compressedCount += Int64(count)
    return count > 0
  }

  private func beginMember() throws(InputError) {
    if start == end, try !refill() {
      state = .ended
      return
    }
    if members > 0 {
      while start < end, unsafe buffer[start] == 0 { start += 1 }
      if start == end { return }
      // Of what follows, zlib says what is wrong with it.
      guard unsafe buffer[start] == 0x1F, unsafe end - start < 2 || buffer[start + 1] == 0x8B else {
        state = .searching
        return try fail(
          .notice, "expected another gzip member or the end of the file, found other bytes; ignored")
      }
    }
    enterMember()
  }

  private func enterMember() {
    memberStart = compressedOffset
    unsafe cinflate_restart(inflater)
    state = .insideMember
  }

  private func inflateSome(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    // What was held back may still come when the input has ended.
    let isCut = start == end ? try !refill() : false
    let result = unsafe cinflate_some(
      inflater, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self) + start, end - start,
      target.baseAddress!.assumingMemoryBound(to: UInt8.self), target.count)
    start += unsafe result.consumed
    let produced = unsafe result.produced
    switch unsafe result.outcome {
    case cinflate_ended:
      members += 1
      state = .betweenMembers
    case cinflate_damaged:
      if produced > 0 { hasProgress = true }
      // What was inflated before the damage comes first; the error is thrown by the next read.
      unsafe end(with: problem(.damage, Self.explain(result.reason), inflated: Int64(produced)))
    default:
      guard isCut, produced == 0 else { break }
      end(with: problem(.damage, "expected more gzip data, found the end of the file: it was cut"))
    }
    return produced
  }

  /// Ends a damaged member.
  private func end(with error: InputError) {
    lookBack()
    if hasProgress { pendingError = error }
    hasProgress = false
  }

  private static func explain(_ reason: UnsafePointer<CChar>?) -> String {
    let reason = unsafe reason.map { unsafe String(cString: $0) } ?? "no reason given"
    return "expected valid gzip data, found damage (\(reason))"
  }

  /// Ends a damaged member: the next one may have begun before the damage was noticed.
  private func lookBack() {
    state = .searching
    guard rewinds < Self.freeRewinds + members else { return }
    rewinds += 1
    let back = compressedOffset - (memberStart + 1)
    if back > 0 { start -= Int(min(back, Int64(min(start, Self.history)))) }
  }

  /// Looks for the header of another member after damage or foreign bytes.
  private func findMember() throws(InputError) {
    while true {
      while start + Self.headerSize <= end {
        if isHeader(at: start) { return enterMember() }
        start += 1
      }
      guard try refill() else { break }
    }
    start = end
    state = .ended
  }

  /// RFC 1952, section 2.3.1: ID1, ID2, the only method there is, reserved flags that are zero, two bits of extra flags, and
  /// an operating system.
  private func isHeader(at place: Int) -> Bool {
    guard unsafe buffer[place] == 0x1F, unsafe buffer[place + 1] == 0x8B, unsafe buffer[place + 2] == 8 else {
      return false
    }
    let (flags, extra, system) = unsafe (buffer[place + 3], buffer[place + 8], buffer[place + 9])
    return flags & 0xE0 == 0 && extra & 0xF9 == 0 && (system <= 13 || system == 255)
  }

  private func fail(_ severity: InputError.Severity, _ text: String) throws(InputError) {
    guard hasProgress else { return }
    hasProgress = false
    throw problem(severity, text)
  }

  private func problem(_ severity: InputError.Severity, _ text: String, inflated: Int64 = 0) -> InputError {
    InputError(
      severity, input: name, offset: inflatedCount + inflated, compressedOffset: compressedOffset,
      problem: text)
  }
}
