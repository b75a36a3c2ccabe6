"""Inputs of which one thing grows: each shape gives a dump for a number, the options to read it with, and the cases it has."""

import json
import os
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path += [os.path.join(TESTS, "Hostile"), os.path.join(TESTS, "Damage")]

from dumps import attribute, call, request
from forms import field

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def message(role, text):
    return {"role": role, "parts": [{"type": "text", "content": text}]}


def span_id(number):
    return f"{number + 1:016x}"


def log(number, name, body=None, attributes=()):
    record = {"timeUnixNano": str(1773584520000000000 + number), "eventName": name, "traceId": TRACE, "spanId": SPAN,
              "attributes": list(attributes)}
    if body:
        record["body"] = {"kvlistValue": {"values": [attribute(key, value) for key, value in body.items()]}}
    return compact({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}) + "\n"


def lines(make):
    return lambda n: "".join(make(number) for number in range(n))


def one_span(n, extra):
    span = call()
    span.update(extra(n, span))
    return request(span)


def messages_attribute(name, values):
    return attribute(name, compact(values))


def conversation(n):
    span = call()
    span["attributes"][2] = messages_attribute(
        "gen_ai.input.messages", [message("user" if i % 2 == 0 else "assistant", f"word {i}") for i in range(2 * n + 1)])
    return request(span)


def instructions(n):
    span = call()
    span["attributes"].append(messages_attribute(
        "gen_ai.system_instructions", [{"type": "text", "content": f"rule {i}"} for i in range(n)]))
    return request(span)


def tool_calls(n):
    span = call()
    span["attributes"][3] = messages_attribute("gen_ai.output.messages", [{"role": "assistant", "parts": [
        {"type": "tool_call", "id": str(i), "name": "f", "arguments": {"x": i}} for i in range(n)]}])
    return request(span)


def indexed(n):
    span = call()
    span["attributes"] = [attribute("gen_ai.system", "openai"), attribute("llm.request.type", "chat")]
    for i in range(n):
        span["attributes"] += [attribute(f"gen_ai.prompt.{i}.role", "user"), attribute(f"gen_ai.prompt.{i}.content", f"word {i}")]
    span["attributes"] += [attribute("gen_ai.completion.0.role", "assistant"), attribute("gen_ai.completion.0.content", "Hello")]
    return request(span)


def jaeger_processes(n):
    spans = [{"traceID": TRACE, "spanID": span_id(i), "operationName": "chat", "startTime": 1773584520000000 + i, "duration": 5,
              "processID": f"p{i}", "tags": [
                  {"key": "gen_ai.operation.name", "value": "chat"}, {"key": "gen_ai.toad_eye.prompt", "value": f"q{i}"},
                  {"key": "gen_ai.toad_eye.completion", "value": "a"}]} for i in range(n)]
    processes = {f"p{i}": {"serviceName": f"service {i}"} for i in range(n)}
    return compact({"data": [{"traceID": TRACE, "spans": spans, "processes": processes}]})


def chain(i):
    return request(call(span=span_id(i), parentSpanId=span_id(i - 1) if i else "", text=f"q{i}"))


def details(i):
    return log(i, "gen_ai.client.inference.operation.details", attributes=[
        messages_attribute("gen_ai.input.messages", [message("user", f"q{i}")]),
        messages_attribute("gen_ai.output.messages", [message("assistant", f"answer {i} " * 20)])])


def bare_span():
    span = call()
    span["attributes"] = span["attributes"][:2]
    return request(span)


def late_scopes(n):
    """Protobuf with each scope behind its spans, and a line feed behind each request."""
    spans = b"".join(field(2, field(1, i.to_bytes(16, "big")) + field(2, i.to_bytes(8, "big"))) for i in range(1, 21))
    return field(1, field(2, spans + field(1, field(1, b"lib")))) + b"\n"


LARGE = ["--max-call-size", "2G"]

# Name, what makes the dump, a first number, its cases (None: not counted), options.
SHAPES = [
    ("attributes of a span", lambda n: one_span(n, lambda n, s: {"attributes": s["attributes"] + [
        attribute(f"key.{i}", "value " * 8) for i in range(n)]}), 20_000, 1, LARGE),
    ("calls of a trace", lines(lambda i: request(call(span=span_id(i), text=f"q{i}"))), 8_000, None, []),
    ("equal calls of a trace", lines(lambda i: request(call(span=span_id(i)))), 8_000, None, []),
    ("calls in a chain", lines(chain), 8_000, None, []),
    ("traces", lines(lambda i: request(call(trace=f"{i + 1:032x}"))), 8_000, None, []),
    ("records of one span", lines(lambda i: request(call())), 10_000, 1, []),
    ("records of one span with other names", lines(lambda i: request(call() | {"name": f"chat {i}"})), 8_000, None, []),
    ("events of a span", lambda n: one_span(n, lambda n, s: {"events": [
        {"name": "gen_ai.user.message", "attributes": [attribute("content", f"word {i}")]} for i in range(n)]}), 30_000, None, LARGE),
    ("messages in log records", lambda n: bare_span() + lines(
        lambda i: log(i, "gen_ai.user.message", {"content": f"word {i}"}))(n), 12_000, None, []),
    ("choices in log records", lambda n: bare_span() + lines(
        lambda i: log(i, "gen_ai.choice", {"message": f"word {i} "}))(n), 12_000, None, []),
    ("details in log records", lambda n: bare_span() + lines(details)(n), 8_000, None, []),
    ("services", lines(lambda i: request(call(trace=f"{i + 1:032x}"), service=f"service {i}")), 8_000, None, []),
    ("models", lines(lambda i: request(call(trace=f"{i + 1:032x}", model=f"model {i}"))), 8_000, None, []),
    ("scopes", lines(lambda i: request(call(trace=f"{i + 1:032x}"), scope=f"scope {i}")), 8_000, None, []),
    ("processes of a Jaeger trace", jaeger_processes, 8_000, None, []),
    ("messages of a conversation", conversation, 20_000, 1, []),
    ("system instructions", instructions, 40_000, 1, []),
    ("calls of tools in an answer", tool_calls, 20_000, 1, []),
    ("indexed attributes", indexed, 20_000, 1, []),
    ("bytes of a text", lambda n: request(call(text="word " * n)), 1_500_000, 1, LARGE),
    ("lines of a text", lambda n: request(call(text="a\n" * n)), 1_500_000, 1, LARGE),
    ("braces, for promptfoo", lambda n: request(call(answer="{" * n)), 800_000, 1, ["--format", "promptfoo"]),
    ("pairs of braces, for promptfoo", lambda n: request(call(text="{{x}} " * n)), 300_000, 1, ["--format", "promptfoo"]),
    ("digits to mask", lambda n: request(call(text="4111 1111 1111 1112 " * n)), 30_000, 1, ["--redact"]),
    ("at signs to mask", lambda n: request(call(text="a@" * n)), 100_000, 1, ["--redact"]),
    ("inputs to fold", lines(lambda i: request(call(trace=f"{i + 1:032x}", text=f"q{i % 100}"))), 6_000, None, ["--dedupe"]),
    ("a sample", lines(lambda i: request(call(trace=f"{i + 1:032x}"))), 8_000, None, ["--sample", "10"]),
    ("lines of text", lambda n: request(call()) + "Mar 15 14:22 host app[1]: {ok} \"yes\"]\n" * n, 300_000, 1, []),
    ("broken lines", lambda n: request(call()) + '{"resourceSpans":[{"a\n' * n, 150_000, 1, []),
    ("brackets", lambda n: request(call()) + "[" * n, 4_000_000, None, []),
    ("objects begun in a line", lambda n: request(call()) + '{"a":' * n, 1_000_000, None, []),
    ("bare requests with line feeds, scopes last", lambda n: late_scopes(n) * n, 6_000, None, []),
    ("line feeds behind protobuf", lambda n: late_scopes(1) + b"\n" * n, 3_000_000, None, []),
    ("forms in turn", lambda n: (request(call()).encode() + late_scopes(1)) * n, 6_000, None, []),
]
