// Unsafe code: gives out pointers into `memory`, which the window holds; they are valid until the next call that may read
// more (`fill`, `require`, `skip`). `position <= end <= memory.capacity` always holds, and `padding` bytes beyond `end` are
// readable.

/// A sliding view of an input: what is buffered, from the current position on, and the means to get more.
///
/// What is not consumed stays contiguous. It is put in front of the next block, which then takes the place of the one
/// before, so that each byte stays where it was read but for the part of a span at the end of a block. Where somebody insists
/// on more than a block (one large span), the bytes are copied to memory that grows to it, never to the file.
@safe package final class ByteWindow {
  /// Bytes beyond the buffered ones that may be loaded (never interpreted) by code that works in blocks.
  package static let padding = 64
  /// To read less takes no longer than to start a thread for it.
  package static let beginning = 1 << 20

  /// The input's name, for errors.
  package let name: String
  /// The input's number within the run.
  package let number: UInt32
  private let blocks: ReadAhead
  /// Called with damage that the source found; what can be read after it is read.
  package var onDamage: (InputError) -> Void

  /// What was read last, in memory of the same size as that of all blocks.
  private let block = Block()
  /// What is larger than a block, once there was such a thing.
  private var grown: Block?
  /// One of the two: what holds the buffered bytes.
  private var memory: Block
  /// The memory's first byte.
  private var base: UnsafeMutableRawPointer
  /// Index of the next byte that is not consumed.
  private var position = 0
  private var end = 0
  /// Offset of `base[0]` in the input; negative where the input begins behind head room.
  private var baseOffset: Int64
  /// Where the source was damaged last, in bytes from the start of the input.
  private(set) var damageOffset: Int64?
  /// No more bytes will come.
  private(set) var isExhausted = false
  /// Failures of the source without a byte between them.
  private var failures = 0
  /// A source gives up by itself; this only guards against one that fails for ever.
  private static let maximumFailures = 10_000

  /// A window at the start of a source, which begins at an offset of the input. What is behind the beginning is read ahead
  /// on a thread of its own.
  package init(
    _ source: any ByteSource, name: String, number: UInt32 = 0, offset: Int64 = 0,
    beginning: Int = ByteWindow.beginning,
    onDamage: @escaping (InputError) -> Void = { _ in }
  ) {
    blocks = ReadAhead(source, behind: beginning)
    self.name = name
    self.number = number
    self.onDamage = onDamage
    baseOffset = offset
    memory = block
    unsafe base = block.base
  }

  /// The offset of the current position, in bytes from the start of the input after decompression.
  package var offset: Int64 { baseOffset + Int64(position) }

  /// What is buffered from the position on.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base + position, count: end - position)
  }

  /// The next bytes, as far as they are buffered.
  func peek(_ count: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[..<min(count, self.count)])
  }

  /// How many bytes are buffered from the position on.
  package var count: Int { end - position }

  /// Consumes bytes that are buffered.
  package func advance(by count: Int) {
    precondition(count >= 0 && count <= end - position, "only buffered bytes can be consumed")
    position += count
  }

  /// Reads some more; false when the input has ended. Moves what is buffered.
  package func fill() -> Bool {
    while !isExhausted {
      do throws(InputError) {
        isExhausted = try !blocks.next { take($0) }
        failures = 0
        return !isExhausted
      } catch {
        onDamage(error)
        failures += 1
        if error.severity != .notice { damageOffset = baseOffset + Int64(end) }
        isExhausted = error.severity == .unreadable || failures > Self.maximumFailures
      }
    }
    return false
  }

  /// Puts what has come behind what is held. The smaller of the two is copied where it fits, so that many small reads do not
  /// cost more than their bytes.
  private func take(_ incoming: Block) {
    if incoming.count <= count, incoming.count <= memory.capacity - end {
      append(incoming)
    } else if count <= Block.headRoom {
      adopt(incoming)
    } else {
      grow(by: incoming.count)
      append(incoming)
    }
  }

  private func append(_ incoming: Block) {
    unsafe (base + end).copyMemory(from: incoming.start, byteCount: incoming.count + Self.padding)
    end += incoming.count
  }

  private func adopt(_ incoming: Block) {
    let head = Block.headRoom - count
    unsafe incoming.base.advanced(by: head).copyMemory(from: base + position, byteCount: count)
    block.exchangeMemory(with: incoming)
    use(block, from: head)
    end += incoming.count
  }

  /// Moves what is held to memory with room for more. Growth by doubling: a span of n bytes is copied at most once more.
  private func grow(by more: Int) {
    let needed = count + more
    var target = grown ?? Block(capacity: needed * 2)
    // What is held moves within its memory only when as much was consumed before it.
    if target.capacity < needed || target === memory && position < count {
      target = Block(capacity: needed * 2)
    }
    unsafe target.base.copyMemory(from: base + position, byteCount: count)
    use(target, from: 0)
    grown = target
  }

  /// Goes on with what is held at another place.
  private func use(_ memory: Block, from start: Int) {
    self.memory = memory
    unsafe base = memory.base
    baseOffset += Int64(position - start)
    end -= position - start
    position = start
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
