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

/// Answers by their number. The pieces of a streamed answer come as several of one number (google-genai 0.x).
private struct NumberedChoices {
  private var choices: [(choice: Choice, index: Int)] = []
  /// Where the answer of a number is in the list.
  private var places: [Int: Int] = [:]

  var isEmpty: Bool { choices.isEmpty }

  /// The answers by number; equal ones never stay.
  var inOrder: [Choice] { choices.sorted { $0.index < $1.index }.map(\.choice) }

  mutating func add(_ choice: Choice, at index: Int) {
    guard let known = places[index] else {
      places[index] = choices.count
      choices.append((choice, index))
      return
    }
    if let text = choice.text {
      if choices[known].choice.text == nil { choices[known].choice.text = "" }
      choices[known].choice.text?.append(text)
    }
    choices[known].choice.refusal = choices[known].choice.refusal ?? choice.refusal
    choices[known].choice.toolCalls += choice.toolCalls
    choices[known].choice.finishReason = choice.finishReason ?? choices[known].choice.finishReason
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
