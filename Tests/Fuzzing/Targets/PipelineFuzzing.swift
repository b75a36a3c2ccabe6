internal import Dump2Eval
internal import Foundation

/// A conversion without writing, and its books.
enum PipelineFuzzing {
  static func run(_ bytes: [UInt8]) {
    check(reading(bytes) { try await Conversion($0).run() })
  }

  /// What becomes of a file of these bytes, read with so little memory that records go to the disk.
  static func reading<Value: Sendable>(
    _ bytes: [UInt8], _ body: @escaping @Sendable (ConversionOptions) async throws -> Value
  ) -> Value {
    let path = NSTemporaryDirectory() + "/dump2eval-fuzz-" + UUID().uuidString
    require(FileManager.default.createFile(atPath: path, contents: Data(bytes)), "no room for the input")
    defer { unlink(path) }
    var options = ConversionOptions(inputs: [DumpInput(path)], exportedAt: UTCTime(unixMilliseconds: 0))
    options.memory = 64 << 10
    options.dryRun = true
    // The fuzzer wants an answer before the next input, so this is not to be called on a task's thread.
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result<Value, any Error>?
    Task.detached { @Sendable [options] in
      do {
        unsafe result = .success(try await body(options))
      } catch {
        unsafe result = .failure(error)
      }
      done.signal()
    }
    done.wait()
    guard case .success(let value)? = unsafe result else {
      fatalError("the conversion failed: \(String(describing: unsafe result))")
    }
    return value
  }

  private static func check(_ summary: Summary) {
    require(summary.seenCalls >= summary.exportedCases, "more cases than calls")
    require((summary.exportedCases > 0) == (summary.exportedTraces > 0), "cases without traces")
    require(summary.exportedTraces <= summary.traces, "more traces exported than read")
    require(summary.spans + summary.logRecords >= summary.exportedCases, "cases of nothing")
    checkServices(of: summary)
  }

  static func checkServices(of summary: Summary) {
    for (status, services) in summary.callsByService {
      let sum = services.values.reduce(0, +)
      require(sum == summary.calls[status], "services of '\(status.rawValue)' do not add up")
    }
  }
}
