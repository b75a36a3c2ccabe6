/// Makes recorded text inert for promptfoo, which treats `{{`, `{%` and `{#` as templates, fails on `#}` outside of
/// one, and takes a leading `file://` or `package:` for something to load, or even to run.
///
/// The rule: one U+2060 WORD JOINER, which shows nothing, is put
/// - between a `{` and a following `{`, `%` or `#`, and between a `#` and a following `}`,
/// - after a `{` that ends the text or its last line, since promptfoo drops a final newline and what follows
///   in a prompt may begin with another `{`, and
/// - in front of a leading `file://` or `package:`, in any case of letters.
///
/// A `#` at the end stays as it is: C# and F# are names, and with a `}` behind it in a prompt there is an error, no more.
///
/// Joiners that stand in these places already do not count as anything between, so that one more is put
/// there. Hence the change can be undone exactly: take one joiner away from every place where at least one
/// stands.
enum ActiveText {
  private static let joiner: [UInt8] = [0xE2, 0x81, 0xA0]
  private static let loaders: [StaticString] = ["file://", "package:"]

  /// The text made inert; the very same text where nothing in it is active.
  static func neutralised(_ text: String) -> String {
    text.withUTF8Span { bytes -> String? in
      var result: [UInt8] = []
      var copied = 0
      if isLoader(bytes, at: skipJoiners(bytes, from: 0)) { result += joiner }
      var brace = TextScan.next(UInt8(ascii: "{"), in: bytes, from: 0)
      var hash = TextScan.next(UInt8(ascii: "#"), in: bytes, from: 0)
      while min(brace, hash) < bytes.count {
        let place = min(brace, hash)
        let position = place + 1
        if place == brace {
          brace = TextScan.next(UInt8(ascii: "{"), in: bytes, from: position)
        } else {
          hash = TextScan.next(UInt8(ascii: "#"), in: bytes, from: position)
        }
        guard isActive(bytes[place], before: skipJoiners(bytes, from: position), in: bytes) else { continue }
        append(bytes.extracting(copied..<position), to: &result)
        result += joiner
        copied = position
      }
      guard !result.isEmpty else { return nil }
      append(bytes.extracting(copied..<bytes.count), to: &result)
      return String(decoding: result, as: UTF8.self)
    } ?? text
  }

  /// Whether a brace or a hash means something with what follows.
  private static func isActive(_ byte: UInt8, before next: Int, in bytes: Span<UInt8>) -> Bool {
    if byte == UInt8(ascii: "#") { return next < bytes.count && bytes[next] == UInt8(ascii: "}") }
    return isEnd(bytes, at: next) || isOpener(bytes[next])
  }

  private static func isEnd(_ bytes: Span<UInt8>, at position: Int) -> Bool {
    position == bytes.count || position == bytes.count - 1 && bytes[position] == UInt8(ascii: "\n")
  }

  private static func isOpener(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#")
  }

  private static func isLoader(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    loaders.contains { loader in
      loader.description.withUTF8Span { loader in
        start + loader.count <= bytes.count
          && TextScan.contains(loader, in: bytes.extracting(start..<start + loader.count))
      }
    }
  }

  /// Past the joiners at `start`.
  private static func skipJoiners(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position + 3 <= bytes.count, bytes[position] == joiner[0], bytes[position + 1] == joiner[1],
      bytes[position + 2] == joiner[2]
    {
      position += 3
    }
    return position
  }

  private static func append(_ bytes: Span<UInt8>, to result: inout [UInt8]) {
    for index in bytes.indices { result.append(bytes[index]) }
  }
}
