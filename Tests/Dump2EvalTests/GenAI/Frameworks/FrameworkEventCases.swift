import Testing

@testable import Dump2Eval

extension FrameworkContentTests {
  /// Content in events of the span.
  static let eventCases: [Case] = [
    Case(
      "openlit 1: lines", input: ["system: S\nand more", "user: Q"], output: ["A"],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "chat"],
        events: [
          ("gen_ai.content.prompt", ["gen_ai.prompt": "system: S\nand more\nuser: Q"]),
          ("gen_ai.content.completion", ["gen_ai.completion": "A"]),
        ])),
    Case(
      "openlit 1: two answers", input: ["user: Q"], output: ["A", "B"],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "chat"],
        events: [
          ("gen_ai.content.prompt", ["gen_ai.prompt": "user: Q"]),
          ("gen_ai.content.completion.0", ["gen_ai.completion": "A"]),
          ("gen_ai.content.completion.1", ["gen_ai.completion": "B"]),
        ])),
    Case(
      "openlit 1: tools were offered", input: ["user: Q"], output: [],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "chat"],
        events: [
          ("gen_ai.content.prompt", ["gen_ai.prompt": "user: Q"]),
          ("gen_ai.content.completion", ["gen_ai.completion": "Function called with tools"]),
        ])),
    Case(
      "openlit 1: LangChain's prompt", input: ["user: Q\n"], output: ["A"],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "chat"],
        events: [
          (
            "gen_ai.content.prompt",
            ["gen_ai.prompt": #"messages=[HumanMessage(content='Q\n', response_metadata={})]"#]
          ),
          ("gen_ai.content.completion", ["gen_ai.completion": "A"]),
        ])),
    Case(
      "Langtrace", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "chat"],
        events: [
          (
            "gen_ai.content.prompt",
            ["gen_ai.prompt": #"[{"role":"system","content":"S"},{"role":"user","content":"Q"}]"#]
          ),
          ("gen_ai.content.completion", ["gen_ai.completion": #"[{"role":"assistant","content":"A"}]"#]),
        ])),
    Case(
      "Langtrace: a call of a tool", input: ["user: Q"], output: [#"f({"x":1})"#],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "chat"],
        events: [
          ("gen_ai.content.prompt", ["gen_ai.prompt": #"[{"role":"user","content":"Q"}]"#]),
          (
            "gen_ai.content.completion",
            [
              "gen_ai.completion": #"[{"role":"assistant","content":[{"id":"c","type":"function","#
                + #""function":{"name":"f","arguments":"{\"x\":1}"}}]}]"#
            ]
          ),
        ])),
    Case(
      "Langtrace: Responses", input: ["system: S", "user: Q"], output: ["A"],
      RecordedSpan(
        attributes: ["gen_ai.operation.name": "openai.responses.create", "instructions": "S"],
        events: [
          ("gen_ai.content.prompt", ["gen_ai.prompt": #"{"role":"user","content":"Q"}"#]),
          ("gen_ai.content.completion", ["gen_ai.completion": #"[{"role":"assistant","content":"A"}]"#]),
        ])),
    Case(
      "Monocle", input: ["system: S", "user: Q", #"assistant: f({"x":1})"#, "tool: y"], output: ["A"],
      RecordedSpan(
        attributes: ["span.type": "inference.framework"],
        events: [
          (
            "data.input",
            [
              "input":
                #"["{\"system\": \"S\"}","{\"human\": \"Q\"}","{\"ai\": \"[{\\\"name\\\": \\\"f\\\", \\\"args\\\": "#
                + #"{\\\"x\\\": 1}}]\"}","{\"tool\": \"y\"}"]"#
            ]
          ),
          ("data.output", ["response": #"{"ai": "A"}"#]),
        ])),
    Case(
      "Monocle: a call of a tool", input: ["user: Q"], output: [#"f({"x":1})"#],
      RecordedSpan(
        attributes: ["span.type": "inference"],
        events: [
          ("data.input", ["input": #"["{\"user\": \"Q\"}"]"#]),
          (
            "data.output",
            ["response": #"{"ai": {"name": "f", "args": {"x": 1}, "id": "c", "type": "tool_call"}}"#]
          ),
        ])),
    Case(
      "promptflow: events", input: ["user: Q"], output: ["A"],
      RecordedSpan(
        attributes: ["framework": "promptflow", "span_type": "LLM"],
        events: [
          ("promptflow.function.inputs", ["payload": #"{"messages":[{"role":"user","content":"Q"}]}"#]),
          (
            "promptflow.function.output",
            ["payload": #"{"choices":[{"message":{"role":"assistant","content":"A"}}]}"#]
          ),
        ])),
  ]
}
