/// What stands between the values of a dump: blanks, text of loggers, and what damage has left.
extension JSONDumpReader {
  /// Whether the reader of the next part goes on from here.
  mutating func isAtBorder() -> Bool {
    guard cursor.offset >= borders.next else { return false }
    let isOrdinary = isOrdinary
    return borders.isReached(at: cursor.offset, isOrdinary: isOrdinary)
  }

  /// Whether a reader that begins at the value here has the same before it as this one.
  var isOrdinary: Bool {
    isLineStart && !isRecovering && hasProgress && hasRead && text == nil && !isTextCounted
      && leaves.isOrdinary && (leaves.counts != ReadingCounts() || borders.isContinuation)
      && cursor.broken == nil && !cursor.hasExceededShare(borders) && window.damageOffset == nil
  }

  /// Steps to the next object or array; false at the end of the input. What else stands there is skipped: what damage has
  /// left, and lines of logs.
  mutating func skipToValue() -> Bool {
    while true {
      cursor.release()
      if let packaging = ProtobufPackaging.next(in: window) {
        borders.missAll()
        next = .protobuf(packaging)
        return false
      }
      let padding = cursor.skipPadding()
      if padding.endsLine {
        isTextCounted = false
        if mayBeRecovered { isRecovering = false }
      }
      if padding.isLineStart { isLineStart = true }
      guard let byte = cursor.peek() else { return false }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): return true
      case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
        if !isRecovering { recover(from: strayByte()) } else { cursor.advance() }
      default:
        let offset = cursor.offset
        let isCounted = !isRecovering && !isTextCounted
        countText(at: offset)
        let skipped = cursor.skipText()
        if isCounted { judge(skipped, at: offset) }
      }
      isLineStart = false
      mayBeRecovered = false
    }
  }

  /// The end of something whose beginning is not there.
  mutating func strayByte() -> InputError {
    var error = cursor.error("a JSON value")
    if let text, text.lines == 1 && isTextCounted || !hasRead {
      error.offset = text.offset
      error.problem = Self.restOfValue
      if hasRead { self.text = nil }
    }
    return error
  }

  private static var restOfValue: String { "expected the beginning of a JSON value, found the rest of one" }

  /// A line that was taken for text may be what is left of a value, where the head of the dump is missing, or a part of it; or
  /// of something else that was cut.
  private mutating func judge(_ skipped: SkippedText, at offset: Int64) {
    if skipped.isBinary {
      noteDamage("expected JSON, found bytes that are no text", at: offset)
    } else if skipped.isRestOfValue {
      noteDamage(Self.restOfValue, at: offset)
    }
  }

  private mutating func noteDamage(_ problem: String, at offset: Int64) {
    if let text { self.text = text.lines > 1 ? (text.offset, text.lines - 1) : nil }
    let error = InputError(.damage, input: window.name, offset: offset, problem: problem)
    if hasProgress { if hasRead { sink.report(error) } else { firstError = firstError ?? error } }
    hasProgress = false
  }

  mutating func countText(at offset: Int64) {
    guard !isRecovering, !isTextCounted else { return }
    isTextCounted = true
    text = (text?.offset ?? offset, (text?.lines ?? 0) + 1)
    borders.missAll()
  }

  /// Text between values is what loggers and shells leave there; a file that is nothing else is no dump.
  mutating func reportEnd() {
    let isDump =
      leaves.counts != ReadingCounts() || hasRead || next != nil || (firstError != nil && text == nil)
    if isDump { reportFirstError() }
    if families.isEmpty, hasProgress, leaves.isOrdinary, isHead,
      leaves.counts.areOfOtherThings
    {
      sink.report(
        InputError(
          .notice, input: window.name, problem: "expected spans or log records, found JSON of some other kind"
        ))
    }
    guard let text else { return }
    // Behind what seemed to be broken they were not counted.
    let lines = firstError != nil ? "lines" : text.lines == 1 ? "1 line" : "\(text.lines) lines"
    sink.report(
      InputError(
        next != nil ? .damage : isDump ? .notice : .unreadable, input: window.name, offset: text.offset,
        problem: isDump
          ? "expected JSON, found text in \(lines), this one first; stepped over"
          : "expected a dump of traces, found \(lines) of text"))
  }

  mutating func recover(from error: InputError) {
    // A list of words or numbers, `[main]` or `[2026-03-15 14:22:00]`, is how a logger's line may begin.
    let isList = !isRecovering && stack.count == 1 && stack[0].isArray && stack[0].isPlain
    let start = stack.first?.start ?? 0
    let isCounted = isList && !isTextCounted
    if isList {
      countText(at: start)
    } else {
      if hasProgress, !isConsequence(error) {
        if hasRead { sink.report(error) } else { firstError = error }
      }
      hasProgress = false
      isRecovering = true
      mayBeRecovered = false
    }
    stack.removeAll()
    if cursor.hasExceededShare(borders) {
      borders.missAll()
      borders.isGivenUp = borders.isContinuation
    }
    var skipped = cursor.skipToRestart(leaves: leaves.counts.spans + leaves.counts.logRecords)
    skipped.openers += 1
    if isCounted { judge(skipped, at: start) }
  }

  /// What a damaged source gives shortly before and behind the damage is broken too, which is no more news.
  mutating func isConsequence(_ error: InputError) -> Bool {
    guard let damage = window.damageOffset, let offset = error.offset else { return false }
    return progress < damage && offset > damage - Self.garbage
  }

  /// A decompressor notices damage somewhat late.
  private static let garbage: Int64 = 64 << 10

  mutating func noteProgress(at offset: Int64) {
    hasProgress = true
    progress = offset
    reportFirstError()
  }

  /// Several of them are one damage, and so is what is left of a span that was broken.
  mutating func noteLackingIDs(at offset: Int64) {
    if hasProgress {
      sink.report(InputError(.damage, input: window.name, offset: offset, problem: InputError.lacksIDs))
    }
    hasProgress = false
  }

  mutating func reportFirstError() {
    guard let error = firstError else { return }
    firstError = nil
    // It is about the text.
    if text?.offset == error.offset { text = nil }
    sink.report(error)
  }
}
