// Unsafe code: the system fills a struct of ours during the call.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many columns a stream's terminal has.
enum TerminalSize {
  /// nil when the stream is no terminal: then nothing has to fit. COLUMNS, which shells let users set, comes
  /// first.
  static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    if let text = Environment.value("COLUMNS"), let columns = Int(text), columns > 0 {
      return max(columns, 40)
    }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(Int(size.ws_col), 40)
  }
}
