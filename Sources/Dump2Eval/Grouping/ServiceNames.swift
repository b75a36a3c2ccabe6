internal import TraceReader

/// The services behind references, of one trace: a few as a rule, which are found sooner than they are hashed.
struct ServiceNames {
  private var list: [(resource: ResourceReference, name: String)] = []
  /// Where each is in the list, once there are more.
  private var places: [ResourceReference: Int] = [:]
  private static let fewest = 16

  var count: Int { list.count }
  /// In the order in which they were told.
  var all: [(resource: ResourceReference, name: String)] { list }

  /// Of who is told twice the last counts.
  subscript(resource: ResourceReference) -> String? {
    get { place(of: resource).map { list[$0].name } }
    set {
      guard let newValue else { return }
      if let place = place(of: resource) {
        list[place].name = newValue
      } else {
        list.append((resource, newValue))
        if list.count == Self.fewest {
          for (place, service) in list.enumerated() { places[service.resource] = place }
        }
        if list.count > Self.fewest { places[resource] = list.count - 1 }
      }
    }
  }

  private func place(of resource: ResourceReference) -> Int? {
    list.count < Self.fewest ? list.firstIndex { $0.resource == resource } : places[resource]
  }
}
