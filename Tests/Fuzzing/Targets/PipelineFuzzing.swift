internal import Dump2Eval
internal import Foundation

/// A conversion without writing, and its books.
enum PipelineFuzzing {
  private static let path = NSTemporaryDirectory() + "/dump2eval-fuzz-\(getpid())"

  static func run(_ bytes: [UInt8]) {
    require(FileManager.default.createFile(atPath: path, contents: Data(bytes)), "no room for the input")
    defer { unlink(path) }
    var options = ConversionOptions(inputs: [DumpInput(path)], exportedAt: UTCTime(unixMilliseconds: 0))
    options.dryRun = true
    options.memory = 64 << 10
    let conversion = Conversion(options)
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result<Summary, any Error>?
    Task.detached {
      do {
        unsafe result = .success(try await conversion.run())
      } catch {
        unsafe result = .failure(error)
      }
      done.signal()
    }
    done.wait()
    guard case .success(let summary)? = unsafe result else {
      fatalError("the conversion failed: \(String(describing: unsafe result))")
    }
    check(summary)
  }

  private static func check(_ summary: Summary) {
    require(summary.seenCalls >= summary.exportedCases, "more cases than calls")
    require((summary.exportedCases > 0) == (summary.exportedTraces > 0), "cases without traces")
    require(summary.exportedTraces <= summary.traces, "more traces exported than read")
    require(summary.spans + summary.logRecords >= summary.exportedCases, "cases of nothing")
    for (status, services) in summary.callsByService {
      let sum = services.values.reduce(0, +)
      require(sum == summary.calls[status], "services of '\(status.rawValue)' do not add up")
    }
  }
}
