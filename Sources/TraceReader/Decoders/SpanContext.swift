/// What the objects around a span tell about it. Copied from object to object on the way inwards: what is in it is held by
/// reference.
struct SpanContext {
  /// Resources, scopes and process maps larger than this are stepped over.
  static let maximumSize = 16 << 20

  /// The last resource and scope that told something.
  var resource: ResourceValue?
  var scope: InstrumentationScope?
  /// The OTLP object, by its offset, that has not told the scope when the list of its spans begins.
  var scopeOwner: Int64?
  /// Jaeger's, as far as the dump has told them.
  var processes: ProcessTable?
  /// The object that tells, or will tell, the resource.
  var resourceOffset: Int64?
  /// The span stands in an OTLP list, where nothing but its ids is required of it.
  var isOTLP = false

  /// Nothing is told that spans could need.
  var isEmpty: Bool {
    !isOTLP && resource == nil && scope == nil && processes == nil && resourceOffset == nil
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
