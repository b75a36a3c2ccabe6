internal import TraceReader

/// Joins the content that was recorded as events with the call it belongs to.
enum EventContent {
  /// Adds what events tell. What the span itself holds is not repeated: libraries can record in both places
  /// (`SPAN_AND_EVENT`). Events come in the order in which they happened; those that are numbered are put in
  /// that order.
  static func apply(events: [GenAIEvent], to call: inout LLMCall) {
    guard !events.isEmpty else { return }
    var events = events
    if events.allSatisfy({ $0.index != nil || !$0.isMessage }) {
      // The sort is stable: answers have no numbers and stay behind.
      events.sort { ($0.index ?? .max) < ($1.index ?? .max) }
    }
    // Both conventions at once: the event that has everything is the newer one.
    let hasWhole = events.contains(where: \.isWhole)
    var input: [Message] = []
    var choices = NumberedChoices()
    for event in events {
      switch event.content {
      case .message(let message):
        if !hasWhole { input.append(message) }
      case .choice(let choice, let index):
        if !hasWhole { choices.add(choice, at: index) }
      case .details(let instructions, let messages, let answers):
        if hasWhole && !event.isWhole { continue }
        input += instructions + messages
        for (index, answer) in answers.enumerated() { choices.add(answer, at: index) }
      }
    }
    if input.contains(where: \.hasContent) {
      if !call.hasMessages { call.truncation.remove(.input) }
      call.fill(input: input)
      if call.instructions.isEmpty {
        call.append(input.filter { $0.role == .system || $0.role == .developer })
      }
    }
    if !choices.isEmpty {
      let answers = choices.inOrder
      if !call.hasOutput, answers.contains(where: \.hasContent) { call.truncation.remove(.output) }
      call.fill(output: answers)
    }
  }
}

/// Answers by their number. The pieces of a streamed answer come as several of one number, or with numbers of their own, of
/// which the last alone tells why the model stopped (google-genai 0.3).
private struct NumberedChoices {
  private var choices: [(choice: Choice, index: Int)] = []
  /// Where the answer of a number is in the list.
  private var places: [Int: Int] = [:]

  var isEmpty: Bool { choices.isEmpty }

  /// The answers by number.
  var inOrder: [Choice] {
    let sorted = choices.sorted { $0.index < $1.index }.map(\.choice)
    guard sorted.count > 1, sorted.last?.finishReason != nil,
      sorted.dropLast().allSatisfy({ $0.finishReason == nil })
    else { return sorted }
    return [sorted.dropFirst().reduce(into: sorted[0]) { $0.append($1) }]
  }

  mutating func add(_ choice: Choice, at index: Int) {
    guard let known = places[index] else {
      places[index] = choices.count
      choices.append((choice, index))
      return
    }
    choices[known].choice.append(choice)
  }
}

extension Choice {
  /// Adds the next piece of a streamed answer.
  fileprivate mutating func append(_ piece: Choice) {
    // In place: a copy for each piece takes the square of their number.
    if let more = piece.text {
      if text == nil { text = more } else { text!.append(more) }
    }
    refusal = refusal ?? piece.refusal
    toolCalls += piece.toolCalls
    finishReason = piece.finishReason ?? finishReason
  }
}

extension GenAIEvent {
  fileprivate var isMessage: Bool {
    if case .message = content { return true }
    return false
  }

  /// Whether the event tells of a whole request or answer, not only of tools' answers inside one message.
  fileprivate var isWhole: Bool {
    guard case .details(let instructions, let messages, let choices) = content else { return false }
    return !instructions.isEmpty || !choices.isEmpty || messages.first.map { $0.role != .tool } ?? false
  }
}
