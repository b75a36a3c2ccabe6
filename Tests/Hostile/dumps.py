"""Dumps that are made up, and streams that repeat."""

import json
import zlib


def attribute(key, value):
    return {"key": key, "value": {"stringValue": value}}


def call(trace="0af7651916cd43dd8448eb211c80319c", span="b7ad6b7169203331", text="Say hello", answer="Hello", **more):
    return {
        "traceId": trace, "spanId": span, "name": "chat", "startTimeUnixNano": "1773584520000000000",
        "attributes": [
            attribute("gen_ai.operation.name", "chat"), attribute("gen_ai.request.model", more.pop("model", "m")),
            attribute("gen_ai.input.messages", json.dumps([{"role": "user", "parts": [{"type": "text", "content": text}]}])),
            attribute(
                "gen_ai.output.messages",
                json.dumps([{"role": "assistant", "parts": [{"type": "text", "content": answer}]}])),
        ], **more,
    }


def request(*spans, service="shop", scope="lib"):
    return json.dumps(
        {"resourceSpans": [{
            "resource": {"attributes": [attribute("service.name", service)]},
            "scopeSpans": [{"scope": {"name": scope}, "spans": list(spans)}],
        }]}, separators=(",", ":")) + "\n"


GOOD = request(call()).encode()


PIECE = 1 << 20


def repeated(unit, count):
    block = unit * (PIECE // len(unit))
    for _ in range(max(1, count // len(block))):
        yield block


def gzip_file(path, unit, count, head=b"", tail=b""):
    """One member whose middle repeats, without compressing all of it: full flushes make its parts independent."""
    block = unit * ((16 << 20) // len(unit))
    number = max(1, count // len(block))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    crc = zlib.crc32(head)
    with open(path, "wb") as file:
        file.write(bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255]))
        file.write(packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH))
        middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
        for _ in range(number):
            file.write(middle)
            crc = zlib.crc32(block, crc)
        file.write(packer.compress(tail) + packer.flush(zlib.Z_FINISH))
        length = len(head) + len(block) * number + len(tail)
        file.write(zlib.crc32(tail, crc).to_bytes(4, "little") + (length % (1 << 32)).to_bytes(4, "little"))
    return length
