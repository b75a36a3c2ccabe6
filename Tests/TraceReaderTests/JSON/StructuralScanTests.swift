import CByteScan
import TestSupport
import Testing

@testable import TraceReader

/// The scan by masks finds the end of a value where a byte by byte scan finds it: with quotes, escapes, brackets and line
/// feeds in every place of a block, and cut at every place into reads.
@Suite struct StructuralScanTests {
  /// The plain way.
  private func plainEnd(_ bytes: [UInt8]) -> StructuralScan.Outcome {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for (position, byte) in bytes.enumerated() {
      let wasEscaped = isEscaped
      isEscaped = byte == UInt8(ascii: "\\") && !wasEscaped
      if byte == UInt8(ascii: "\""), !wasEscaped {
        isInString.toggle()
      } else if isInString {
        if byte == 0x0A { return .lineFeedInString(at: position) }
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
        if depth == 0 { return .complete(count: position + 1) }
      }
    }
    return .cut
  }

  private func end(_ bytes: [UInt8], chunk: Int) -> StructuralScan.Outcome {
    StructuralScan.end(
      in: ByteWindow(MemorySource(bytes, chunk: chunk), name: "test"), from: 0, limit: 1 << 20,
      stoppingAt: .requests)
  }

  /// The same by one of the scanners of C, which gets `first` blocks and then the rest.
  private func end(
    _ bytes: [UInt8], first: Int,
    _ scan: (UnsafeMutablePointer<cbytescan_structure>, UnsafePointer<UInt8>, Int) -> cbytescan_scanned
  ) -> StructuralScan.Outcome {
    (bytes + [UInt8](repeating: UInt8(ascii: "}"), count: 64)).withUnsafeBufferPointer { padded in
      var state = cbytescan_structure()
      var position = 0
      for end in [min(first * 64, bytes.count & ~63), bytes.count] {
        // A line that begins with a bracket only interrupts the scan.
        while case let count = end == bytes.count ? end - position : (end - position) & ~63, count > 0 {
          let scanned = scan(&state, padded.baseAddress! + position, count)
          position += scanned.position
          if scanned.outcome == cbytescan_closed { return .complete(count: position) }
          if scanned.outcome == cbytescan_broken { return .lineFeedInString(at: position) }
        }
      }
      return .cut
    }
  }

  private func check(_ bytes: [UInt8], _ comment: @autoclosure () -> String = "") {
    let expected = plainEnd(bytes)
    for first in 0...bytes.count / 64 {
      #expect(end(bytes, first: first, { cbytescan_scan_plain($0, $1, $2) }) == expected)
      #if arch(x86_64)
        if cbytescan_has_avx2() != 0 {
          #expect(end(bytes, first: first, { cbytescan_scan_avx2($0, $1, $2) }) == expected)
        }
        if cbytescan_has_avx512() != 0 {
          #expect(end(bytes, first: first, { cbytescan_scan_avx512($0, $1, $2) }) == expected)
        }
      #endif
    }
  }

  @Test(arguments: [#"\""#, #"\\""#, #"\\\""#, #"{"#, "]", #""}""#, "\n", #""\\""#, #"\"#])
  func `what is special stands in every place of two blocks`(_ special: String) {
    for before in 0...130 {
      for quote in ["", "\""] {
        let text = "{\(quote)" + String(repeating: "x", count: before) + special + "\(quote)}" + #"[]"}"#
        check(Array(text.utf8))
      }
    }
  }

  @Test func `lines that begin with a bracket are noticed in every place of two blocks`() {
    for before in 0...130 {
      for line in ["{\"resourceSpans\":[]}", "{\"a\":1}"] {
        let text = "{" + String(repeating: " ", count: before) + "\"a\":[\n" + line + "]}"
        let expected: StructuralScan.Outcome =
          line.contains("resource") ? .recordStart(at: before + 7) : .complete(count: text.utf8.count)
        for chunk in [1, 63, 64, 65, 1000] { #expect(end(Array(text.utf8), chunk: chunk) == expected) }
      }
    }
  }

  @Test func `runs of backslashes cross the edges of blocks`() {
    for before in 50...70 {
      for count in 0...140 {
        let text =
          "[\"" + String(repeating: "x", count: before) + String(repeating: "\\", count: count) + "\"]\"]"
        check(Array(text.utf8))
      }
    }
  }

  @Test func `random texts of special bytes`() {
    var generator = SplitMix(seed: 42)
    let other: [UInt8] = [0x0A, UInt8(ascii: "a"), UInt8(ascii: "b"), 0xC3, 0x3B, 0x5B ^ 0x20]
    let alphabet = Array(#""\{}[]""#.utf8) + other
    for round in 0..<4_000 {
      var bytes: [UInt8] = [UInt8(ascii: "{")]
      let isSparse = round.isMultiple(of: 2)
      for _ in 0..<Int.random(in: 0...300, using: &generator) {
        bytes.append(
          isSparse && Int.random(in: 0...9, using: &generator) > 0
            ? 0x61 : alphabet.randomElement(using: &generator)!)
      }
      check(bytes)
    }
  }

  @Test func `a value is found at every size of reads`() {
    let text = #"{"a":"x\"}\\","b":[{"c":"]"},[],{}],"d":"\\\\"}"#
    let long = #"{"k":""# + String(repeating: #"\\\"{]"#, count: 40) + #"","v":"# + text + "}"
    for value in [text, long] {
      for end in value.utf8.indices {
        let bytes = Array(value.utf8[..<end])
        for chunk in [1, 2, 7, 63, 64, 65, 1000] where bytes.first != nil {
          #expect(self.end(bytes, chunk: chunk) == plainEnd(bytes))
        }
      }
      for chunk in 1...value.utf8.count {
        #expect(self.end(Array(value.utf8), chunk: chunk) == .complete(count: value.utf8.count))
      }
    }
  }
}
