/// A pattern for names, as shells have them: `*` stands for any characters, `?` for one, `[a-z]` for one of a
/// set and `[!a-z]` for one that is not in it; a backslash takes the next character's meaning away.
///
/// Case counts, and so does every character: `*` also stands for slashes and dots, since `openai/gpt-4o` is
/// one name.
public struct GlobPattern: Sendable, Hashable, CustomStringConvertible {
  public let description: String
  private let parts: [Part]

  private enum Part: Hashable {
    case anything
    case one
    case literal(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }

  /// nil for a set that is not closed or empty, a range that runs backwards, and a backslash at the end.
  public init?(_ text: String) {
    description = text
    var parts: [Part] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": if parts.last != .anything { parts.append(.anything) }
      case "?": parts.append(.one)
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        parts.append(.literal(next))
      case "[":
        guard let set = Self.set(&rest) else { return nil }
        parts.append(set)
      default: parts.append(.literal(scalar))
      }
    }
    self.parts = parts
  }

  /// What stands between the brackets; a `]` in front is a member.
  private static func set(_ rest: inout Substring.UnicodeScalarView) -> Part? {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let isNegated = rest.first == "!" || rest.first == "^"
    if isNegated { rest.removeFirst() }
    while let scalar = rest.popFirst() {
      if scalar == "]", !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
      var bounds = (low: scalar, high: scalar)
      if scalar == "\\" {
        guard let next = rest.popFirst() else { return nil }
        bounds = (next, next)
      }
      if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
        rest.removeFirst(2)
        bounds.high = end
        if end == "\\" {
          guard let next = rest.popFirst() else { return nil }
          bounds.high = next
        }
      }
      guard bounds.low <= bounds.high else { return nil }
      ranges.append(bounds.low...bounds.high)
    }
    return nil
  }

  /// Whether the pattern stands for the whole name.
  ///
  /// Goes back to the last `*` only, so that no pattern takes longer than its length times the name's.
  public func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    var position = 0
    var part = 0
    var retry: (part: Int, position: Int)?
    while position < name.count {
      if part < parts.count, parts[part] == .anything {
        retry = (part + 1, position)
        part += 1
      } else if part < parts.count, Self.accepts(parts[part], name[position]) {
        part += 1
        position += 1
      } else if let last = retry {
        retry = (last.part, last.position + 1)
        (part, position) = (last.part, last.position + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .anything }
  }

  private static func accepts(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .anything, .one: true
    case .literal(let literal): literal == scalar
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}
