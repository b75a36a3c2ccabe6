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
    /// Whether there is an input and an output, and their UTF-8 bytes.
    var hasInput = false
    var hasOutput = false
    var inputCount = 0
    var outputCount = 0
    var callsTools = false
    private var knownHashes: ContentHashes?
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
      statusIncludingFailed = call.status(includingFailed: true, input: input, output: output)
      status = call.failed ? .failed : statusIncludingFailed
      hasInput = input != nil
      inputCount = input?.utf8.count ?? 0
      hasOutput = output != nil
      outputCount = output?.utf8.count ?? 0
      callsTools = call.choices.contains { !$0.toolCalls.isEmpty }
      contentCount = call.textCount
      self.call = call
    }

    /// Takes what another record of the same span knows of the call, apart from its content.
    func fillMetadata(from other: Digest) {
      call.fillMetadata(from: other.call)
      call.parentSpanID = call.parentSpanID ?? other.call.parentSpanID
      call.scope = call.scope ?? other.call.scope
      if call.endTime == 0 { call.endTime = other.call.endTime }
      guard call.service == nil, resource == nil else { return }
      call.service = other.call.service
      resource = other.resource
    }

    /// Lends the call. It is moved out and back: to copy it takes hold of a dozen texts.
    func withCall<Result>(_ body: (inout LLMCall) -> Result) -> Result {
      var lent = LLMCall()
      swap(&lent, &call)
      defer { swap(&lent, &call) }
      return body(&lent)
    }

    /// Made when they are asked for: most traces have no two calls that could be one. Where the call's content is elsewhere
    /// they must have been told.
    var hashes: ContentHashes {
      get {
        if let knownHashes { return knownHashes }
        assert(contentPosition == nil, "hashes are made of content")
        let hashes = ContentHashes(of: call)
        knownHashes = hashes
        return hashes
      }
      set { knownHashes = newValue }
    }

    /// Of the input; nil where there is none.
    var inputHash: UInt64? { hasInput ? hashes.input : nil }
    /// Of the output; nil where there is none.
    var outputHash: UInt64? { hasOutput ? hashes.output : nil }

    /// Both input and output are there.
    var isWhole: Bool { hasInput && hasOutput }
  }
}

/// Hashes by which calls of a trace are compared.
struct ContentHashes {
  var input: UInt64
  var output: UInt64
  /// Of the whole conversation that was sent.
  let prompt: UInt64
  /// Of the conversation up to its last message of the assistant: the prompt of the call that this message answers.
  let echo: UInt64?

  /// Of a call that has its content.
  init(of call: LLMCall) {
    let conversation = ConversationHash.of(call.messages)
    input = conversation.asked ?? call.inputText.map { TextHash.hash($0) } ?? 0
    output = call.outputText.map { TextHash.hash($0) } ?? 0
    prompt = conversation.prompt
    echo = conversation.echo
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
