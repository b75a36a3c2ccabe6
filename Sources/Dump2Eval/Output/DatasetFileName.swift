/// The name of a trace's file. Ids are text from a dump and may hold anything: `../`, NUL, ten thousand
/// bytes.
enum DatasetFileName {
  static let limit = 200

  /// Stands between what is left of an id and the hash of the whole. An id that ends like that itself is
  /// treated as unsafe, so that no id can be chosen to get another's name.
  private static let mark = ".id-"

  /// `trace-<id>.<extension>`, at most 200 bytes of `[A-Za-z0-9._-]`. An id of `[a-z0-9._-]` that does not
  /// begin with a dot and fits stands there whole. Of any other, what is not allowed becomes `_`, and a hash
  /// of the whole keeps the name its own, also on a disk to which `A` and `a` are the same.
  static func make(traceID: String, fileExtension: String = "eval.yaml") -> String {
    let fixed = "trace-".utf8.count + 1 + fileExtension.utf8.count
    if isSafe(traceID), fixed + traceID.utf8.count <= limit {
      // With all its room at once, which an interpolation does not take.
      var name = ""
      name.reserveCapacity(fixed + traceID.utf8.count)
      name += "trace-"
      name += traceID
      name += "."
      name += fileExtension
      return name
    }
    let suffix = mark + FNV128(traceID.utf8).hexadecimal
    var kept: [UInt8] = []
    for byte in traceID.utf8.prefix(limit - fixed - suffix.utf8.count) {
      // One `_` for a character, not for each of its bytes.
      if byte & 0xC0 == 0x80 { continue }
      kept.append(isAllowed(byte) && !(kept.isEmpty && byte == UInt8(ascii: ".")) ? byte : UInt8(ascii: "_"))
    }
    return "trace-\(String(decoding: kept, as: UTF8.self))\(suffix).\(fileExtension)"
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isUpperCase(byte) || isAllowedInSafe(byte)
  }

  private static func isUpperCase(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
  }

  private static func isAllowedInSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isSafe(_ id: String) -> Bool {
    guard let first = id.utf8.first, first != UInt8(ascii: ".") else { return false }
    let isAllowed = id.withUTF8Span { bytes in
      for position in bytes.indices where !isAllowedInSafe(bytes[position]) { return false }
      return true
    }
    return isAllowed && !endsLikeHash(id)
  }

  private static func endsLikeHash(_ id: String) -> Bool {
    guard id.utf8.count >= mark.utf8.count + FNV128.digits else { return false }
    let end = id.utf8.suffix(mark.utf8.count + FNV128.digits)
    return end.count == mark.utf8.count + FNV128.digits && end.starts(with: mark.utf8)
  }
}

/// The 128-bit FNV-1a hash: not secret, but wide enough that no two ids of a lifetime share a value by
/// chance.
struct FNV128 {
  static let digits = 32

  private var high: UInt64 = 0x6C62_272E_07BB_0142
  private var low: UInt64 = 0x62B8_2175_6295_C58D

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      low ^= UInt64(byte)
      // Times the prime 2⁸⁸ + 0x13B.
      let product = low.multipliedFullWidth(by: 0x13B)
      high = high &* 0x13B &+ product.high &+ low << 24
      low = product.low
    }
  }

  var hexadecimal: String {
    [high, low].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}
