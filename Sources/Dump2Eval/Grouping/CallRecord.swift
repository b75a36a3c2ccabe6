internal import TraceReader

/// A call as bytes, with all that decides about it in front: whole traces are looked at without decoding their content.
enum CallRecord {
  /// What is read of a record before its content.
  ///
  /// A class, since the calls of a trace are sorted and compared, and a copy of all this costs as much as reading it.
  final class Digest {
    /// The call; without its messages and choices where `contentPosition` says where these are.
    var call = LLMCall()
    /// A second record of a call that has its own span.
    var isCopy = false
    /// What becomes of the call on its own, and when failed calls are kept.
    var status = CallStatus.notRecorded
    var statusIncludingFailed = CallStatus.notRecorded
    /// Hashes of input and output; nil where there is none.
    var inputHash: UInt64?
    var outputHash: UInt64?
    /// UTF-8 bytes of input and output; 0 where there is none.
    var inputCount = 0
    var outputCount = 0
    var callsTools = false
    /// Hash of the whole conversation that was sent.
    var promptHash: UInt64 = 0
    /// Hash of the conversation up to its last message of the assistant: the prompt of the call that this message answers.
    var echoHash: UInt64?
    /// Bytes of content, a measure of how complete one of two records of a span is.
    var contentCount = 0
    /// The service is told by another record of the trace.
    var resource: ResourceReference?
    /// Where the record's content begins; nil when `call` has it.
    var contentPosition: Int?

    /// Both input and output are there.
    var isWhole: Bool { inputHash != nil && outputHash != nil }
  }

  static func write(
    _ call: LLMCall, isCopy: Bool, resource: ResourceReference?, to writer: inout RecordWriter
  ) {
    let input = call.inputText
    let output = call.outputText
    let conversation = ConversationHash.of(call.messages)
    writeMetadata(of: call, to: &writer)
    writer.write(isCopy)
    let status = call.status(includingFailed: true, input: input, output: output)
    writer.write(call.failed ? CallStatus.failed.code : status.code)
    writer.write(status.code)
    writer.write(input != nil)
    if let input {
      writer.write(fixed: conversation.asked ?? TextHash.hash(input))
      writer.write(input.utf8.count)
    }
    writer.write(output != nil)
    if let output {
      writer.write(fixed: TextHash.hash(output))
      writer.write(output.utf8.count)
    }
    writer.write(call.choices.contains { !$0.toolCalls.isEmpty })
    writer.write(fixed: conversation.prompt)
    writer.write(conversation.echo != nil)
    if let echo = conversation.echo { writer.write(fixed: echo) }
    writer.write(call.textCount)
    writer.write(resource != nil)
    if let resource {
      writer.write(UInt64(resource.input))
      writer.write(resource.offset)
      writer.write(resource.process)
    }
    writeContent(of: call, to: &writer)
  }

  static func digest(_ reader: inout RecordReader) -> Digest {
    let digest = Digest()
    readMetadata(&reader, into: &digest.call)
    digest.isCopy = reader.flag()
    digest.status = CallStatus(code: reader.byte())
    digest.statusIncludingFailed = CallStatus(code: reader.byte())
    if reader.flag() {
      digest.inputHash = reader.fixed()
      digest.inputCount = reader.count()
    }
    if reader.flag() {
      digest.outputHash = reader.fixed()
      digest.outputCount = reader.count()
    }
    digest.callsTools = reader.flag()
    digest.promptHash = reader.fixed()
    if reader.flag() { digest.echoHash = reader.fixed() }
    digest.contentCount = reader.count()
    if reader.flag() {
      digest.resource = ResourceReference(
        input: UInt32(truncatingIfNeeded: reader.unsigned()), offset: reader.signed(), process: reader.text())
    }
    digest.contentPosition = reader.position
    return digest
  }

  /// The whole call of a record whose digest has been read.
  static func call(_ digest: Digest, _ reader: inout RecordReader) -> LLMCall {
    var call = digest.call
    guard let position = digest.contentPosition else { return call }
    reader.skip(to: position)
    readContent(&reader, into: &call)
    return call
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
    var message = Message(role: Message.Role(code: reader.byte()), text: reader.optionalText())
    message.toolCalls = reader.list(toolCall)
    message.toolCallID = reader.optionalText()
    message.name = reader.optionalText()
    return message
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

extension LLMCall {
  /// Bytes of all recorded text.
  fileprivate var textCount: Int {
    Self.textCount(of: messages) + Self.textCount(of: instructions)
      + choices.reduce(0) { $0 + ($1.text?.utf8.count ?? 0) + 8 * $1.toolCalls.count }
  }

  private static func textCount(of messages: [Message]) -> Int {
    messages.reduce(0) { $0 + ($1.text?.utf8.count ?? 0) + 8 * $1.toolCalls.count }
  }
}

extension CallStatus {
  fileprivate var code: UInt8 { UInt8(Self.allCases.firstIndex(of: self)!) }

  fileprivate init(code: UInt8) {
    self = Int(code) < Self.allCases.count ? Self.allCases[Int(code)] : .notRecorded
  }
}

extension Message.Role {
  private static let all: [Message.Role] = [.user, .system, .developer, .assistant, .tool]

  fileprivate var code: UInt8 { UInt8(Self.all.firstIndex(of: self)!) }

  fileprivate init(code: UInt8) { self = Int(code) < Self.all.count ? Self.all[Int(code)] : .user }
}
