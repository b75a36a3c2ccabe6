import Testing

@testable import TraceReader

@Suite("AnyValue means a JSON value")
struct AnyValueTests {
  @Test(
    arguments: [
      (
        #"{"kvlistValue":{"values":[{"key":"index","value":{"intValue":"0"}},{"key":"message","value":"#
          + #"{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Hi"}}]}}}]}}"#,
        #"{"index":0,"message":{"content":"Hi"}}"#
      ),
      (
        #"{"arrayValue":{"values":[{"intValue":"1"},{"intValue":2},{"doubleValue":0.50},{"doubleValue":"NaN"},"#
          + #"{"boolValue":true},{},{"stringValue":"x"}]}}"#,
        #"[1,2,0.5,"NaN",true,null,"x"]"#
      ),
      (#"{"arrayValue":{"values":[{"intValue":{"low":5,"high":1}},{"stringValue":"x"}]}}"#, #"[4294967301,"x"]"#),
      (#"{"intValue":"7"}"#, "7"),
      (#"{"kvlistValue":{}}"#, "{}"),
    ])
  func reads(_ wrapped: String, _ json: String) throws {
    let tree = JSONTree()
    try tree.parse(wrapped)
    #expect(AnyValue.value(of: tree.root).json == json)
  }
}
