internal import TraceReader

/// A call as bytes, with what decides about it in front, and its content behind: of a large trace the content is not held.
enum CallRecord {
  /// Writes a call that has its content.
  static func write(_ digest: Digest, to writer: inout RecordWriter) {
    digest.withCall { write($0, digest, to: &writer) }
  }

  /// Not inlined: of a parameter no text is copied to look at it.
  @inline(never)
  private static func write(_ call: LLMCall, _ digest: Digest, to writer: inout RecordWriter) {
    writeMetadata(of: call, to: &writer)
    writeJudgement(digest, to: &writer)
    writeContent(of: call, to: &writer)
  }

  /// Writes what was found out about a call.
  private static func writeJudgement(_ digest: Digest, to writer: inout RecordWriter) {
    writer.write(digest.isCopy)
    writer.write(digest.status.code)
    writer.write(digest.statusIncludingFailed.code)
    writer.write(digest.hasInput)
    if digest.hasInput { writer.write(digest.inputCount) }
    writer.write(digest.hasOutput)
    if digest.hasOutput { writer.write(digest.outputCount) }
    writer.write(digest.callsTools)
    writer.write(digest.contentCount)
    writer.write(digest.resource != nil)
    if let resource = digest.resource {
      writer.write(UInt64(resource.input))
      writer.write(resource.offset)
      writer.write(resource.process)
    }
  }

  static func digest(_ reader: inout RecordReader) -> Digest {
    let digest = Digest()
    readMetadata(&reader, into: &digest.call)
    digest.isCopy = reader.flag()
    digest.status = CallStatus(code: reader.byte())
    digest.statusIncludingFailed = CallStatus(code: reader.byte())
    digest.hasInput = reader.flag()
    if digest.hasInput { digest.inputCount = reader.count() }
    digest.hasOutput = reader.flag()
    if digest.hasOutput { digest.outputCount = reader.count() }
    digest.callsTools = reader.flag()
    digest.contentCount = reader.count()
    if reader.flag() {
      digest.resource = ResourceReference(
        input: UInt32(truncatingIfNeeded: reader.unsigned()), offset: reader.signed(), process: reader.text())
    }
    digest.contentPosition = reader.position
    return digest
  }

  /// Lends the whole call of a record whose digest has been read.
  static func withCall<Result>(
    _ digest: Digest, _ reader: inout RecordReader, _ body: (LLMCall) -> Result
  ) -> Result {
    digest.withCall { call in
      guard let position = digest.contentPosition else { return body(call) }
      reader.skip(to: position)
      readContent(&reader, into: &call)
      defer { call.removeContent() }
      return body(call)
    }
  }

  /// Reads what stands behind the digest.
  static func readContent(_ reader: inout RecordReader, into call: inout LLMCall) {
    call.messages = reader.list(message)
    call.instructions = reader.list(message)
    call.choices = reader.list(choice)
  }

  // MARK: Parts that event records have too

  static func writeMetadata(of call: LLMCall, to writer: inout RecordWriter) {
    writer.write(call.traceID)
    writer.write(call.spanID)
    writer.write(call.parentSpanID)
    writer.write(call.name)
    writer.write(call.dialect)
    writer.write(call.scope)
    writer.write(call.service)
    writer.write(call.startTime)
    writer.write(call.endTime)
    writer.write(call.model)
    writer.write(call.provider)
    writer.write(call.operation)
    writer.write(call.responseID)
    writer.write(call.inputTokens)
    writer.write(call.outputTokens)
    writer.write(call.totalTokens)
    writer.write(call.cost)
    writer.write(call.failed)
    writer.write(call.truncation.rawValue)
  }

  static func readMetadata(_ reader: inout RecordReader, into call: inout LLMCall) {
    call.traceID = reader.commonText()
    call.spanID = reader.text()
    call.parentSpanID = reader.optionalText()
    call.name = reader.commonText()
    call.dialect = reader.commonText()
    call.scope = reader.optionalCommonText()
    call.service = reader.optionalCommonText()
    call.startTime = reader.signed()
    call.endTime = reader.signed()
    call.model = reader.optionalCommonText()
    call.provider = reader.optionalCommonText()
    call.operation = reader.optionalCommonText()
    call.responseID = reader.optionalText()
    call.inputTokens = reader.optionalInt()
    call.outputTokens = reader.optionalInt()
    call.totalTokens = reader.optionalInt()
    call.cost = reader.optionalDouble()
    call.failed = reader.flag()
    call.truncation = LLMCall.Truncation(rawValue: reader.byte())
  }

  static func write(_ message: Message, to writer: inout RecordWriter) {
    writer.write(message.role.code)
    writer.write(message.text)
    writer.write(message.toolCalls) { write($1, to: &$0) }
    writer.write(message.toolCallID)
    writer.write(message.name)
  }

  static func message(_ reader: inout RecordReader) -> Message {
    Message(
      role: Message.Role(code: reader.byte()), text: reader.optionalText(),
      toolCalls: reader.list(toolCall), toolCallID: reader.optionalText(), name: reader.optionalText())
  }

  static func write(_ choice: Choice, to writer: inout RecordWriter) {
    writer.write(choice.text)
    writer.write(choice.refusal)
    writer.write(choice.toolCalls) { write($1, to: &$0) }
    writer.write(choice.finishReason)
  }

  static func choice(_ reader: inout RecordReader) -> Choice {
    var choice = Choice(text: reader.optionalText(), refusal: reader.optionalText())
    choice.toolCalls = reader.list(toolCall)
    choice.finishReason = reader.optionalText()
    return choice
  }

  private static func write(_ toolCall: ToolCall, to writer: inout RecordWriter) {
    writer.write(toolCall.id)
    writer.write(toolCall.name)
    writer.write(toolCall.arguments)
  }

  private static func toolCall(_ reader: inout RecordReader) -> ToolCall {
    ToolCall(id: reader.optionalText(), name: reader.text(), arguments: reader.text())
  }

  private static func writeContent(of call: LLMCall, to writer: inout RecordWriter) {
    writer.write(call.messages) { write($1, to: &$0) }
    writer.write(call.instructions) { write($1, to: &$0) }
    writer.write(call.choices) { write($1, to: &$0) }
  }
}

extension CallStatus {
  var code: UInt8 { UInt8(Self.allCases.firstIndex(of: self)!) }

  init(code: UInt8) {
    self = Int(code) < Self.allCases.count ? Self.allCases[Int(code)] : .notRecorded
  }
}

extension Message.Role {
  private static let all: [Message.Role] = [.user, .system, .developer, .assistant, .tool]

  fileprivate var code: UInt8 { UInt8(Self.all.firstIndex(of: self)!) }

  fileprivate init(code: UInt8) { self = Int(code) < Self.all.count ? Self.all[Int(code)] : .user }
}
