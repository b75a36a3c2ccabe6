internal import CProcess
internal import FileIO
internal import SystemPackage

/// What Swift's run-time takes for granted. Where the system does not grant it, libdispatch asks for a thread once a second for
/// ever, and stops the process for a descriptor (swift-corelibs-libdispatch, `_dispatch_root_queue_poke_slow` and `event_epoll.c`).
enum ProcessLimits {
  /// Threads that there are beside the main one before a command begins.
  private static let fewestThreads = 3

  /// Checks what every run needs: some 60 microseconds.
  static func check() throws(ExitFailure) {
    let error = cprocess_try_descriptors()
    guard error == 0 else {
      throw ExitFailure(
        description:
          "cannot open a pipe: \(Errno(rawValue: error)); allow more open files (ulimit -n), at least 16")
    }
    try checkThreads(fewestThreads, advice: "")
  }

  /// Checks that there can be as many threads as work at the same time.
  static func check(jobs: Int) throws(ExitFailure) {
    // The run-time makes no more than there are processors.
    try checkThreads(min(jobs, Environment.processors) + fewestThreads, advice: ", or take fewer --jobs")
  }

  private static func checkThreads(_ count: Int, advice: String) throws(ExitFailure) {
    let error = cprocess_try_threads(Int32(count))
    guard error != 0 else { return }
    throw ExitFailure(
      description:
        "cannot start \(count) threads: \(Errno(rawValue: error)); allow more of them (ulimit -u, pids.max) "
        + "or more memory (ulimit -v)\(advice)")
  }
}
