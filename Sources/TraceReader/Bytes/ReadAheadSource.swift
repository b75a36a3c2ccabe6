// Unsafe code: `Blocks` owns its buffers, the lock and the condition, frees them in deinit, and is held by the source and by
// the thread. A buffer is written by the thread while it is free and read by the source while it is filled, and `filled`
// and `taken`, which tell the two apart, are touched under the lock alone.
//
// Besides Conversion.swift the only file with concurrency: a thread of its own, because what it does blocks. The source's
// reader waits for it as it would wait for a pipe, and the thread needs nothing of Swift's thread pool to go on.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads and inflates ahead on another thread, so that a compressed dump takes no longer than zlib does.
///
/// Three recycled blocks of 256 KiB: one is being filled, one is being read, one makes up for jitter. Gives the same bytes
/// and errors in the same order as the source around which it is.
final class ReadAheadSource: ByteSource {
  private let blocks: Blocks
  /// Given out of the block that is being read.
  private var given = 0

  /// Takes the source over: from now on only the thread touches it. nil when there can be no thread.
  init?(_ upstream: any ByteSource) {
    let blocks = Blocks(upstream)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let held = unsafe Unmanaged.passRetained(blocks)
    let result = unsafe pthread_create(&thread, nil, runReadAhead, held.toOpaque())
    guard result == 0 else {
      unsafe held.release()
      return nil
    }
    // It is not waited for: it may sit in a read from a pipe that never ends. It holds all that it needs.
    #if canImport(Darwin)
      pthread_detach(thread!)
    #else
      pthread_detach(thread)
    #endif
    self.blocks = blocks
  }

  deinit { blocks.stop() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let block = blocks.waitForFilled()
    if let failure = block.failure {
      blocks.release()
      throw failure
    }
    let count = min(buffer.count, block.count - given)
    guard count > 0 else { return 0 }
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.buffer[given..<given + count]))
    given += count
    if given == block.count {
      given = 0
      blocks.release()
    }
    return count
  }
}

/// What the thread runs.
private func runReadAhead(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  unsafe Unmanaged<Blocks>.fromOpaque(argument!).takeRetainedValue().fill()
  return nil
}

#if canImport(Darwin)
  private func runReadAhead(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe runReadAhead(Optional(argument))
  }
#endif

/// A ring of blocks between a thread that fills them and one that empties them.
@safe private final class Blocks: @unchecked Sendable {
  @safe struct Block {
    let buffer: UnsafeMutableRawBufferPointer
    /// 0 at the end of the input.
    var count = 0
    var failure: InputError?
  }

  private static let size = 256 << 10
  private static let number = 3

  private let upstream: any ByteSource
  private var blocks: [Block]
  /// How many blocks were filled and released; blocks in between belong to the reader.
  private var filled = 0
  private var released = 0
  private var isStopped = false
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ upstream: any ByteSource) {
    self.upstream = upstream
    blocks = (0..<Self.number).map { _ in
      unsafe Block(buffer: .allocate(byteCount: Self.size, alignment: 64))
    }
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    for block in blocks { unsafe block.buffer.deallocate() }
    unsafe pthread_mutex_destroy(lock)
    unsafe pthread_cond_destroy(changed)
    unsafe lock.deallocate()
    unsafe changed.deallocate()
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }

  // MARK: The thread's side

  /// Fills blocks until the input ends or nobody wants more.
  func fill() {
    while let position = waitForFree() {
      // Nobody else looks at a free block.
      var block = blocks[position]
      block.failure = nil
      block.count = 0
      do throws(InputError) {
        block.count = try unsafe upstream.read(into: block.buffer)
      } catch {
        block.failure = error
      }
      let isEnd = block.failure == nil && block.count == 0
      locked {
        blocks[position] = block
        filled += 1
        unsafe pthread_cond_signal(changed)
      }
      if isEnd { return }
    }
  }

  private func waitForFree() -> Int? {
    locked {
      while filled - released == Self.number, !isStopped { unsafe pthread_cond_wait(changed, lock) }
      return isStopped ? nil : filled % Self.number
    }
  }

  // MARK: The reader's side

  /// The block that is to be read now; it stays the reader's until it is released. The one at the end never is.
  func waitForFilled() -> Block {
    locked {
      while filled == released { unsafe pthread_cond_wait(changed, lock) }
      return blocks[released % Self.number]
    }
  }

  func release() {
    locked {
      released += 1
      unsafe pthread_cond_signal(changed)
    }
  }

  func stop() {
    locked {
      isStopped = true
      unsafe pthread_cond_signal(changed)
    }
  }
}
