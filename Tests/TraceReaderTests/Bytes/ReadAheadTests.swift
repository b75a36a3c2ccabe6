import FileIO
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import TraceReader

@Suite("What is read ahead is what the source gives")
struct ReadAheadTests {
  /// From the start, as it is, never.
  private static let beginnings = [0, ByteWindow.beginning, .max]
  private static let size = Block.size

  /// A window on a script, held against the script after each step.
  private final class Reader {
    private let content: (count: Int, failures: [InputError])
    private var failures: [InputError] = []
    private let window: ByteWindow

    init(_ script: [ScriptedSource.Step], beginning: Int) {
      content = ScriptedSource.content(script)
      window = ByteWindow(ScriptedSource(script), name: "scripted", beginning: beginning)
      window.onDamage = { [unowned self] in
        failures.append($0)
        #expect($0.offset == window.offset + Int64(window.count), "the bytes before it come first")
      }
    }

    func require(_ count: Int) {
      let isThere = window.require(count)
      #expect(isThere == (Int(window.offset) + count <= content.count))
      check()
    }

    func fill() {
      let before = window.offset + Int64(window.count)
      #expect(window.fill() == (window.offset + Int64(window.count) > before))
      check()
    }

    func advance(by count: Int) {
      window.advance(by: min(count, window.count))
      check()
    }

    func skip(_ count: Int) {
      let left = content.count - Int(window.offset)
      #expect(window.skip(Int64(count)) == Int64(min(count, left)))
      check()
    }

    /// Reads to the end, holding what it held.
    func finish() {
      while window.fill() {}
      check()
      #expect(window.isExhausted && Int(window.offset) + window.count == content.count)
      #expect(failures == content.failures)
      #expect(window.damageOffset == content.failures.last { $0.severity != .notice }?.offset)
    }

    var count: Int { window.count }

    private func check() {
      let start = Int(window.offset)
      let isSame = ScriptedSource.bytes.withUnsafeBytes {
        memcmp(window.bytes.baseAddress!, $0.baseAddress! + start, window.count) == 0
      }
      #expect(isSame, "\(window.count) bytes from \(start) on")
      #expect(failures == Array(content.failures.prefix(failures.count)))
    }
  }

  @Test("in pieces of any size, with failures anywhere, however it is read", arguments: beginnings)
  func random(beginning: Int) {
    var random = SplitMix(seed: 5)
    for _ in 0..<60 {
      let largest = [3, 1000, 70_000, 2 * Self.size].randomElement(using: &random)!
      var script: [ScriptedSource.Step] = []
      var left = Int.random(in: 0...min(3_500_000, 300 * largest), using: &random)
      while left > 0 {
        let count = min(left, Int.random(in: 1...largest, using: &random))
        script.append(.bytes(count))
        left -= count
        if Int.random(in: 0..<8, using: &random) == 0 {
          script.append(.failure([.damage, .notice].randomElement(using: &random)!))
        }
        if Int.random(in: 0..<300, using: &random) == 0 { script.append(.failure(.unreadable)) }
      }
      let reader = Reader(script, beginning: beginning)
      let reach = [10, 5000, Self.size, 1 << 20].randomElement(using: &random)!
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        let count = Int.random(in: 0...reach, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: reader.require(count)
        case 1: reader.skip(count)
        case 2: reader.fill()
        default: reader.advance(by: count)
        }
      }
      reader.finish()
    }
  }

  @Test("no bytes, whole blocks, one byte less or more", arguments: beginnings)
  func wholeBlocks(beginning: Int) {
    for blocks in [0, 1, 2, 4, 5, 9, 13] {
      for count in [blocks * Self.size - 1, blocks * Self.size, blocks * Self.size + 1] where count >= 0 {
        let reader = Reader([.bytes(count)], beginning: beginning)
        reader.skip(count / 2)
        reader.finish()
      }
    }
  }

  @Test("failures at the ends of blocks, before the first byte and behind the last", arguments: beginnings)
  func failures(beginning: Int) {
    let severities: [InputError.Severity] = [.damage, .notice, .unreadable]
    for severity in severities {
      for blocks in 0...6 {
        let script: [ScriptedSource.Step] = [
          .bytes(blocks * Self.size), .failure(.damage), .failure(.notice), .failure(severity),
          .bytes((6 - blocks) * Self.size),
        ].filter { if case .bytes(0) = $0 { false } else { true } }
        let reader = Reader(script, beginning: beginning)
        reader.skip(1000)
        reader.finish()
      }
    }
  }

  @Test("with less, as much and more held than there is room for in front of a block", arguments: beginnings)
  func held(beginning: Int) {
    let sizes = [1, 63, 64, 65, Block.headRoom - 1, Block.headRoom, Block.headRoom + 1, 3 * Block.headRoom]
    for held in sizes {
      for piece in [100, Self.size / 2, Self.size] {
        let pieces = Array(repeating: ScriptedSource.Step.bytes(piece), count: 12)
        let reader = Reader([.bytes(held + 1)] + pieces, beginning: beginning)
        reader.require(held + 1)
        // Again and again, so that small pieces come behind large ones in memory of all kinds.
        for _ in 0..<10 {
          reader.advance(by: reader.count - held)
          reader.fill()
        }
        reader.skip(reader.count + 1)
        reader.finish()
      }
    }
  }

  @Test("a thread reads what is behind the beginning of a large input, and nothing else")
  func threads() {
    let small = ScriptedSource([.bytes(ByteWindow.beginning - 1)])
    let large = ScriptedSource([.bytes(3 * ByteWindow.beginning)])
    for source in [small, large] {
      let window = ByteWindow(source, name: "scripted")
      while window.skip(1 << 20) > 0 {}
    }
    let blocks = ByteWindow.beginning / Self.size
    #expect(small.reads == (blocks + 1, 0))
    #expect(large.reads == (blocks, 2 * blocks + 1))
  }

  @Test("a reader that stops in the middle leaves nothing behind")
  func stop() {
    weak var source: ScriptedSource?
    do {
      let held = ScriptedSource([.bytes(3 << 20)])
      source = held
      let window = ByteWindow(held, name: "scripted")
      #expect(window.require(3 << 19))
    }
    // The thread ends some time after it was told to.
    for _ in 0..<10_000 where source != nil { usleep(1000) }
    #expect(source == nil)
  }

  @Test("a read that never ends is not waited for", .timeLimit(.minutes(1)))
  func neverEnding() throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    do {
      let source = BlockingSource(ends[0])
      let window = ByteWindow(source, name: "pipe", beginning: 0)
      #expect(window.require(1))
      while !source.isWaiting.load(ordering: .acquiring) { usleep(1000) }
    }
    for end in ends { close(end) }
  }
}

/// Gives a byte and then waits for a pipe.
private final class BlockingSource: ByteSource {
  private let pipe: CInt
  private var isBegun = false
  let isWaiting = Atomic(false)

  init(_ pipe: CInt) { self.pipe = pipe }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard isBegun else {
      isBegun = true
      return 1
    }
    isWaiting.store(true, ordering: .releasing)
    return max(0, Glibc.read(pipe, buffer.baseAddress, 1))
  }
}
