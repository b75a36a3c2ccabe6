"""Seeds for the fuzzer of dialects: spans and log records of dumps in the form that DialectFuzzing.swift tells.

    python3 dialect_seeds.py FOLDER DUMP.jsonl.gz...
"""

import gzip
import hashlib
import json
import pathlib
import sys


def attributes(record):
    fields = []
    for attribute in record.get("attributes", []):
        value = attribute.get("value", {})
        text = value.get("stringValue")
        fields += [attribute["key"], "\x01" + json.dumps(value) if text is None else text]
    return fields


def spans_and_records(line):
    for resource in line.get("resourceSpans", []):
        for scope in resource.get("scopeSpans", []):
            for span in scope.get("spans", []):
                fields = [span.get("name", "")] + attributes(span)
                for event in span.get("events", []):
                    fields += ["\x01" + event.get("name", "")] + attributes(event)
                yield fields
    for resource in line.get("resourceLogs", []):
        for scope in resource.get("scopeLogs", []):
            for record in scope.get("logRecords", []):
                yield ["", "\x03" + record.get("eventName", "")] + attributes(record)


folder = pathlib.Path(sys.argv[1])
for path in sys.argv[2:]:
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in file:
            for fields in spans_and_records(json.loads(line)):
                data = b"\xff".join(field.encode("utf-8", "replace") for field in fields)
                if any(marker in data for marker in (b"gen_ai", b"llm", b"ai.", b"langfuse", b"mlflow")) and len(data) < 16_000:
                    # Spans of one library differ in little: as many as there are sets of names.
                    names = b"\0".join(field.encode("utf-8", "replace") for field in fields[1::2])
                    (folder / hashlib.sha256(names).hexdigest()[:16]).write_bytes(data)
