internal import TraceReader

/// Traces with calls whose services are not told yet, by the object that will tell them and there by reference.
struct AwaitedServices {
  private var traces: [Int64: [String: Set<String>]] = [:]
  private var last: (resource: ResourceReference, trace: String)?

  mutating func wait(for resource: ResourceReference, in trace: String) {
    // The calls of a trace come one after the other and mostly from one service.
    if let last, last.trace == trace, last.resource == resource { return }
    last = (resource, trace)
    // The reader has said so, and tells no service of these.
    if isFull(resource.offset), traces[resource.offset]?[resource.process] == nil { return }
    traces[resource.offset, default: [:]][resource.process, default: []].insert(trace)
  }

  private func isFull(_ object: Int64) -> Bool {
    (traces[object]?.count ?? 0) >= ResourceReference.mostAwaited
  }

  /// The traces that wait for a service, which do so no more.
  mutating func take(_ resource: ResourceReference) -> Set<String>? {
    guard let waiting = traces[resource.offset]?.removeValue(forKey: resource.process) else { return nil }
    last = nil
    return waiting
  }

  /// The object has ended: what it has not told it never will.
  mutating func forget(_ object: Int64) {
    guard traces.removeValue(forKey: object) != nil else { return }
    last = nil
  }

  mutating func removeAll() {
    guard !traces.isEmpty else { return }
    traces.removeAll(keepingCapacity: true)
    last = nil
  }
}
