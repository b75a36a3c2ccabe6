// Unsafe code: owns the z_stream (zlib keeps its address, so it never moves) and the input buffer; both are freed in
// deinit. zlib's pointers are set before each inflate and cleared after it, so that none outlives its buffer.

internal import CZlib

/// Decompresses gzip (RFC 1952): all members of a file as one stream of bytes.
///
/// After the last member zero padding is ignored and other bytes are reported, as the gzip tool does. A damaged member
/// gives what was readable; reading goes on at the next member that can be found. CRC and length are checked by zlib.
@safe package final class GzipSource: ByteSource {
  private let upstream: any ByteSource
  private let name: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let buffer: UnsafeMutableRawBufferPointer
  /// The part of `buffer` that is not inflated yet.
  private var start = 0
  private var end = 0
  /// Bytes taken from upstream, and given to the reader.
  private var compressedCount: Int64 = 0
  private var inflatedCount: Int64 = 0
  private var state = State.betweenMembers
  private var members = 0

  private enum State {
    case betweenMembers, insideMember
    /// A member was damaged: the next one must be found by its first bytes.
    case searching
    case ended
  }

  private static let bufferSize = 256 << 10
  /// RFC 1952, section 2.3.1: ID1, ID2, and the only method there is.
  private static let magic: [UInt8] = [0x1F, 0x8B, 0x08]

  package init(_ upstream: any ByteSource, name: String) {
    self.upstream = upstream
    self.name = name
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 16)
    // 15 bits of window, 16 for the gzip wrapper and nothing else.
    let result = unsafe czlib_inflate_init2(stream, 15 + 16)
    precondition(result == Z_OK, "zlib could not be initialised: \(result)")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe buffer.deallocate()
  }

  package func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var produced = 0
    while produced == 0 {
      switch state {
      case .ended: return 0
      case .betweenMembers: try beginMember()
      case .searching: try findMember()
      case .insideMember: produced = try unsafe inflateSome(into: target)
      }
    }
    inflatedCount += Int64(produced)
    return produced
  }

  /// Gets more compressed bytes once all are used up; false at the end of the file.
  private func refill() throws(InputError) -> Bool {
    if start < end { return true }
    start = 0
    end = try unsafe upstream.read(into: buffer)
    compressedCount += Int64(end)
    return end > 0
  }

  private func beginMember() throws(InputError) {
    guard try refill() else {
      state = .ended
      return
    }
    if members > 0 {
      while start < end, unsafe buffer[start] == 0 { start += 1 }
      if start == end { return }
      guard unsafe buffer[start] == Self.magic[0] else {
        state = .searching
        throw problem(
          .notice, "expected another gzip member or the end of the file, found other bytes; ignored")
      }
    }
    unsafe inflateReset(stream)
    state = .insideMember
  }

  private func inflateSome(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    guard try refill() else {
      state = .ended
      throw problem(.damage, "expected more gzip data, found the end of the file: it was cut")
    }
    unsafe stream.pointee.next_in = (buffer.baseAddress! + start).assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(end - start)
    unsafe stream.pointee.next_out = target.baseAddress!.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(min(target.count, Int(UInt32.max)))
    let room = unsafe Int(stream.pointee.avail_out)
    let result = unsafe inflate(stream, Z_NO_FLUSH)
    start = unsafe end - Int(stream.pointee.avail_in)
    let produced = unsafe room - Int(stream.pointee.avail_out)
    let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
    unsafe stream.pointee.next_in = nil
    unsafe stream.pointee.avail_in = 0
    unsafe stream.pointee.next_out = nil
    unsafe stream.pointee.avail_out = 0
    switch result {
    case Z_OK, Z_BUF_ERROR:
      return produced
    case Z_STREAM_END:
      members += 1
      state = .betweenMembers
      return produced
    default:
      state = .searching
      if produced > 0 {
        // What was inflated before the damage comes first; the error is thrown by the next read.
        pendingError = problem(.damage, Self.explain(message), inflated: Int64(produced))
        return produced
      }
      throw problem(.damage, Self.explain(message))
    }
  }

  private var pendingError: InputError?

  private static func explain(_ message: String?) -> String {
    "expected valid gzip data, found damage (zlib: \(message ?? "no reason given"))"
  }

  /// Looks for the first bytes of another member after damage or foreign bytes.
  private func findMember() throws(InputError) {
    if let error = pendingError {
      pendingError = nil
      throw error
    }
    var matched = 0
    while try refill() {
      let byte = unsafe buffer[start]
      matched = byte == Self.magic[matched] ? matched + 1 : byte == Self.magic[0] ? 1 : 0
      start += 1
      guard matched == Self.magic.count else { continue }
      // zlib wants to see the magic bytes itself: give them to it, then go on behind them.
      unsafe inflateReset(stream)
      feedMagic()
      state = .insideMember
      return
    }
    state = .ended
  }

  private func feedMagic() {
    var output: UInt8 = 0
    unsafe Self.magic.withUnsafeBufferPointer { magic in
      unsafe withUnsafeMutablePointer(to: &output) { output in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: magic.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(magic.count)
        unsafe stream.pointee.next_out = output
        unsafe stream.pointee.avail_out = 1
        _ = unsafe inflate(stream, Z_NO_FLUSH)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.avail_in = 0
        unsafe stream.pointee.next_out = nil
        unsafe stream.pointee.avail_out = 0
      }
    }
  }

  private func problem(_ severity: InputError.Severity, _ text: String, inflated: Int64 = 0) -> InputError {
    InputError(
      severity, input: name, offset: inflatedCount + inflated,
      compressedOffset: compressedCount - Int64(end - start), problem: text)
  }
}
