// Unsafe code: the window owns `base`, frees it in deinit, and gives out pointers into it that are valid until the next
// call that may read more (`fill`, `require`, `skip`). `position <= end <= capacity` always holds, and `padding` bytes
// beyond `end` are readable.

/// A sliding view of an input: what is buffered, from the current position on, and the means to get more.
///
/// Consumed bytes make room for new ones; what is not consumed stays contiguous, so the buffer grows to the largest
/// piece that somebody insists on (one span), never to the file. Reads are of 256 KiB: less costs 10–20 % with zlib, more
/// only costs page faults.
@safe package final class ByteWindow {
  /// Bytes beyond the buffered ones that may be loaded (never interpreted) by code that works in blocks.
  package static let padding = 64
  package static let chunk = 256 << 10

  /// The input's name, for errors.
  package let name: String
  /// The input's number within the run.
  package let number: UInt32
  private let source: any ByteSource
  /// Called with damage that the source found; what can be read after it is read.
  package var onDamage: (InputError) -> Void

  private(set) var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// Index of the next byte that is not consumed.
  private(set) var position = 0
  private(set) var end = 0
  /// Offset of `base[0]` in the input.
  private var baseOffset: Int64
  /// Where the source was damaged last, in bytes from the start of the input.
  private(set) var damageOffset: Int64?
  /// No more bytes will come.
  private(set) var isExhausted = false
  /// Failures of the source without a byte between them.
  private var failures = 0
  /// A source gives up by itself; this only guards against one that fails for ever.
  private static let maximumFailures = 10_000

  /// A window on a source that begins at an offset of the input.
  package init(
    _ source: any ByteSource, name: String, number: UInt32 = 0, offset: Int64 = 0,
    onDamage: @escaping (InputError) -> Void = { _ in }
  ) {
    self.source = source
    self.name = name
    self.number = number
    self.onDamage = onDamage
    baseOffset = offset
    capacity = Self.chunk * 2
    unsafe base = .allocate(byteCount: capacity + Self.padding, alignment: 64)
  }

  deinit { unsafe base.deallocate() }

  /// The offset of the current position, in bytes from the start of the input after decompression.
  package var offset: Int64 { baseOffset + Int64(position) }

  /// What is buffered from the position on.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base + position, count: end - position)
  }

  /// How many bytes are buffered from the position on.
  package var count: Int { end - position }

  /// Consumes bytes that are buffered.
  package func advance(by count: Int) {
    precondition(count >= 0 && count <= end - position, "only buffered bytes can be consumed")
    position += count
  }

  /// Reads some more; false when the input has ended. Moves what is buffered to the front of the buffer when room is short.
  package func fill() -> Bool {
    guard !isExhausted else { return false }
    makeRoom()
    while true {
      do throws(InputError) {
        let buffer = unsafe UnsafeMutableRawBufferPointer(
          start: base + end, count: min(Self.chunk, capacity - end))
        let count = try unsafe source.read(into: buffer)
        end += count
        isExhausted = count == 0
        failures = 0
        unsafe (base + end).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
        return count > 0
      } catch {
        onDamage(error)
        failures += 1
        if error.severity != .notice { damageOffset = baseOffset + Int64(end) }
        if error.severity == .unreadable || failures > Self.maximumFailures {
          isExhausted = true
          return false
        }
      }
    }
  }

  private func makeRoom() {
    guard capacity - end < Self.chunk else { return }
    let held = end - position
    if held <= capacity - Self.chunk, position >= held {
      unsafe base.copyMemory(from: base + position, byteCount: held)
    } else {
      // Growth by doubling: a span of n bytes is copied at most once more.
      let grown = max(capacity, held + Self.chunk <= capacity ? capacity : (held + Self.chunk) * 2)
      let fresh = UnsafeMutableRawPointer.allocate(byteCount: grown + Self.padding, alignment: 64)
      unsafe fresh.copyMemory(from: base + position, byteCount: held)
      unsafe base.deallocate()
      unsafe base = fresh
      capacity = grown
    }
    baseOffset += Int64(position)
    end = held
    position = 0
  }

  /// Makes at least `count` bytes contiguous from the position on; false when the input ends before.
  package func require(_ count: Int) -> Bool {
    while end - position < count {
      guard fill() else { return false }
    }
    return true
  }

  /// Consumes bytes without holding them; returns how many there were, fewer than `count` only at the end of the input.
  package func skip(_ count: Int64) -> Int64 {
    var left = count
    while left > 0 {
      if position == end, !fill() { break }
      let step = Int(min(Int64(end - position), left))
      position += step
      left -= Int64(step)
    }
    return count - left
  }
}
