import Dump2Eval

/// What to switch on in a library of which calls came without content.
struct RecordingHint {
  let library: String
  let calls: Int
  let text: String
}

extension Inspection {
  /// Where most calls are lost comes first. A library that records in two ways has one hint if it is the same.
  var recordingHints: [RecordingHint] {
    var calls: [[String]: Int] = [:]
    for group in libraries {
      guard let count = group.calls[.notRecorded], count > 0, let hint = group.library?.recordingHint else {
        continue
      }
      calls[[group.name ?? "", hint], default: 0] += count
    }
    return calls.map { RecordingHint(library: $0.key[0], calls: $0.value, text: $0.key[1]) }
      .sorted { ($1.calls, $0.library, $0.text) < ($0.calls, $1.library, $1.text) }
  }
}
