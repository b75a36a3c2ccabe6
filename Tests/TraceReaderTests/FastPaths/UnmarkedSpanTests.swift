import Testing

@testable import TraceReader

/// Spans that are stepped over without being decoded, or decoded without being measured, and the ways between them, cost
/// nothing of the others: every dump is read as it is a byte at a time, where nothing is buffered that the fast ways could
/// take.
@Suite struct UnmarkedSpanTests {
  private static func span(_ number: Int, marked: Bool, _ text: String) -> String {
    let trace = String(number % 3 + 10)
    let key = marked ? "gen_ai.prompt" : "http.route"
    return #"{"traceId":"000000000000000000000000000000\#(trace)","spanId":"00000000000000\#(number + 10)","#
      + #""links":[{"traceId":"ffffffffffffffffffffffffffffffff","spanId":"aaaaaaaaaaaaaaaa"}],"#
      + #""name":"GET","attributes":[{"key":"\#(key)","value":{"stringValue":"\#(text)"}}]}"#
  }

  /// A request with two resources and three scopes each, one of them met before.
  private static func request(_ text: String, gap: String = "") -> String {
    var number = 0
    func scope(_ name: String, _ marked: [Bool]) -> String {
      let spans = marked.map { isMarked in
        number += 1
        return span(number, marked: isMarked, text)
      }
      return #"{"scope":{"name":"\#(name)","version":"1"},\#(gap)"spans":[\#(gap)"#
        + spans.joined(separator: ",\(gap)") + "\(gap)]\(gap)}"
    }
    func resource(_ name: String, _ scopes: [String]) -> String {
      #"{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(name)"}}]},\#(gap)"#
        + #""scopeSpans":[\#(gap)"# + scopes.joined(separator: ",\(gap)") + "]}"
    }
    return #"{"resourceSpans":["#
      + resource(
        "shop",
        [scope("a", [false, false, true, false]), scope("b", [true, true]), scope("a", [false, true])])
      + ","
      + resource("cart", [scope("b", [false]), scope("a", [false, true, false]), scope("c", [true])]) + "]}\n"
  }

  /// What may stand in a string: quotes, escapes and brackets.
  static let texts = [
    "", #"\""#, #"\\"#, #"\\\""#, #"}]},{\"scope\":{"#, #"{[\"\\]}"#, #"\u005c\""#, "},{",
    String(repeating: #"\\"#, count: 40), String(repeating: "[", count: 70),
  ]

  private static func plain(_ bytes: [UInt8]) -> Recording.Result {
    Recording.result(MemorySource(bytes, chunk: 1))
  }

  @Test func `cut into two reads at every place`() {
    let bytes = Array(Self.request(Self.texts.prefix(9).joined()).utf8)
    let expected = Self.plain(bytes)
    #expect(expected.lines.count == 6 && expected.counts.spans == 13 && expected.problems == [])
    for split in 0...bytes.count {
      let result = Recording.result(SplitSource(bytes, at: [split]))
      if result != expected { Issue.record("read differently when cut after \(split) bytes") }
    }
  }

  @Test func `with what is special at every distance from a block's edge`() {
    for special in Self.texts {
      for before in 0..<64 {
        let bytes = Array(Self.request(String(repeating: "x", count: before) + special).utf8)
        if Recording.result(MemorySource(bytes)) != Self.plain(bytes) {
          Issue.record("\(special) behind \(before) bytes")
        }
      }
    }
  }

  /// What may be wrong with a span, or unusual about it, that is read before its end is known.
  private static let oddities: [@Sendable (String) -> String] = [
    { $0.replacing("\"name\"", with: "\n\"name\"") },
    // As when a line was cut and the next one's brackets happen to close it.
    { $0.replacing("\"attributes\":[", with: "\"attributes\":[\n{\"resourceSpans\":[]},") },
    // As when lines were cut and put together again.
    { $0 + "," + request("y").dropLast(2) },
    { $0 + "," + request("y").dropLast(200) + "," + $0 },
    { $0.replacing("\"name\"", with: " \"name\" ") },
    { $0.replacing("GET", with: "G\nET") },
    { $0.replacing("GET", with: "G\\xET") },
    { $0.replacing("GET\"", with: "GET") },
    { String($0.dropLast()) },
    { String($0.dropLast(3)) + "\n" },
    { $0 + "}" },
    { $0.replacing("\"name\":", with: "\"name\"") },
    { $0.replacing("GET", with: String(repeating: "x", count: 2_000)) },
    { $0.replacing("gen_ai.prompt", with: "http.route") },
    { $0.replacing("000000000000000000000000000000", with: "") },
    { $0.replacing("\"links\"", with: "\"\(String(repeating: "x", count: 600))\"") },
  ]

  @Test(arguments: oddities.indices)
  func `one span among others with a marker is odd`(_ oddity: Int) {
    for place in 0..<4 {
      for size in [0, 3_000] {
        var spans = (0..<12).map {
          Self.span($0, marked: $0 % 5 != 4, String(repeating: "a", count: 40 * $0))
        }
        // Behind a larger one, all of them are in the memory that is there.
        if size > 0 { spans[0] = Self.span(0, marked: true, String(repeating: "a", count: size)) }
        spans[place * 3] = Self.oddities[oddity](spans[place * 3])
        let request =
          #"{"resourceSpans":[{"scopeSpans":[{"spans":["# + spans.joined(separator: ",") + "]}]}]}\n"
        let bytes = Array((request + Self.request("x")).utf8)
        if Recording.result(MemorySource(bytes)) != Self.plain(bytes) {
          Issue.record("read differently when span \(place * 3) is, behind \(size) bytes")
        }
      }
    }
  }

  @Test(arguments: [false, true])
  func `a request in the place of a span is read`(_ isMarked: Bool) {
    let text =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":["# + Self.span(0, marked: isMarked, "x") + ","
      + Self.request("x")
    let result = Recording.result(MemorySource(Array(text.utf8)))
    #expect(result.counts.spans == 14 && result.lines.count == (isMarked ? 7 : 6))
    #expect(result.problems.count == 1 && result.problems[0].contains("found the beginning of another"))
  }

  @Test func `damage behind spans that were only counted is told, also behind other damage`() {
    let spans = [
      Self.span(0, marked: false, "x"), Self.span(1, marked: true, "x").replacing("GET\"", with: "GET\":"),
      Self.span(2, marked: true, "x"),
    ]
    let text =
      #"{"resourceSpans":[{"re",{"scope":{"name":"a"},"spans":["# + spans.joined(separator: ",") + "]}]}]}\n"
    let result = Recording.result(MemorySource(Array(text.utf8)))
    #expect(result.problems.count == 2 && result == Self.plain(Array(text.utf8)))
  }

  @Test func `more than a few spans in lines of their own`() {
    let spans = (0..<40).map { Self.span($0, marked: true, "x").replacing(",", with: ",\n") }
    let bytes = Array(
      (#"{"resourceSpans":[{"scopeSpans":[{"spans":["# + spans.joined(separator: ",") + "]}]}]}").utf8)
    let result = Recording.result(MemorySource(bytes))
    #expect(result == Self.plain(bytes) && result.lines.count == 40)
  }

  @Test(arguments: [" ", "\n", "\r\n  ", "\t"])
  func `written with blanks between the values`(_ gap: String) {
    let compact = Recording.result(MemorySource(Array(Self.request("x").utf8)))
    let spaced = Recording.result(MemorySource(Array(Self.request("x", gap: gap).utf8)))
    #expect(compact.lines == spaced.lines && compact.traces == spaced.traces)
    #expect(compact.counts.spans == spaced.counts.spans && spaced.problems == [])
  }

  /// Spans told apart by their services and scopes.
  @Test func `each span has the scope and the resource around it`() {
    let lines = Recording.result(MemorySource(Array((Self.request("x") + Self.request("x")).utf8))).lines
    let places = lines.map { line in
      line.split(separator: " ").filter { $0.hasPrefix("service=") || $0.hasPrefix("scope=") }.joined(
        separator: " ")
    }
    let once = [
      "service=shop scope=a", "service=shop scope=b", "service=shop scope=b", "service=shop scope=a",
      "service=cart scope=a", "service=cart scope=c",
    ]
    #expect(places == once + once)
  }

  @Test(arguments: [1, 30])
  func `protobuf, cut into two reads at every place`(_ texts: Int) {
    let text = String(repeating: "\"{[}]\\", count: texts)
    let entries = (0..<9).map { number in
      var span = SampleSpan()
      span.traceID[15] = UInt8(number / 4)
      span.spanID[7] = UInt8(number)
      let name = number.isMultiple(of: 3) ? "gen_ai.prompt" : "http.route"
      span.attributes = [(Array(name.utf8), .string(Array(text.utf8)))]
      span.events = []
      return span.wire
    }
    let request = ProtobufDump.request(entries)
    let bytes = ProtobufDump.file(.lengthPrefixed, [request, request])
    // Without telling the packaging first, for which more is buffered than there is here.
    func read(_ source: some ByteSource) -> Recording.Result {
      Recording.result { markers, recording in
        var reader = ProtobufDumpReader(
          ByteWindow(source, name: "dump"), markers: markers, maximumSpanSize: 1 << 20, sink: recording)
        reader.read(.lengthPrefixed)
        return reader.counts
      }
    }
    let expected = read(MemorySource(bytes, chunk: 1))
    #expect(expected.lines.count == 6 && expected.counts.spans == 18 && expected.problems == [])
    for split in 0...bytes.count {
      let result = read(SplitSource(bytes, at: [split]))
      if result != expected { Issue.record("read differently when cut after \(split) bytes") }
    }
  }
}
