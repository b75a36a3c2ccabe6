/// Masks what should not leave the house in the texts of a call, before cases and assertions are made of
/// them.
struct Redactor {
  /// How much was masked, by kind.
  typealias Counts = [RedactionKind: Int]

  static let mask = "[REDACTED]"

  private let masksKnownForms: Bool
  private let patterns: [UserPattern]

  init(_ options: RedactionOptions) {
    masksKnownForms = options.masksKnownForms
    patterns = options.patterns.compactMap(UserPattern.init)
  }

  var isIdle: Bool { !masksKnownForms && patterns.isEmpty }

  /// Masks all that may be written of a call: messages, instructions, the answer that counts, arguments of
  /// tools.
  func redact(_ call: inout LLMCall, _ counts: inout Counts) {
    guard !isIdle else { return }
    if let answer = call.answer { call.choices = [answer] }
    for position in call.messages.indices { redact(&call.messages[position], &counts) }
    for position in call.instructions.indices { redact(&call.instructions[position], &counts) }
    for position in call.choices.indices {
      redact(&call.choices[position].text, &counts)
      redact(&call.choices[position].refusal, &counts)
      redact(&call.choices[position].toolCalls, &counts)
    }
  }

  private func redact(_ message: inout Message, _ counts: inout Counts) {
    redact(&message.text, &counts)
    redact(&message.toolCalls, &counts)
  }

  private func redact(_ toolCalls: inout [ToolCall], _ counts: inout Counts) {
    for position in toolCalls.indices {
      toolCalls[position].arguments = redacted(toolCalls[position].arguments, &counts)
    }
  }

  private func redact(_ text: inout String?, _ counts: inout Counts) {
    if let original = text { text = redacted(original, &counts) }
  }

  /// The text with everything masked. What was JSON stays JSON, unless a pattern of the user's breaks it.
  func redacted(_ text: String, _ counts: inout Counts) -> String {
    var text = text
    if masksKnownForms { text = maskKnownForms(in: text, &counts) }
    for pattern in patterns {
      let (replaced, count) = pattern.replacing(in: text, with: Self.mask)
      guard count > 0 else { continue }
      counts[.pattern, default: 0] += count
      text = replaced
    }
    return text
  }

  private func maskKnownForms(in text: String, _ counts: inout Counts) -> String {
    var search = SensitiveForms(Array(text.utf8))
    let matches = search.findAll()
    guard !matches.isEmpty else { return text }
    let bytes = search.bytes
    // A text that is nothing but a number is JSON too, but nobody reads it as that.
    let isJSON =
      bytes.contains { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } && JSONText.isValid(bytes.span)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + matches.count * Self.mask.utf8.count)
    var quotes = QuoteTracker()
    var position = 0
    for match in matches {
      counts[match.kind, default: 0] += 1
      let between = bytes[position..<match.range.lowerBound]
      if isJSON { between.forEach { quotes.take($0) } }
      result += between
      // A bare number of a JSON text becomes a string.
      result += (isJSON && !quotes.isInside ? "\"\(Self.mask)\"" : Self.mask).utf8
      position = match.range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }
}

/// Tells whether a place in a JSON text is inside a string.
private struct QuoteTracker {
  private(set) var isInside = false
  private var isEscaped = false

  mutating func take(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = isInside
    } else if byte == UInt8(ascii: "\"") {
      isInside.toggle()
    }
  }
}
