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
  /// user's choice), asterisks (the Collector's redaction processor). Lines,
  /// because masked parts of one message are joined by newlines.
  static func isAll(of text: String) -> Bool {
    var isFound = false
    var rest = text.utf8[...]
    while true {
      rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      guard let first = rest.first else { return isFound }
      // Long texts are told by their first byte; nothing of them is split into lines.
      guard canBegin(first) else { return false }
      let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
      guard isPlaceholder(trimmed(line)) else { return false }
      isFound = true
      rest = rest[line.endIndex...]
    }
  }

  private static func canBegin(_ byte: UInt8) -> Bool {
    brackets.contains { $0.opening == byte } || byte == UInt8(ascii: "s") || byte == UInt8(ascii: "*")
  }

  private static func isPlaceholder(_ line: Substring.UTF8View) -> Bool {
    if isBracketedWord(line) { return true }
    if line.starts(with: "sha256:".utf8) {
      let digits = line.dropFirst(7)
      return digits.count == 64
        && digits.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- UInt8(ascii: "a") < 6 }
    }
    return line.allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Words that masks put in brackets, in any case.
  private static let words = ["redacted", "masked", "hidden", "removed", "filtered", "omitted", "scrubbed"]

  private static let brackets: [(opening: UInt8, closing: UInt8)] = [
    (UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "<"), UInt8(ascii: ">")),
    (UInt8(ascii: "{"), UInt8(ascii: "}")), (UInt8(ascii: "("), UInt8(ascii: ")")),
    (UInt8(ascii: "_"), UInt8(ascii: "_")),
  ]

  /// One of the words, and nothing else but the brackets or underscores around it.
  private static func isBracketedWord(_ line: Substring.UTF8View) -> Bool {
    guard line.count < 24, let first = line.first, let last = line.last else { return false }
    guard brackets.contains(where: { $0.opening == first && $0.closing == last }) else { return false }
    let isBracket: (UInt8) -> Bool = { $0 | 0x20 < UInt8(ascii: "a") || $0 | 0x20 > UInt8(ascii: "z") }
    var word = line.drop(while: isBracket)
    while let last = word.last, isBracket(last) { word.removeLast() }
    return words.contains { $0.utf8.elementsEqual(word.map { $0 | 0x20 }) }
  }

  private static func trimmed(_ line: Substring.UTF8View) -> Substring.UTF8View {
    var line = line
    while let first = line.first, first == 0x20 || first == 0x09 { line.removeFirst() }
    while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
    return line
  }
}
