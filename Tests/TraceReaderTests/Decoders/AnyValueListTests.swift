import Testing

@testable import TraceReader

@Suite("Lists and maps of OTLP's AnyValue")
struct AnyValueListTests {
  @Test(
    "hold each value once, in its place",
    arguments: [
      (#"{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"a"}]}}"#, #"[1,"a"]"#),
      (#"{"arrayValue":{"values":[{"doubleValue":0.5},{"boolValue":true},{}]}}"#, "[0.5,true,null]"),
      (
        #"""
        {"kvlistValue":{"values":[{"key":"index","value":{"intValue":"0"}},
         {"key":"message","value":{"kvlistValue":{"values":[{"key":"n","value":{"intValue":2}},
          {"key":"content","value":{"stringValue":"x"}}]}}}]}}
        """#, #"{"index":0,"message":{"n":2,"content":"x"}}"#
      ),
    ])
  func converts(literal: String, expected: String) throws {
    let tree = JSONTree()
    try tree.parse(literal)
    #expect(AnyValue.value(of: tree.root).json == expected)
  }
}
