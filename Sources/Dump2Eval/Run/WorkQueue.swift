internal import FileIO
internal import TraceReader

/// What workers do, one thing after the other: the inputs, and at last the largest file in parts, so that none is without
/// work while another reads for minutes.
struct WorkQueue: ~Copyable {
  enum Work {
    case input(InputQueue.Item)
    case part(InputPart)
  }

  private(set) var inputs: InputQueue
  private let workers: Int
  private let minimumPartSize: Int64
  /// The largest file so far of those that can be cut.
  private var largest: InputParts?
  private var parts: ArraySlice<InputPart> = []

  init(_ options: ConversionOptions) {
    inputs = InputQueue(options.inputs)
    workers = options.jobs
    minimumPartSize = Int64(options.minimumPartSize)
  }

  mutating func next() -> Work? {
    if let part = parts.popFirst() { return .part(part) }
    while let item = inputs.next() {
      guard workers > 1, let size = item.size, size >= 2 * minimumPartSize,
        size > largest?.item.size ?? 0,
        let input = InputParts(item, count: workers, minimumSize: minimumPartSize)
      else { return .input(item) }
      let before = largest
      largest = input
      if let before { return .input(before.item) }
    }
    guard let input = largest.take() else { return nil }
    parts = input.all[...]
    return parts.popFirst().map { .part($0) }
  }
}
