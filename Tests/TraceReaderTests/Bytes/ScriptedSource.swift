import Glibc
import Synchronization
import TestSupport

@testable import TraceReader

/// Bytes and failures that come as a script says, one step of it for each read.
final class ScriptedSource: ByteSource {
  enum Step {
    case bytes(Int)
    case failure(InputError.Severity)
  }

  /// The bytes of all scripts.
  static let bytes: [UInt8] = {
    var random = SplitMix(seed: 11)
    var words: [UInt64] = []
    while words.count < 1 << 19 { words.append(random.next()) }
    return words.withUnsafeBytes { Array($0) }
  }()

  private let script: [Step]
  private var next = 0
  /// How much of the next step was given, and of all steps.
  private var begun = 0
  private var position = 0
  private let maker = pthread_self()
  private let ownReads = Atomic(0)
  private let otherReads = Atomic(0)

  init(_ script: [Step]) { self.script = script }

  /// How often it was read by the thread that made it, and by others.
  var reads: (own: Int, others: Int) {
    (ownReads.load(ordering: .relaxed), otherReads.load(ordering: .relaxed))
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    if pthread_equal(pthread_self(), maker) != 0 {
      ownReads.add(1, ordering: .relaxed)
    } else {
      otherReads.add(1, ordering: .relaxed)
    }
    guard next < script.count else { return 0 }
    switch script[next] {
    case .failure(let severity):
      next += 1
      throw Self.failure(severity, at: position)
    case .bytes(let wanted):
      let count = min(wanted - begun, buffer.count)
      Self.bytes.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
      }
      position += count
      begun += count
      if begun == wanted { (next, begun) = (next + 1, 0) }
      return count
    }
  }

  private static func failure(_ severity: InputError.Severity, at offset: Int) -> InputError {
    InputError(severity, input: "scripted", offset: Int64(offset), problem: "fails as it should")
  }

  /// What a script gives to who reads it without a window.
  static func content(_ script: [Step]) -> (count: Int, failures: [InputError]) {
    var count = 0
    var failures: [InputError] = []
    for step in script {
      switch step {
      case .bytes(let more): count += more
      case .failure(let severity):
        failures.append(failure(severity, at: count))
        if severity == .unreadable { return (count, failures) }
      }
    }
    return (count, failures)
  }
}
