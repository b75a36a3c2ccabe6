/// The families of formats that a JSON dump was found to hold, for people: one file may hold several.
struct JSONFamily: OptionSet {
  let rawValue: UInt8
  static let otlp = JSONFamily(rawValue: 1)
  static let jaeger = JSONFamily(rawValue: 2)
  static let flat = JSONFamily(rawValue: 4)

  /// What was found in a dump whose first part holds these. A span that stands alone tells a family only as long as there
  /// is no other.
  func followed(by next: JSONFamily) -> JSONFamily { isEmpty ? next : union(next.subtracting(.flat)) }

  /// `OTLP JSON`, `Jaeger JSON`; `JSON` alone where nothing was recognised.
  var names: [String] {
    var names: [String] = []
    if contains(.otlp) { names.append("OTLP JSON") }
    if contains(.jaeger) { names.append("Jaeger JSON") }
    if contains(.flat) { names.append("flat JSON spans") }
    return names.isEmpty ? ["JSON"] : names
  }
}
