internal import TraceReader

/// A GenAI log event as bytes.
struct EventRecord: Equatable {
  /// What the record itself tells about the call: enough for a case when the span is not in the dump.
  var metadata: LLMCall
  var event: GenAIEvent

  func write(to writer: inout RecordWriter) {
    CallRecord.writeMetadata(of: metadata, to: &writer)
    writer.write(event.index)
    switch event.content {
    case .message(let message):
      writer.write(UInt8(0))
      CallRecord.write(message, to: &writer)
    case .choice(let choice, let index):
      writer.write(UInt8(1))
      CallRecord.write(choice, to: &writer)
      writer.write(Int64(index))
    case .details(let instructions, let messages, let choices):
      writer.write(UInt8(2))
      writer.write(instructions) { CallRecord.write($1, to: &$0) }
      writer.write(messages) { CallRecord.write($1, to: &$0) }
      writer.write(choices) { CallRecord.write($1, to: &$0) }
    }
  }

  static func read(_ reader: inout RecordReader) -> EventRecord {
    var metadata = LLMCall()
    CallRecord.readMetadata(&reader, into: &metadata)
    let index = reader.optionalInt()
    let content: GenAIEvent.Content
    switch reader.byte() {
    case 0: content = .message(CallRecord.message(&reader))
    case 1: content = .choice(CallRecord.choice(&reader), index: Int(reader.signed()))
    default:
      content = .details(
        instructions: reader.list(CallRecord.message), messages: reader.list(CallRecord.message),
        choices: reader.list(CallRecord.choice))
    }
    return EventRecord(metadata: metadata, event: GenAIEvent(content: content, index: index))
  }
}
