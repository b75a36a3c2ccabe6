#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What processes took at most.
enum PeakMemory {
  /// This process, in MiB.
  static var own: Double {
    let usage = usage()
    return mebibytes(usage)
  }

  /// User and system time of this process, in seconds.
  static var processorTime: Double {
    let usage = usage()
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Runs a command with our standard input; its status and its peak in MiB.
  static func run(_ command: [String]) -> (status: CInt, mebibytes: Double) {
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawnp(&process, command[0], nil, nil, &arguments, environ) == 0 else { return (127, 0) }
    var status: CInt = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    return (status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F, mebibytes(usage))
  }

  private static func usage() -> rusage {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(CInt(RUSAGE_SELF), &usage)
    #endif
    return usage
  }

  private static func mebibytes(_ usage: rusage) -> Double {
    #if canImport(Darwin)
      Double(usage.ru_maxrss) / 1_048_576
    #else
      Double(usage.ru_maxrss) / 1_024
    #endif
  }
}
