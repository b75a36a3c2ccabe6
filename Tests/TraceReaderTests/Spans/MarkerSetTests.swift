import Testing

@testable import TraceReader

extension MarkerSet {
  /// Whether some marker stands in these bytes.
  func isFound(in bytes: UnsafeRawBufferPointer, as text: Text) -> Bool {
    firstIndex(in: bytes, from: 0, as: text) != nil
  }
}

/// The search by fingerprints finds what a plain search finds, wherever it stands.
@Suite struct MarkerSetTests {
  static let names = [
    "gen_ai", "llm", "LLM", "ai.operationId", "langfuse", "langsmith", "mlflow", "lmnr", "haystack",
    "logfire",
    "openinference", "monocle",
  ]
  private let markers = MarkerSet(names)

  private func isFound(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { markers.isFound(in: $0, as: .json) }
  }

  private func isFound(inPlain text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { markers.isFound(in: $0, as: .plain) }
  }

  @Test(arguments: names)
  func `finds a marker at every distance from both ends`(_ name: String) {
    for before in 0...70 {
      for after in [0, 1, 2, 15, 16, 17, 18, 40] {
        let text = String(repeating: "x", count: before) + name + String(repeating: "y", count: after)
        #expect(isFound(text))
        #expect(isFound(inPlain: text))
      }
    }
  }

  @Test(arguments: names)
  func `does not find a marker with any one byte changed`(_ name: String) {
    for position in name.utf8.indices {
      var bytes = Array(name.utf8)
      bytes[name.utf8.distance(from: name.utf8.startIndex, to: position)] = UInt8(ascii: "#")
      for before in 0...40 {
        let text = String(repeating: "x", count: before) + String(decoding: bytes, as: UTF8.self) + "yyyy"
        #expect(!isFound(text))
        #expect(!isFound(inPlain: text))
      }
    }
  }

  @Test(arguments: names)
  func `does not find a marker that is cut at either end`(_ name: String) {
    for before in 0...40 {
      let blanks = String(repeating: " ", count: before)
      #expect(!isFound(blanks + name.dropLast()))
      #expect(!isFound(String(name.dropFirst()) + blanks))
    }
  }

  @Test func `finds a marker behind many parts of markers`() {
    let parts = Self.names.map { String($0.dropLast()) }.joined(separator: "|")
    for count in 1...8 {
      let noise = String(repeating: parts + "|", count: count)
      #expect(!isFound(noise))
      for name in Self.names { #expect(isFound(noise + name)) }
    }
  }

  @Test(arguments: [
    (#"\u0067en"#, true), (#"\u006C"#, true), (#"\u005f"#, true), (#"\u002E"#, true), (#"\u0030"#, true),
    (#"\u0039"#, true), (#"\u0040"#, true), (#"\\\u0061"#, true),
    (#"\u003c"#, false), (#"\u003a"#, false), (#"\u0026"#, false), (#"\u000a"#, false), (#"\u0100"#, false),
    (#"\\u0067"#, false), (#"\\\\u0067"#, false), (#"\u4e00"#, false),
  ])
  func `an escape of a name's character counts in JSON`(_ escape: String, isName: Bool) {
    for before in 0...40 {
      let text = String(repeating: "x", count: before) + escape
      #expect(isFound(text) == isName)
      #expect(isFound(text + String(repeating: "y", count: 20)) == isName)
      #expect(!isFound(inPlain: text))
    }
  }

  @Test func `short markers are found too`() {
    let short = MarkerSet(["ab"])
    for before in 0...40 {
      for after in 0...20 {
        let bytes =
          Array(repeating: UInt8(ascii: "a"), count: before) + Array("ab".utf8)
          + Array(repeating: UInt8(ascii: "b"), count: after)
        #expect(bytes.withUnsafeBytes { short.isFound(in: $0, as: .json) })
      }
      #expect(
        !Array(repeating: UInt8(ascii: "a"), count: before).withUnsafeBytes {
          short.isFound(in: $0, as: .json)
        })
    }
  }

  @Test func `an empty set passes everything`() {
    #expect([UInt8(1)].withUnsafeBytes { MarkerSet([]).isFound(in: $0, as: .json) })
  }
}
