"""Dumps in every form, cut into pieces of which is known what they hold; for Tests/Damage/run."""

import gzip
import json
import random
import re
import struct


def text(number, call):
    return f"question {number:04} {call}: " + "".join(random.choice("abc \n\"{}[]\\é€😀") for _ in range(random.randrange(80)))


def traces(count):
    """Traces by their ids: lists of spans as (id, parent, name, start, attributes)."""
    result = {}
    for number in range(count):
        trace = f"{random.getrandbits(128) | 1:032x}"
        root = f"{random.getrandbits(64) | 1:016x}"
        spans = [(root, "", "POST /ask", 1_773_584_520_000_000_000 + number, {"http.method": "POST"})]
        for call in range(random.randrange(1, 4)):
            spans.append((f"{random.getrandbits(64) | 1:016x}", root, "chat", 1_773_584_520_000_000_100 + call * 1000, {
                "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
                "gen_ai.input.messages": json.dumps(
                    [{"role": "user", "parts": [{"type": "text", "content": text(number, call)}]}], ensure_ascii=False),
                "gen_ai.output.messages": json.dumps(
                    [{"role": "assistant", "parts": [{"type": "text", "content": f"answer {number:04} {call}"}]}]),
            }))
            if random.random() < 0.3:
                spans.append((f"{random.getrandbits(64) | 1:016x}", root, "GET", 5, {"http.url": "x" * random.randrange(300)}))
        result[trace] = spans
    return result


def request(spans):
    """An OTLP request with spans as (trace, span)."""
    return {"resourceSpans": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
        "scopeSpans": [{"scope": {"name": "lib"}, "spans": [{
            "traceId": trace, "spanId": span, "parentSpanId": parent, "name": name, "startTimeUnixNano": str(start),
            "endTimeUnixNano": str(start + 50),
            "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()],
        } for trace, (span, parent, name, start, attributes) in spans]}],
    }]}


def batches(dump):
    """Spans as exporters send them: some of a few traces at a time."""
    spans = [(trace, span) for trace, list_of_spans in dump.items() for span in list_of_spans]
    position = 0
    while position < len(spans):
        count = random.randrange(1, 7)
        yield spans[position:position + count]
        position += count



def lines(dump):
    return [
        (json.dumps(request(batch), separators=(",", ":"), ensure_ascii=random.random() < 0.5).encode() + b"\n",
         {trace for trace, _ in batch}) for batch in batches(dump)]


def pretty(dump):
    return [(json.dumps(request(batch), indent=2).encode() + b"\n", {trace for trace, _ in batch}) for batch in batches(dump)]


def jaeger_trace(trace, spans):
    return {"traceID": trace, "spans": [{
        "traceID": trace, "spanID": span, "operationName": name,
        "references": [{"refType": "CHILD_OF", "traceID": trace, "spanID": parent}] if parent else [],
        "startTime": start // 1000, "duration": 5,
        "tags": [{"key": key, "type": "string", "value": value} for key, value in attributes.items()],
        "logs": [], "processID": "p1", "warnings": None,
    } for span, parent, name, start, attributes in spans],
        "processes": {"p1": {"serviceName": "shop", "tags": []}}, "warnings": None}


def jaeger(dump, indent=None):
    separators = (",", ":") if indent is None else None
    values = []
    for position, (trace, spans) in enumerate(dump.items()):
        value = json.dumps(jaeger_trace(trace, spans), separators=separators, indent=indent).encode()
        values.append((value + (b"," if position + 1 < len(dump) else b""), {trace}))
    return [(b'{"data":[', set()), *values, (b'],"total":0,"limit":0,"offset":0,"errors":null}', set())]


def jaeger_pretty(dump):
    return jaeger(dump, 2)


# Protobuf --------------------------------------------------------------------------------------------------------------

def varint(value):
    result = b""
    while value >= 0x80:
        result += bytes([value & 0x7F | 0x80])
        value >>= 7
    return result + bytes([value])


def field(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


def key_value(key, value):
    return field(1, key.encode()) + field(2, field(1, value.encode()))


def protobuf(spans):
    """The resource spans of a request."""
    body = b""
    for trace, (span, parent, name, start, attributes) in spans:
        message = field(1, bytes.fromhex(trace)) + field(2, bytes.fromhex(span))
        if parent:
            message += field(4, bytes.fromhex(parent))
        message += field(5, name.encode()) + b"\x30\x03" + b"\x39" + struct.pack("<Q", start) + b"\x41" + struct.pack("<Q", start + 50)
        message += b"".join(field(9, key_value(key, value)) for key, value in attributes.items())
        body += field(2, message)
    resource = field(1, key_value("service.name", "shop"))
    return field(1, field(1, resource) + field(2, field(1, field(1, b"lib")) + body))


def bare(dump):
    return [(protobuf(batch), {trace for trace, _ in batch}) for batch in batches(dump)]


def framed(dump):
    return [(struct.pack(">I", len(value)) + value, traces) for value, traces in bare(dump)]


def delimited(dump):
    return [(varint(len(value)) + value, traces) for value, traces in bare(dump)]


FORMS = {
    "OTLP lines": lines, "OTLP pretty": pretty, "Jaeger": jaeger, "Jaeger pretty": jaeger_pretty, "protobuf bare": bare,
    "protobuf u32": framed, "protobuf varint": delimited,
}


# Recorded dumps ---------------------------------------------------------------------------------------------------------

ID = re.compile(rb'"(?:traceId|traceID)":"([0-9a-f]+)"')


def recorded(path):
    """The pieces of a dump of the corpus: its lines, records or traces."""
    with gzip.open(path) as file:
        data = file.read()
    if path.endswith(".jsonl.gz"):
        return "OTLP lines", [(line, {id.decode() for id in ID.findall(line)}) for line in data.splitlines(keepends=True)]
    if path.endswith(".pb.gz"):
        result = []
        while data:
            count = 4 + struct.unpack(">I", data[:4])[0]
            # Trace ids are where spans begin.
            ids = {id.hex() for id in re.findall(rb"\x0a\x10(.{16})\x12\x08", data[:count], re.DOTALL)}
            result.append((data[:count], ids))
            data = data[count:]
        return "protobuf u32", result
    result, start = [], 0
    for match in re.finditer(rb'\{"traceID":"([0-9a-f]+)","spans":', data):
        result.append((data[start:match.start()], {result[-1][2]} if result else set(), match[1].decode()))
        start = match.start()
    result.append((data[start:], {result[-1][2]} if result else set(), ""))
    return "Jaeger", [piece[:2] for piece in result]
