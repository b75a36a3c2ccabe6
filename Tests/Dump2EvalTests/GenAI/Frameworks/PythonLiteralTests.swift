import Testing

@testable import Dump2Eval

@Suite("Python literals become JSON")
struct PythonLiteralTests {
  @Test(
    arguments: [
      ("[]", "[]"),
      ("{}", "{}"),
      ("()", "[]"),
      ("[1, -2.5, 1e-05, True, False, None]", "[1,-2.5,1e-05,true,false,null]"),
      ("{'a': 1, \"b\": [2, {'c': 'd'}]}", #"{"a":1,"b":[2,{"c":"d"}]}"#),
      ("('x',)", #"["x"]"#),
      (#"'it\'s \\ "so" \n\t\x41\u00fc\U0001f600\q'"#, #""it's \\ \"so\" \n\tAü😀\\q""#),
      (#""it's""#, #""it's""#),
      ("[nan, inf, -inf]", "[null,null,null]"),
      ("{1: 'a', None: 'b'}", #"{"1":"a","None":"b"}"#),
      ("<FinishReason.STOP: 'stop'>", #""<FinishReason.STOP: 'stop'>""#),
      (
        "[Call(id='c1', function=Function(arguments='{\"a\": 1}', name='f'), type='function')]",
        #"[{"id":"c1","function":{"arguments":"{\"a\": 1}","name":"f"},"type":"function"}]"#
      ),
      ("datetime.datetime(2026, 1, 2)", #"{"0":2026,"1":1,"2":2}"#),
      (
        "messages=[HumanMessage(content='Hi', response_metadata={}), AIMessage()]",
        #"[{"type":"human","content":"Hi","response_metadata":{}},{"type":"ai"}]"#
      ),
      ("[ 'a' , 'b' , ]", #"["a","b"]"#),
      ("b'raw'", #""raw""#),
    ])
  func reads(_ literal: String, _ json: String) {
    #expect(PythonLiteral.json(literal) == json)
  }

  @Test(
    "what was cut or is something else is refused",
    arguments: [
      "", "[1, 2", "{'a': 'b", "{'a'", "{'a', 'b'}", "[1] 2", "foo", "'a' 'b'", "[1, ...", "f(", "'\\u12",
    ])
  func refuses(_ literal: String) {
    #expect(PythonLiteral.json(literal) == nil)
  }

  @Test func depthCostsNoStack() {
    let depth = 200_000
    let literal = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(PythonLiteral.json(literal)?.utf8.count == 2 * depth)
  }
}
