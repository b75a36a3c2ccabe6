// Unsafe code: copies bytes that the window holds before it moves again.

/// Finds the scope of spans that stand before it in their object. No exporter writes it there, but JSON's members have no
/// order, and some libraries are known by their scope only.
struct ScopeLookAhead {
  /// The object whose rest was looked through last, by its offset, and what was found there.
  private var last: (owner: Int64, scope: JSONScope)?

  /// The scope in the rest of the object that holds the list of the span at the window's position. Looks as far as a scope
  /// may be away, and consumes nothing.
  mutating func scope(of owner: Int64, in window: ByteWindow, _ scratch: JSONTree) -> JSONScope {
    if let last, last.owner == owner { return last.scope }
    let scope = Self.find(window, scratch)
    last = (owner, scope)
    return scope
  }

  private static func find(_ window: ByteWindow, _ scratch: JSONTree) -> JSONScope {
    let limit = SpanContext.maximumSize
    guard
      case .complete(let list) = StructuralScan.end(
        in: window, from: 0, depth: 1, limit: limit, stoppingAt: .requests),
      case .complete(let rest) = StructuralScan.end(
        in: window, from: list, depth: 1, limit: limit, stoppingAt: .requests)
    else { return JSONScope() }
    // The members behind the list, as an object of their own.
    let members = unsafe window.bytes[list..<list + rest].drop { $0 != UInt8(ascii: ",") }.dropFirst()
    let object = unsafe [UInt8(ascii: "{")] + members
    let isObject = unsafe object.withUnsafeBytes { unsafe (try? scratch.parse($0)) != nil }
    return isObject ? JSONScope(memberOf: scratch.root) : JSONScope()
  }
}

/// An instrumentation scope.
struct JSONScope {
  var name: String?
  var version: String?

  init() {}

  init(_ node: JSONNode) {
    name = node["name"]?.text
    version = node["version"]?.text
  }

  /// The scope among an object's members, if there is one.
  init(memberOf object: JSONNode) {
    self.init()
    let scope = object.member("scope", "instrumentationLibrary", "instrumentation_library")
    if let scope { self.init(scope) }
  }
}
