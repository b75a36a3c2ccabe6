package import SystemPackage

/// The system calls that a test can make fail.
package enum SystemCall: Sendable {
  case open, read, readAt, write, writeAt, rename, renameExclusively, link, unlink, lock, close
  case makeFolder, truncate, listFolder, status
  case startThread
}

/// What happens to one system call instead of its own doing.
package enum InjectedFault: Sendable {
  /// The call is not made and fails with this error.
  case failure(Errno)
  /// The call is made, but with at most this many bytes (reads and writes only; at least 1).
  case atMost(Int)
}

/// Lets a test decide the fate of the system calls made by the code that it runs:
/// `FaultInjection.$current.withValue(FaultInjection { … }) { … }`.
///
/// A task-local value, so that tests running side by side do not disturb each other. Costs some ten
/// nanoseconds per system call when nothing is injected.
package struct FaultInjection: Sendable {
  /// Asked before every attempt at a call, also when an interrupted one is repeated; nil lets it happen.
  package let decide: @Sendable (SystemCall) -> InjectedFault?

  package init(_ decide: @escaping @Sendable (SystemCall) -> InjectedFault?) {
    self.decide = decide
  }

  /// The faults for the calls of the running task; nil outside of tests.
  @TaskLocal package static var current: FaultInjection?
}
