import Synchronization

/// Names for what is there while a run lasts: `.dump2eval-<process>-<random>-<counter>.tmp`.
///
/// The process is for people who wonder about it; it does not tell processes apart, since two containers
/// that share a folder may use the same numbers. The random part does.
enum TemporaryName {
  static let prefix = ".dump2eval-"
  static let suffix = ".tmp"

  private static let process =
    "\(prefix)\(SystemCalls.processNumber)-\(String(UInt64.random(in: 0 ... .max), radix: 36))-"
  private static let counter = Atomic<Int>(0)

  /// A name that nothing else has, short of chance: what is made is made so that an existing one is an error.
  static func next() -> String {
    "\(process)\(counter.wrappingAdd(1, ordering: .relaxed).newValue)\(suffix)"
  }

  /// Whether one of us has, or had, made something of this name.
  static func matches(_ name: String) -> Bool {
    name.hasPrefix(prefix) && name.hasSuffix(suffix)
  }
}
