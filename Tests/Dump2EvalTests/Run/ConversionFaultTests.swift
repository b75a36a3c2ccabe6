import Dump2Eval
import FileIO
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A kind of fault at the calls of one kind.
struct CallFault: Sendable, CustomStringConvertible {
  enum Fault: Sendable {
    case errno(Errno)
    /// Every other call is interrupted.
    case interrupted
    /// Reads and writes move one byte.
    case short
  }

  let call: SystemCall
  let fault: Fault

  var description: String { "\(call) \(fault)" }

  static let all: [CallFault] = {
    let calls: [SystemCall] = [
      .open, .read, .readAt, .write, .writeAt, .rename, .renameExclusively, .link, .unlink, .lock, .close,
      .makeFolder, .truncate, .listFolder, .status,
    ]
    let errors: [Errno] = [
      .noSpace, .diskQuotaExceeded, .ioError, .tooManyOpenFiles, .permissionDenied,
    ]
    var faults: [CallFault] = []
    for call in calls {
      faults += errors.map { CallFault(call: call, fault: .errno($0)) }
      if call != .close && call != .listFolder { faults.append(CallFault(call: call, fault: .interrupted)) }
    }
    for call in [SystemCall.read, .readAt, .write, .writeAt] {
      faults.append(CallFault(call: call, fault: .short))
    }
    return faults
  }()

  /// Makes the calls of this kind that come to turn `place` fail; with `isSticky` all later ones too.
  func injection(at place: Int, isSticky: Bool, counter: Counter) -> FaultInjection {
    FaultInjection { called in
      guard called == call else { return nil }
      let number = counter.next()
      switch fault {
      case .interrupted: return number % 2 == 0 ? .failure(.interrupted) : nil
      case .short: return .atMost(1)
      case .errno(let errno): return number == place || isSticky && number > place ? .failure(errno) : nil
      }
    }
  }

  final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }
}

@Suite("Faults of the machine")
struct ConversionFaultTests {
  /// Ten traces of three calls, and too little memory for them.
  private static func options(_ work: WorkFolder) throws -> ConversionOptions {
    var lines = ""
    for number in 0..<30 {
      let text = String(repeating: "question \(number)\\n", count: 60)
      lines +=
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0000000000000000000000000000000\#(number % 10)","#
        + #""spanId":"00000000000000\#(number + 10)","name":"chat","startTimeUnixNano":"17\#(number)","attributes":["#
        + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
        + #"{"key":"gen_ai.prompt.0.content","value":{"stringValue":"\#(text)"}},"#
        + #"{"key":"gen_ai.completion.0.content","value":{"stringValue":"an answer"}}]}]}]}]}"# + "\n"
    }
    var options = ConversionOptions(
      inputs: [DumpInput(try work.write("in/dump.jsonl", lines))], destination: .folder(work("out")),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.jobs = 2
    options.memory = 8 << 10
    options.temporaryFolder = try work.makeFolder("tmp")
    return options
  }

  @Test(
    "leave whole datasets, a clear error, and nothing that the next run does not clean",
    arguments: CallFault.all)
  func fault(_ fault: CallFault) async throws {
    let reference = try WorkFolder()
    let total = CallFault.Counter()
    let counting = FaultInjection { call in
      if call == fault.call { _ = total.next() }
      return nil
    }
    _ = try await FaultInjection.$current.withValue(counting) {
      try await Conversion(try Self.options(reference)).run()
    }
    let expected = try FileTree(reference("out"))
    #expect(expected.files.count == 10)
    // The first call, one in the middle and the last fail alone; and from the first on none works.
    let places = Set([1, max(1, total.count / 2), max(1, total.count)]).sorted()
    for (place, isSticky) in places.map({ ($0, false) }) + [(1, true)] {
      let work = try WorkFolder()
      let options = try Self.options(work)
      let injection = fault.injection(at: place, isSticky: isSticky, counter: CallFault.Counter())
      do {
        let summary = try await FaultInjection.$current.withValue(injection) {
          try await Conversion(options).run()
        }
        // A temporary name may be left where names cannot be removed.
        let datasets = try FileTree(work("out")).files.filter { !$0.key.hasPrefix(".") }
        let isComplete = datasets == expected.files
        #expect(isComplete || summary.isDamaged, "at \(place): something is missing without a word")
      } catch let error as OutputError {
        #expect(error.description.contains(": cannot "), "at \(place): \(error.description)")
        if case .errno(let errno) = fault.fault {
          #expect(error.description.hasSuffix("\(errno)"), "at \(place): \(error.description)")
        } else {
          Issue.record("at \(place): \(error.description)")
        }
      }
      let left = try FileTree(work("out"))
      for (name, content) in left.files where !name.hasPrefix(".") {
        #expect(expected.files[name] == content, "at \(place): \(name) is not whole")
      }
      let summary = try await Conversion(options).run()
      #expect(summary.newDatasets + summary.unchangedDatasets == 10)
      #expect(try FileTree(work("out")) == expected, "at \(place): the next run does not repair everything")
      #expect(try FileManager.default.contentsOfDirectory(atPath: work("tmp")).isEmpty)
    }
  }
}
