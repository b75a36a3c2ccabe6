// Unsafe code: the thread's argument is a retained box, which the thread takes over.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread for work that blocks: in system calls, or waiting at a `Handover`.
///
/// There is one where a dump is read or inflated ahead, and one behind each `Relay`: where calls are made of spans and where
/// datasets are written. Besides them only the workers of a conversion, which are tasks, run at the same time.
package enum BackgroundThread {
  /// Runs the body on a thread of its own, which nobody waits for. It gets the caller's `FaultInjection`.
  ///
  /// - Returns: False when there can be no thread; the body is not run then.
  package static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
    let faults = FaultInjection.current
    if case .failure = faults?.decide(.startThread) { return false }
    let work = Work { FaultInjection.$current.withValue(faults, operation: body) }
    let held = unsafe Unmanaged.passRetained(work)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    guard unsafe pthread_create(&thread, nil, runWork, held.toOpaque()) == 0 else {
      unsafe held.release()
      return false
    }
    #if canImport(Darwin)
      pthread_detach(thread!)
    #else
      pthread_detach(thread)
    #endif
    return true
  }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
  return nil
}

#if canImport(Darwin)
  private func runWork(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe runWork(Optional(argument))
  }
#endif
