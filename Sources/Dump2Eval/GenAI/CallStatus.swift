/// Whether a call becomes a case, or why it does not. The raw values are the words of summaries.
public enum CallStatus: String, Sendable, CaseIterable {
  case exportable = "exportable"
  case notRecorded = "not recorded"
  case noInput = "no input"
  case noOutput = "no output"
  case failed = "failed"
  case hashed = "hashed"
  case truncated = "truncated"
  /// Decided among the calls of a trace, not here.
  case `repeat` = "repeat"
  /// Decided by the user's options, not here.
  case filtered = "filtered"
}

extension LLMCall {
  /// What becomes of the call on its own. The first reason that applies, from cause to symptom: a failed call
  /// has no answer because it failed; what a limit cut may look as if it was never recorded; and only of what
  /// is there can be told whether it is a digest. `includingFailed` keeps failed calls that have an output.
  public func status(includingFailed: Bool = false) -> CallStatus {
    status(includingFailed: includingFailed, input: inputText, output: outputText)
  }

  /// The same when `inputText` and `outputText` are at hand: they may be long, and made of many parts.
  func status(includingFailed: Bool, input: String?, output: String?) -> CallStatus {
    if failed, !includingFailed || output == nil { return .failed }
    if !truncation.isEmpty { return .truncated }
    switch (input, output) {
    case (nil, nil): return .notRecorded
    case (nil, _): return .noInput
    case (_, nil): return .noOutput
    case (let input?, let output?):
      return Placeholder.isAll(of: input) || Placeholder.isAll(of: output) ? .hashed : .exportable
    }
  }
}

/// What stands in place of a text that was not to be recorded.
enum Placeholder {
  /// Whether every line of a text is a digest or a mask: `sha256:` and 64 hex digits (toad-eye),
  /// `__REDACTED__` (OpenInference), `[REDACTED]`, `<masked>` and their like (what a mask function of Langfuse returns is the
  /// user's choice), `<elided>` (google-genai 0.3), `redacted-by-litellm`, asterisks (the Collector's redaction processor). Lines,
  /// because masked parts of one message are joined by newlines.
  static func isAll(of text: String) -> Bool { text.withUTF8Span(isAll) }

  private static func isAll(of bytes: Span<UInt8>) -> Bool {
    var isFound = false
    var position = 0
    while true {
      while position < bytes.count, isBlank(bytes[position]) { position += 1 }
      guard position < bytes.count else { return isFound }
      let start = position
      // Nearly all texts are told by their first byte, and what is longer than a digest is none.
      guard canBegin(bytes[start]) else { return false }
      while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
        position += 1
        if position - start > longest, bytes[position - 1] != UInt8(ascii: "*"), !isBlank(bytes[position - 1])
        {
          return false
        }
      }
      var end = position
      while isBlank(bytes[end - 1]) { end -= 1 }
      guard isPlaceholder(bytes.extracting(start..<end)) else { return false }
      isFound = true
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func canBegin(_ byte: UInt8) -> Bool {
    closing(byte) != nil || byte == UInt8(ascii: "s") || byte == UInt8(ascii: "*")
      || byte == bare[0]
  }

  private static let digest = Array("sha256:".utf8)
  private static let bare = Array("redacted-by-litellm".utf8)
  private static let longest = 7 + 64

  private static func isPlaceholder(_ line: Span<UInt8>) -> Bool {
    if isBracketedWord(line) { return true }
    if line.count == bare.count, bare.indices.allSatisfy({ line[$0] == bare[$0] }) { return true }
    if line.count == longest, digest.indices.allSatisfy({ line[$0] == digest[$0] }) {
      return (digest.count..<longest).allSatisfy { position in
        line[position] &- 0x30 < 10 || (line[position] | 0x20) &- UInt8(ascii: "a") < 6
      }
    }
    return line.indices.allSatisfy { line[$0] == UInt8(ascii: "*") }
  }

  /// Words that masks put in brackets, in any case.
  private static let words = [
    "redacted", "masked", "hidden", "removed", "filtered", "omitted", "scrubbed", "elided",
  ]
  .map { Array($0.utf8) }

  /// What closes a bracket; nil for what is none.
  private static func closing(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "["): UInt8(ascii: "]")
    case UInt8(ascii: "<"): UInt8(ascii: ">")
    case UInt8(ascii: "{"): UInt8(ascii: "}")
    case UInt8(ascii: "("): UInt8(ascii: ")")
    case UInt8(ascii: "_"): UInt8(ascii: "_")
    default: nil
    }
  }

  /// One of the words, and nothing else but the brackets or underscores around it.
  private static func isBracketedWord(_ line: Span<UInt8>) -> Bool {
    guard line.count < 24, closing(line[0]) == line[line.count - 1] else { return false }
    let lowered = line.indices.map { line[$0] | 0x20 }
    let isBracket: (UInt8) -> Bool = { $0 < UInt8(ascii: "a") || $0 > UInt8(ascii: "z") }
    var word = lowered.drop(while: isBracket)
    while let last = word.last, isBracket(last) { word.removeLast() }
    return words.contains { $0.elementsEqual(word) }
  }
}
