import Testing
import TraceReader

@testable import Dump2Eval

@Suite("Messages of every shape")
struct MessageReaderTests {
  /// Messages as `role: text` lines; calls as `→ name(arguments)#id`, a tool's message with `#id`.
  private func lines(_ messages: [Message]) -> [String] {
    messages.map { message in
      var line = message.role.rawValue + (message.toolCallID.map { "#" + $0 } ?? "") + ":"
      if let text = message.text { line += " " + text }
      for call in message.toolCalls {
        line += " → \(call.name)(\(call.arguments))\(call.id.map { "#" + $0 } ?? "")"
      }
      return line
    }
  }

  private func read(_ json: String) throws -> [String] {
    let tree = JSONTree()
    try tree.parse(json)
    return lines(MessageReader.messages(in: tree.root))
  }

  @Test(
    "input is read in all providers' forms",
    arguments: [
      // OpenAI chat
      (
        #"""
        [{"role":"developer","content":"D"},{"role":"user","content":[{"type":"text","text":"a"},
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"input_audio","input_audio":{}}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
        "function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"},
        {"role":"assistant","function_call":{"name":"g","arguments":"no json"}}]
        """#,
        [
          "developer: D", "user: a\n[image]\n[audio]", #"assistant: → f({"x":1})#c1"#, "tool#c1: r",
          #"assistant: → g("no json")"#,
        ]
      ),
      // OpenAI Responses
      (
        #"""
        {"model":"m","instructions":"I","input":[{"role":"user","content":[{"type":"input_text","text":"q"}]},
        {"type":"reasoning","summary":[]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
        {"type":"function_call","call_id":"c2","name":"g","arguments":""},
        {"type":"function_call_output","call_id":"c1","output":"r"}]}
        """#,
        ["system: I", "user: q", "assistant: → f({})#c1 → g({})#c2", "tool#c1: r"]
      ),
      (#"{"model":"m","input":"q"}"#, ["user: q"]),
      // Anthropic
      (
        #"""
        {"system":[{"type":"text","text":"A"},{"type":"text","text":"B"}],"messages":[
        {"role":"assistant","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"x"},
        {"type":"tool_use","id":"u1","name":"f","input":{"a":[1]}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"u1","content":[{"type":"text","text":"r"}]},
        {"type":"text","text":"and?"}]}]}
        """#,
        ["system: A\nB", #"assistant: x → f({"a":[1]})#u1"#, "tool#u1: r", "user: and?"]
      ),
      // Gemini
      (
        #"""
        {"contents":[{"role":"user","parts":[{"text":"q"},{"inline_data":{"mime_type":"image/png","data":"AA"}}]},
        {"role":"model","parts":[{"thought":true,"text":"t"},{"functionCall":{"name":"f","args":{"a":1}}}]},
        {"role":"user","parts":[{"function_response":{"name":"f","response":{"result":"r"}}}]}],
        "config":{"system_instruction":"S"}}
        """#,
        ["system: S", "user: q\n[image]", #"assistant: → f({"a":1})"#, #"tool: {"result":"r"}"#]
      ),
      // Bedrock Converse
      (
        #"""
        [{"role":"user","content":[{"text":"q"},{"document":{"name":"d"}}]},
        {"role":"assistant","content":[{"reasoningContent":{}},{"toolUse":{"toolUseId":"u","name":"f","input":{}}}]},
        {"role":"user","content":[{"toolResult":{"toolUseId":"u","content":[{"json":{"a":1}}]}}]}]
        """#,
        ["user: q\n[file]", "assistant: → f({})#u", #"tool#u: {"a":1}"#]
      ),
      // Semantic conventions
      (
        #"""
        [{"role":"user","parts":[{"type":"text","content":"q"},{"type":"blob","mime_type":"image/png","content":"AA"}]},
        {"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":{"a":1}}]},
        {"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":{"b":2}}]},
        {"role":"user","parts":[{"type":"tool_call_response","id":"d","name":"f","result":"r"}]}]
        """#,
        ["user: q\n[image]", #"assistant: → f({"a":1})#c"#, #"tool#c: {"b":2}"#, "tool#d: r"]
      ),
      (#"[{"type":"text","content":"S1"},{"type":"text","content":"S2"}]"#, ["user: S1\nS2"]),
      // LangChain
      (
        #"""
        [[{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],
        "kwargs":{"content":"q","type":"human"}},{"type":"ai","content":"",
        "additional_kwargs":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]}},
        {"type":"tool","content":"r","tool_call_id":"c"}]]
        """#,
        ["user: q", "assistant:  → f({})#c", "tool#c: r"]
      ),
      // Vercel AI SDK 4 and 5
      (
        #"""
        [{"role":"assistant","content":[{"type":"tool-call","toolCallId":"c","toolName":"f","args":{"a":1}}]},
        {"role":"tool","content":[{"type":"tool-result","toolCallId":"c","toolName":"f",
        "output":{"type":"json","value":{"b":2}}}]}]
        """#,
        [#"assistant: → f({"a":1})#c"#, #"tool#c: {"b":2}"#]
      ),
      // Haystack
      (
        #"""
        [{"role":"user","content":[{"text":"q"}]},{"_role":"assistant","_content":[{"tool_call":
        {"tool_name":"f","arguments":{"a":1},"id":"c"}}]},{"role":"tool","content":[{"tool_call_result":
        {"result":"r","origin":{"tool_name":"f","id":"c"},"error":false}}]}]
        """#,
        ["user: q", #"assistant: → f({"a":1})#c"#, "tool#c: r"]
      ),
      // Cohere, Ollama
      (
        #"{"preamble":"P","chat_history":[{"role":"CHATBOT","message":"hi"}],"message":"q"}"#,
        ["system: P", "assistant: hi", "user: q"]
      ),
      // Encoded once more
      (#""[{\"role\":\"user\",\"content\":\"q\"}]""#, ["user: q"]),
    ])
  func input(json: String, expected: [String]) throws {
    #expect(try read(json) == expected)
  }

  @Test(
    "what people send may be JSON itself",
    arguments: [
      #"{"action":"summarize","text":"..."}"#, #"{"input":"x"}"#, #"[1,2]"#, #"["a"]"#, "42", "{}",
      #"{"messages":3}"#,
      #"[{"name":"x","role_id":1}]"#,
    ])
  func plain(text: String) throws {
    let tree = JSONTree()
    let node = tree.appendString(text)
    #expect(lines(MessageReader.messages(in: node)) == ["user: " + text])
    #expect(MessageReader.choices(in: node) == [Choice(text: text)])
  }

  @Test(
    "answers are read in all providers' forms",
    arguments: [
      (
        #"""
        {"id":"x","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"a"}},
        {"index":1,"message":{"content":null,"refusal":"no"}}]}
        """#, [Choice(text: "a", finishReason: "stop"), Choice(refusal: "no")]
      ),
      (#"{"choices":[{"text":"a","finish_reason":"length"}]}"#, [Choice(text: "a", finishReason: "length")]),
      (
        #"""
        {"object":"response","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"t"}]},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"b"}]},
        {"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}
        """#, [Choice(text: "a\nb", toolCalls: [ToolCall(id: "c", name: "f", arguments: "{}")])]
      ),
      (
        #"{"type":"message","role":"assistant","stop_reason":"end_turn","content":[{"type":"text","text":"a"}]}"#,
        [Choice(text: "a", finishReason: "end_turn")]
      ),
      (
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":"a"}]},"finishReason":"STOP"}]}"#,
        [Choice(text: "a", finishReason: "STOP")]
      ),
      (#"{"content":{"role":"model","parts":[{"text":"a"}]},"usage_metadata":{}}"#, [Choice(text: "a")]),
      (
        #"{"output":{"message":{"role":"assistant","content":[{"text":"a"}]}},"stopReason":"end_turn"}"#,
        [Choice(text: "a", finishReason: "end_turn")]
      ),
      (
        #"[{"role":"assistant","parts":[{"type":"text","content":"a"}],"finish_reason":"stop"},{"role":"assistant","parts":[]}]"#,
        [Choice(text: "a", finishReason: "stop"), Choice()]
      ),
      (
        #"{"generations":[[{"text":"a","generation_info":{"finish_reason":"stop"},"message":{"kwargs":{"content":"a"},"lc":1,"id":["AIMessage"]}}]]}"#,
        [Choice(text: "a", finishReason: "stop")]
      ),
      (
        #"{"replies":[{"role":"assistant","content":[{"text":"a"}],"meta":{"finish_reason":"stop"}}]}"#,
        [Choice(text: "a", finishReason: "stop")]
      ),
      (
        #"{"message":{"role":"assistant","content":"a"},"done_reason":"stop"}"#,
        [Choice(text: "a", finishReason: "stop")]
      ),
    ])
  func output(json: String, expected: [Choice]) throws {
    let tree = JSONTree()
    try tree.parse(json)
    #expect(MessageReader.choices(in: tree.root) == expected)
  }

  @Test("nesting without end costs no stack")
  func nesting() throws {
    for (opening, closing) in [
      (#"[{"type":"tool_result","content":"#, "}]"), (#"{"kwargs":"#, "}"), (#"{"response":"#, "}"),
      ("[", "]"),
      (#"{"messages":["#, "]}"), (#"[{"role":"user","content":"#, "}]"), (#"{"output":{"message":"#, "}}"),
    ] {
      // Deeper texts are no trees.
      let depth = JSONTree.maximumDepth / 2
      let tree = JSONTree()
      try tree.parse(
        String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth))
      _ = MessageReader.messages(in: tree.root)
      _ = MessageReader.choices(in: tree.root)
    }
  }
}
