// Unsafe code: C strings that the system keeps for the program's life, copied at once.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the process was started with and on.
enum Environment {
  static func value(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// Whether people look at the standard streams.
enum Terminal {
  static var isStandardInput: Bool { isatty(STDIN_FILENO) == 1 }
  static var isStandardError: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Arguments as the system has them: file names need not be UTF-8, and Swift's strings repair what is not.
enum CommandLineBytes {
  /// The bytes of arguments that come in this order: several may be alike when they are repaired.
  static func arguments(_ texts: [String]) -> [[UInt8]] {
    var next = 0
    return texts.map { text in
      guard text.unicodeScalars.contains("\u{FFFD}") else { return Array(text.utf8) }
      while next < Int(CommandLine.argc) {
        defer { next += 1 }
        guard let argument = unsafe CommandLine.unsafeArgv[next], unsafe String(cString: argument) == text
        else { continue }
        return unsafe Array(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
      }
      return Array(text.utf8)
    }
  }
}
