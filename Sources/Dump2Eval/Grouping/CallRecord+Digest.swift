internal import TraceReader

extension CallRecord {
  /// What is read of a record before its content.
  ///
  /// A class, since the calls of a trace are sorted and compared, and a copy of all this costs as much as reading it.
  final class Digest {
    /// The call; without its messages and choices where `contentPosition` says where these are.
    @safe @exclusivity(unchecked) var call: LLMCall
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

    init() { call = LLMCall() }

    /// The digest of a call that has its content.
    init(_ call: consuming LLMCall, isCopy: Bool, resource: ResourceReference?) {
      self.isCopy = isCopy
      self.resource = resource
      let (input, output) = (call.inputText, call.outputText)
      let conversation = ConversationHash.of(call.messages)
      statusIncludingFailed = call.status(includingFailed: true, input: input, output: output)
      status = call.failed ? .failed : statusIncludingFailed
      if let input {
        inputHash = conversation.asked ?? TextHash.hash(input)
        inputCount = input.utf8.count
      }
      if let output {
        outputHash = TextHash.hash(output)
        outputCount = output.utf8.count
      }
      callsTools = call.choices.contains { !$0.toolCalls.isEmpty }
      promptHash = conversation.prompt
      echoHash = conversation.echo
      contentCount = call.textCount
      self.call = call
    }

    /// Both input and output are there.
    var isWhole: Bool { inputHash != nil && outputHash != nil }
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
