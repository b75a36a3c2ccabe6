import Testing

@testable import TraceReader

@Suite("What is readable before and after damage in JSON is read")
struct JSONDamageTests {
  /// Span ids end with their number.
  private static func numbers(_ sink: CollectingSink) -> [Int] { sink.spans.compactMap { Int($0.suffix(2)) } }

  private static let lines = [Dump.line(1...2), Dump.line(3...4), Dump.line(5...6), Dump.line(7...8)]

  @Test(
    "a line that is cut anywhere costs what is cut off and nothing of other lines", arguments: [true, false])
  func cutLine(hasLineFeed: Bool) {
    let line = Self.lines[1]
    let (first, second) = (line.ranges(of: "{\"traceId\"")[0], line.ranges(of: "{\"traceId\"")[1])
    for count in 1..<line.count {
      let cut = line.prefix(count)
      let text = [Self.lines[0], cut + (hasLineFeed ? "\n" : "") + Self.lines[2], Self.lines[3], ""]
        .joined(separator: "\n")
      let (sink, _) = CollectingSink.reading(Array(text.utf8), chunk: 100)
      let numbers = Set(Self.numbers(sink))
      #expect(numbers.isSuperset(of: [1, 2, 5, 6, 7, 8]), "cut after \(count) bytes: \(cut.suffix(20))")
      let firstEnd = line.distance(from: line.startIndex, to: second.lowerBound) - 1
      if count >= firstEnd { #expect(numbers.contains(3), "cut after \(count) bytes") }
      #expect(sink.problems.count == 1, "cut after \(count) bytes: \(sink.texts)")
      let place = sink.problems.first?.offset ?? 0
      let start = Int64(Self.lines[0].count + 1)
      #expect(
        place >= start && place <= start + Int64(2 * line.count + 64),
        "cut after \(count) bytes: \(sink.texts)")
    }
    #expect(first.lowerBound < second.lowerBound)
  }

  @Test(
    "a byte that is lost or changed anywhere costs two spans at the most", arguments: ["lines", "Jaeger"])
  func flips(shape: String) {
    let text = shape == "lines" ? Self.lines.joined(separator: "\n") + "\n" : Dump.jaeger(1...4)
    let bytes = Array(text.utf8)
    let whole = Set(Self.numbers(CollectingSink.reading(bytes).sink))
    #expect(whole.count == 8)
    for position in bytes.indices {
      for change in [nil, bytes[position] ^ 0x01, bytes[position] ^ 0x20, 0x00, 0x22, 0x5C, 0x7B, 0x7D, 0xFF]
      {
        var damaged = bytes
        if let change { damaged[position] = change } else { damaged.remove(at: position) }
        let (sink, _) = CollectingSink.reading(damaged)
        // What is still JSON only says something else.
        if Self.isJSON(damaged) { continue }
        let lost = whole.subtracting(Self.numbers(sink))
        #expect(
          lost.count <= 2, "byte \(position) → \(String(describing: change)): lost \(lost), \(sink.texts)")
      }
    }
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    let tree = JSONTree()
    return bytes.split(separator: 0x0A).allSatisfy { line in
      unsafe Array(line).withUnsafeBytes { unsafe (try? tree.parse($0)) != nil }
    }
  }

  @Test("text of loggers and shells is stepped over and counted, not damage")
  func text() {
    let text = [
      "File log receiver 1", Self.lines[0], "2026-03-15 14:00:00 INFO [main] " + Self.lines[1],
      "[2026-03-15 14:22:00] DEBUG " + Self.lines[2], "[main] WARN nothing", "null", "",
    ].joined(separator: "\r\n")
    let (sink, _) = CollectingSink.reading(Array(text.utf8), chunk: 7)
    #expect(Self.numbers(sink) == [1, 2, 3, 4, 5, 6])
    #expect(sink.texts == ["notice 0: expected JSON, found text in 5 lines, this one first; stepped over"])
  }

  @Test("a file of nothing but text is no dump")
  func onlyText() {
    let (sink, _) = CollectingSink.reading(Array("hello\nworld\n".utf8))
    #expect(sink.texts == ["unreadable 0: expected a dump of traces, found 2 lines of text"])
  }

  @Test(
    "text that looks like a broken dump is none",
    arguments: ["func a() {\n  b()\n}\n", "Notes\n, more\n", "body {\n  color: red;\n}\n"])
  func textLikeJSON(text: String) {
    let (sink, _) = CollectingSink.reading(Array(text.utf8))
    #expect(sink.texts == ["unreadable 0: expected a dump of traces, found lines of text"])
  }

  @Test("what is broken at the beginning is damage, also when nothing comes behind it")
  func brokenBeginning() {
    let (sink, _) = CollectingSink.reading(Array(#"{"data":[{"spans" 1"#.utf8))
    #expect(sink.texts == ["damage 18: expected ':' after an object key, found '1'"])
  }

  @Test("text before a broken value is told as well when something can be read")
  func textBeforeDamage() {
    let (sink, _) = CollectingSink.reading(Array(("Notes\n{\"spans\" 1}\n" + Self.lines[0]).utf8))
    #expect(Self.numbers(sink) == [1, 2])
    #expect(
      sink.texts == [
        "damage 15: expected ':' after an object key, found '1'",
        "notice 0: expected JSON, found text in 1 line, this one first; stepped over",
      ])
  }

  @Test("zeros of a crash in the middle of a line")
  func zeros() {
    let text =
      Self.lines[0] + "\n" + Self.lines[1].prefix(250) + String(repeating: "\0", count: 5000) + Self.lines[2]
    let (sink, _) = CollectingSink.reading(Array(text.utf8))
    #expect(Set(Self.numbers(sink)).isSuperset(of: [1, 2, 5, 6]))
    #expect(sink.problems.count == 1)
  }

  @Test("spans behind damage in a document are one damage, whatever is between them", arguments: [0, 2])
  func oneLine(indent: Int) throws {
    var text = Dump.jaeger(1...4)
    if indent > 0 { text = text.replacing(",", with: ",\n  ").replacing("[{", with: "[\n  {\n ") }
    let place = text.ranges(of: "\"spanID\":\"bb21\"")[0].lowerBound
    text.remove(at: place)
    let (sink, _) = CollectingSink.reading(Array(text.utf8))
    #expect(Set([11, 12, 22, 31, 32, 41, 42]).isSubset(of: Self.numbers(sink)))
    #expect(sink.problems.count == 1, "\(sink.texts)")
  }

  @Test("the beginning of a document is lost")
  func headless() {
    let text = Dump.jaeger(1...4).dropFirst(62)
    let (sink, _) = CollectingSink.reading(Array(text.utf8))
    #expect(Self.numbers(sink) == [12, 21, 22, 31, 32, 41, 42])
    #expect(sink.texts == ["damage 0: expected the beginning of a JSON value, found the rest of one"])
  }

  @Test("a span above the limit is reported, and the rest goes on")
  func tooLarge() {
    let huge = Dump.span(2).replacing("Say", with: String(repeating: "x", count: 1 << 20))
    let text = Self.lines[0] + "\n" + Self.lines[1].replacing(Dump.span(3), with: huge) + "\n" + Self.lines[2]
    let (sink, reading) = CollectingSink.reading(Array(text.utf8), maximumSpanSize: 64 << 10)
    #expect(Self.numbers(sink) == [1, 2, 4, 5, 6])
    #expect(reading.counts.spans == 6 && reading.counts.oversized == 1)
    #expect(sink.texts.count == 1 && sink.texts[0].hasSuffix("--max-call-size raises the limit"))
  }

  @Test("a span that stands alone and is above the limit is not lost without a word")
  func tooLargeAlone() {
    let huge = Dump.span(2).replacing("Say", with: String(repeating: "x", count: 1 << 20))
    let (sink, _) = CollectingSink.reading(
      Array((huge + "\n" + Dump.span(3)).utf8), maximumSpanSize: 64 << 10)
    #expect(Self.numbers(sink) == [3])
    #expect(sink.texts.count == 1)
  }

  @Test(
    "the limit holds whatever is buffered", arguments: [300, 2_000, 300_000],
    [61, 4096, .max])
  func limit(size: Int, chunk: Int) {
    let links = String(repeating: #"{"traceId":"01","spanId":"02"},"#, count: size / 20)
    let large = Dump.span(2).dropLast() + #","links":[\#(links){"traceId":"01","spanId":"02"}]}"#
    let flat = #"{"note":"\#(String(repeating: "x", count: size))",\#(Dump.span(4).dropFirst())"#
    let text =
      Dump.line(1...1).replacing(Dump.span(1), with: "\(Dump.span(1)),\(large),\(Dump.span(3))")
      + "\n" + flat + "\n" + Dump.span(5) + "\n"
    let limit = min(large.count, flat.count) - 1
    let (sink, reading) = CollectingSink.reading(Array(text.utf8), chunk: chunk, maximumSpanSize: limit)
    #expect(Self.numbers(sink) == [1, 3, 5])
    #expect(reading.counts.spans == 5 && reading.counts.oversized == 2)
    #expect(sink.texts.allSatisfy { $0.hasSuffix("--max-call-size raises the limit") })
    let whole = CollectingSink.reading(
      Array(text.utf8), chunk: chunk, maximumSpanSize: max(large.count, flat.count))
    #expect(Self.numbers(whole.sink) == [1, 2, 3, 4, 5])
  }

  @Test("strings and keys of any length outside of spans are stepped over")
  func longStrings() {
    let long = String(repeating: "y", count: 1 << 20)
    let text = #"{"\#(long)":1,"comment":"\#(long)",\#(Self.lines[0].dropFirst())"#
    let (sink, _) = CollectingSink.reading(Array(text.utf8), maximumSpanSize: 64 << 10)
    #expect(Self.numbers(sink) == [1, 2])
    #expect(sink.texts.isEmpty)
  }

  @Test(
    "nesting without end takes neither memory nor time",
    arguments: [
      "[", "{", "{\"a\":", "{\"resource\":", "{\"data\":[", "{\"resourceSpans\":[", "{\"traceId\"", "{\"",
      "[\"a\",[",
    ])
  func bombs(unit: String) {
    let bytes = Array(String(repeating: unit, count: 5_000).utf8)
    let clock = ContinuousClock()
    let time = clock.measure {
      let (sink, _) = CollectingSink.reading(bytes)
      #expect(sink.problems.count == 1)
    }
    #expect(time < .seconds(20))
  }

  @Test("a span that nests too deep is reported, and the rest goes on")
  func deepSpan() {
    let brackets = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
    let deep = Dump.span(2).replacing("\"kind\":3", with: "\"kind\":\(brackets)")
    let (sink, _) = CollectingSink.reading(Array(Self.lines[0].replacing(Dump.span(1), with: deep).utf8))
    #expect(Self.numbers(sink) == [2])
    #expect(
      sink.texts.count == 1 && sink.texts[0].hasSuffix("expected values nested at most 1,000 deep, found '['")
    )
  }
}
