/// What the objects around a span tell about it. Copied from object to object on the way inwards, for each span too: all of
/// it is behind one reference, and copied when it changes.
struct SpanContext {
  /// Resources, scopes and process maps larger than this are stepped over.
  static let maximumSize = 16 << 20

  private final class Storage {
    var resource: ResourceValue?
    var scope: InstrumentationScope?
    var scopeOwner: Int64?
    var processes: ProcessTable?
    var resourceOffset: Int64?
    var isOTLP = false

    init() {}

    init(copying other: Storage) {
      resource = other.resource
      scope = other.scope
      scopeOwner = other.scopeOwner
      processes = other.processes
      resourceOffset = other.resourceOffset
      isOTLP = other.isOTLP
    }
  }

  private var storage = Storage()

  /// The last resource that told something.
  var resource: ResourceValue? {
    get { storage.resource }
    set { own().resource = newValue }
  }
  /// The last scope that told something.
  var scope: InstrumentationScope? {
    get { storage.scope }
    set { own().scope = newValue }
  }
  /// The OTLP object, by its offset, that has not told the scope when the list of its spans begins.
  var scopeOwner: Int64? {
    get { storage.scopeOwner }
    set { own().scopeOwner = newValue }
  }
  /// Jaeger's, as far as the dump has told them.
  var processes: ProcessTable? {
    get { storage.processes }
    set { own().processes = newValue }
  }
  /// The object that tells, or will tell, the resource.
  var resourceOffset: Int64? {
    get { storage.resourceOffset }
    set { own().resourceOffset = newValue }
  }
  /// The span stands in an OTLP list, where nothing but its ids is required of it.
  var isOTLP: Bool {
    get { storage.isOTLP }
    set { own().isOTLP = newValue }
  }

  /// Nothing is told that spans could need.
  var isEmpty: Bool {
    !isOTLP && resource == nil && scope == nil && processes == nil && resourceOffset == nil
  }

  private mutating func own() -> Storage {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    return storage
  }
}

/// What a resource tells.
final class ResourceValue {
  let serviceName: String?

  init(serviceName: String?) {
    self.serviceName = serviceName
  }
}

/// What an instrumentation scope tells.
final class InstrumentationScope {
  let name: String?
  let version: String?

  init(name: String?, version: String?) {
    self.name = name
    self.version = version
  }

  convenience init(_ node: JSONNode) {
    self.init(name: node["name"]?.text, version: node["version"]?.text)
  }
}
