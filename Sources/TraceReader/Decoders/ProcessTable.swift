/// The services of a Jaeger trace by process id, as far as the dump has told them yet: those of an object, and behind them
/// those of the objects around it.
final class ProcessTable {
  private let outer: ProcessTable?
  /// The one process of a batch (`{"process":…,"spans":[…]}`), told or told to be none.
  private var ownOnly: String??
  private var services = SmallTable<String, String>()

  init(in outer: ProcessTable?) { self.outer = outer }

  /// The service of the spans of a batch.
  var only: String? {
    get { ownOnly ?? outer?.only }
    set { ownOnly = .some(newValue) }
  }

  /// The service of a process; of two of one id the last counts.
  subscript(id: String) -> String? { services[id] ?? outer?[id] }

  func set(_ id: String, to service: String) { services.set(id, to: service) }
}
