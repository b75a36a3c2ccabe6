import Dump2Eval

/// How far a run is, as one line that is drawn again and again on a terminal and gone when something else is to be said.
struct Progress {
  private let width: Int
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false
  private var bytes: Int64 = 0
  /// Bytes to read: files as they lie on the disk; nil as long as it is not known.
  var total: Int64?

  /// More often nobody can read it, and a terminal far away would get slow.
  private static let interval = Duration.milliseconds(100)
  /// Carriage return, erase to the end of the line.
  private static let erase = "\r\u{1B}[K"

  init(width: Int) { self.width = width }

  /// What to send to the terminal after an event; nil for nothing.
  mutating func drawing(after event: RunEvent, at now: ContinuousClock.Instant = .now) -> String? {
    if case .read(let count) = event { bytes += Int64(count) }
    // The first line comes late enough that short runs show none.
    guard now - (lastDrawn ?? start) >= Self.interval else { return nil }
    let seconds = (now - start) / .seconds(1)
    let line: String
    switch event {
    case .read: line = Self.text(bytes: bytes, of: total, seconds: seconds)
    case .assembled(let traces, let exported):
      line = "\(SummaryText.size(bytes)) read, \(traces.grouped) traces grouped, \(exported.grouped) exported"
    case .problem, .input: return nil
    }
    lastDrawn = now
    isDrawn = true
    return Self.erase + DisplayText.fitted("dump2eval: " + line, to: width - 1)
  }

  /// What to send before anything else is written; nil when no line is there.
  mutating func erasing() -> String? {
    guard isDrawn else { return nil }
    isDrawn = false
    return Self.erase
  }

  /// `1.2 GB of 4.0 GB (30 %), 0.6 GB/s, 5 s left`.
  static func text(bytes: Int64, of total: Int64?, seconds: Double) -> String {
    var text = SummaryText.size(bytes)
    let rate = seconds > 0 ? Double(bytes) / seconds : 0
    if let total, total >= bytes, total > 0 {
      text += " of \(SummaryText.size(total)) (\(Int(Double(bytes) / Double(total) * 100)) %)"
    } else {
      text += " read"
    }
    text += ", \(SummaryText.size(Int64(rate)))/s"
    if let total, total > bytes, rate > 0 { text += ", \(time(Double(total - bytes) / rate)) left" }
    return text
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole / 60 % 60) min"
  }
}
