extension LLMCall {
  /// Whether some message besides instructions has content: text that is not blank, or calls of tools.
  var hasMessages: Bool {
    messages.indices.contains { messages[$0].hasContent }
  }

  /// Whether some choice has content.
  var hasOutput: Bool {
    choices.indices.contains { choices[$0].hasContent }
  }

  /// Forgets what was asked and answered.
  mutating func removeContent() {
    messages = []
    instructions = []
    choices = []
  }

  /// Adds input messages: system and developer instructions to `instructions`, the others to `messages`.
  /// Instructions that are already there are not repeated: some libraries record them among the messages and
  /// on their own.
  mutating func append(_ input: [Message]) {
    guard input.indices.contains(where: { input[$0].role.isInstruction }) else {
      // As a rule they are the first, and need not be copied.
      if messages.isEmpty { messages = input } else { messages.append(contentsOf: input) }
      return
    }
    /// The texts of all instructions, once they are many.
    var known: Set<String?> = []
    for message in input {
      guard message.isInstruction else {
        messages.append(message)
        continue
      }
      if known.isEmpty, instructions.count > Self.fewInstructions { known = Set(instructions.map(\.text)) }
      let isNew =
        known.isEmpty
        ? !instructions.contains { $0.text == message.text } : known.insert(message.text).inserted
      if isNew { instructions.append(message) }
    }
  }

  /// Up to here comparing takes less than a table.
  private static let fewInstructions = 16

  /// Takes these input messages when no message with content is known yet.
  mutating func fill(input: @autoclosure () -> [Message]) {
    guard !hasMessages else { return }
    let found = input()
    guard !found.isEmpty else { return }
    messages.removeAll()
    append(found)
  }

  /// Takes these answers when none with content is known yet.
  mutating func fill(output: @autoclosure () -> [Choice]) {
    guard !hasOutput else { return }
    let found = output()
    guard !found.isEmpty else { return }
    let known = choices
    choices = found
    // What was known without content may still know why the model stopped.
    for position in choices.indices where choices[position].finishReason == nil && position < known.count {
      choices[position].finishReason = known[position].finishReason
    }
  }
}

extension LLMCall {
  /// Takes from another record of the same call what is not known yet.
  mutating func fill(from other: LLMCall) {
    fill(input: other.instructions + other.messages)
    fill(output: other.choices)
    fillMetadata(from: other)
    truncation.formUnion(other.truncation)
  }

  /// Takes what another record of the same call knows about it, apart from its content.
  mutating func fillMetadata(from other: LLMCall) {
    model = model ?? other.model
    provider = provider ?? other.provider
    operation = operation ?? other.operation
    responseID = responseID ?? other.responseID
    inputTokens = inputTokens ?? other.inputTokens
    outputTokens = outputTokens ?? other.outputTokens
    totalTokens = totalTokens ?? other.totalTokens
    cost = cost ?? other.cost
  }
}

extension Message {
  /// It comes from the system or its developer.
  var isInstruction: Bool { role.isInstruction }

  /// Text that is not blank, or calls of tools.
  var hasContent: Bool { !toolCalls.isEmpty || !text.isBlank }
}

extension Message.Role {
  var isInstruction: Bool { self == .system || self == .developer }
}

extension Choice {
  /// Text or refusal that is not blank, or calls of tools.
  var hasContent: Bool {
    !toolCalls.isEmpty || !text.isBlank || !refusal.isBlank
  }
}

extension String? {
  /// No text, or nothing but white space.
  var isBlank: Bool {
    switch self {
    case let text?: text.isBlank
    case nil: true
    }
  }
}

extension String {
  /// Nothing but white space: the blanks of ASCII, and what Unicode calls white space.
  var isBlank: Bool {
    // The first byte tells nearly always: outside ASCII no white space begins with others than these.
    if let first = utf8.first, first > 0x20, first != 0xC2, !(0xE1...0xE3).contains(first) { return false }
    return unicodeScalars.allSatisfy { $0.properties.isWhitespace }
  }
}
