// Unsafe code: `Blocks` owns its buffers and frees them in deinit, and is held by the source and by the thread. Which of the
// two may touch a buffer is what the `Handover` says.

internal import FileIO

/// Reads and inflates ahead on another thread, so that a compressed dump takes no longer than zlib does. Besides
/// `Conversion`, `ExtractBehind` and `WriteBehind` the only place with concurrency.
///
/// Three recycled blocks of 256 KiB: one is being filled, one is being read, one makes up for jitter. Gives the same bytes
/// and errors in the same order as the source around which it is.
final class ReadAheadSource: ByteSource {
  private let blocks: Blocks
  /// The block that is being read, and how much of it was given out.
  private var current: Int?
  private var given = 0

  /// Takes the source over: from now on only the thread touches it. nil when there can be no thread.
  init?(_ upstream: any ByteSource) {
    let blocks = Blocks(upstream)
    // It is not waited for: it may sit in a read from a pipe that never ends. It holds all that it needs.
    guard BackgroundThread.run({ blocks.fill() }) else { return nil }
    self.blocks = blocks
  }

  deinit { blocks.handover.stop() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    guard let position = current ?? blocks.handover.waitForFilled() else { return 0 }
    current = position
    let block = blocks.blocks[position]
    if let failure = block.failure {
      release()
      throw failure
    }
    let count = min(buffer.count, block.count - given)
    guard count > 0 else { return 0 }
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.buffer[given..<given + count]))
    given += count
    if given == block.count { release() }
    return count
  }

  private func release() {
    given = 0
    current = nil
    blocks.handover.giveBack()
  }
}

@safe private final class Blocks: @unchecked Sendable {
  @safe final class Block {
    let buffer: UnsafeMutableRawBufferPointer
    var count = 0
    var failure: InputError?

    init(_ buffer: UnsafeMutableRawBufferPointer) { unsafe self.buffer = buffer }

    deinit { unsafe buffer.deallocate() }
  }

  private static let size = 256 << 10
  private static let number = 3

  private let upstream: any ByteSource
  let blocks: [Block]
  let handover = Handover(slots: number)

  init(_ upstream: any ByteSource) {
    self.upstream = upstream
    blocks = (0..<Self.number).map { _ in unsafe Block(.allocate(byteCount: Self.size, alignment: 64)) }
  }

  /// Fills blocks until the input ends or nobody wants more.
  func fill() {
    while let position = handover.waitForFree() {
      let block = blocks[position]
      block.failure = nil
      block.count = 0
      do throws(InputError) {
        block.count = try unsafe upstream.read(into: block.buffer)
      } catch {
        block.failure = error
      }
      if block.failure == nil, block.count == 0 { return handover.end() }
      handover.handOver()
    }
  }
}
