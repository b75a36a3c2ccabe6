/// What the objects around a span tell about it.
struct SpanContext {
  /// Resources, scopes and process maps larger than this are stepped over.
  static let maximumSize = 16 << 20

  var serviceName: String?
  var scope = JSONScope()
  /// The OTLP object, by its offset, that has not told the scope when the list of its spans begins.
  var scopeOwner: Int64?
  /// The object that tells, or will tell, the resource.
  var resourceOffset: Int64?
  /// The span stands in an OTLP list, where nothing but its ids is required of it.
  var isOTLP = false
  var processes = ProcessTable()
}
