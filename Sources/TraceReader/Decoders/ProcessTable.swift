/// The services of a Jaeger trace by process id, as far as the dump has told them yet.
final class ProcessTable {
  /// The one process of a batch (`{"process":…,"spans":[…]}`).
  let only: String?
  private let told: [(id: String, service: String)]
  /// Made when somebody asks: as a rule processes come last, and nobody does.
  private lazy var services = Dictionary(told.map { ($0.id, $0.service) }) { $1 }

  /// `told` are those that `table` has not.
  init(_ table: ProcessTable?, only: String? = nil, told: [(id: String, service: String)] = []) {
    self.only = only ?? table?.only
    self.told = (table?.told ?? []) + told
  }

  /// The service of a process; of two of one id the last counts.
  subscript(id: String) -> String? { told.isEmpty ? nil : services[id] }
}

/// Processes of spans that came before the map of processes: a few as a rule, which are found sooner than they are hashed.
struct AwaitedProcesses {
  /// A trace has a process for each service and instance of it.
  private static let most = 1 << 16
  private static let fewest = 16

  private var list: [String] = []
  /// The same, once there are more.
  private var many: Set<String> = []

  var isEmpty: Bool { list.isEmpty }
  /// In the order in which they were met.
  var all: [String] { list }

  func contains(_ id: String) -> Bool { list.count < Self.fewest ? list.contains(id) : many.contains(id) }

  mutating func insert(_ id: String) {
    guard !contains(id), list.count < Self.most else { return }
    list.append(id)
    if list.count == Self.fewest { many = Set(list) } else if list.count > Self.fewest { many.insert(id) }
  }
}
