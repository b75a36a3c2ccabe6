/// The three forms of one trace.
extension DumpGenerator {
  // MARK: Jaeger JSON

  func beginning(of trace: Trace) -> [UInt8] { Array("{\"traceID\":\"\(trace.id)\",\"spans\":[".utf8) }

  var end: [UInt8] {
    Array(
      #"],"processes":{"p1":{"serviceName":"orders","tags":[{"key":"host.name","type":"string","value":"a"}]}}}"#
        .utf8)
  }

  func jaegerSpans(of trace: Trace, isFirst: Bool) -> [UInt8] {
    var text = ""
    forEachSpan(of: trace) { position, name, attributes in
      if !isFirst || position > 0 { text += "," }
      text +=
        "{\"traceID\":\"\(trace.id)\",\"spanID\":\"\(trace.spanID(position))\",\"operationName\":\"\(name)\""
      text +=
        ",\"references\":[],\"startTime\":\(1_772_377_204_312_689 + trace.first + position),\"duration\":5"
      text += ",\"tags\":["
      for (place, attribute) in attributes.enumerated() {
        if place > 0 { text += "," }
        text +=
          "{\"key\":\"\(attribute.key)\",\"type\":\"string\",\"value\":" + Self.quoted(attribute.value) + "}"
      }
      text += #"],"logs":[],"processID":"p1","warnings":null}"#
    }
    return Array(text.utf8)
  }

  // MARK: OTLP JSON

  func otlpLine(of trace: Trace) -> [UInt8] {
    var text =
      #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},"#
    text += #""scopeSpans":[{"scope":{"name":"test"},"spans":["#
    forEachSpan(of: trace) { position, name, attributes in
      if position > 0 { text += "," }
      text +=
        "{\"traceId\":\"\(trace.id)\",\"spanId\":\"\(trace.spanID(position))\",\"name\":\"\(name)\",\"kind\":3"
      text += ",\"startTimeUnixNano\":\"\(1_772_377_204_312_689_000 + (trace.first + position) * 1_000)\""
      text +=
        ",\"endTimeUnixNano\":\"\(1_772_377_204_312_694_000 + (trace.first + position) * 1_000)\",\"attributes\":["
      for (place, attribute) in attributes.enumerated() {
        if place > 0 { text += "," }
        text +=
          "{\"key\":\"\(attribute.key)\",\"value\":{\"stringValue\":" + Self.quoted(attribute.value) + "}}"
      }
      text += "]}"
    }
    return Array((text + "]}]}]}\n").utf8)
  }

  /// The content of a trace's first call as a log record of its own.
  func otlpLogLine(of trace: Trace) -> [UInt8] {
    var text = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1772377204312690000","#
    text += "\"traceId\":\"\(trace.id)\",\"spanId\":\"\(trace.spanID(0))\","
    text += #""eventName":"gen_ai.client.inference.operation.details","attributes":["#
    for (place, attribute) in content(trace.calls[0]).enumerated() {
      if place > 0 { text += "," }
      text +=
        "{\"key\":\"\(attribute.key)\",\"value\":{\"stringValue\":" + Self.quoted(attribute.value) + "}}"
    }
    return Array((text + "]}]}]}]}\n").utf8)
  }

  /// The span of that call, without content.
  func otlpBareLine(of trace: Trace, _ first: Int) -> [UInt8] {
    var bare = trace
    bare.first = first
    bare.calls = [("", "")]
    return otlpLine(of: bare)
  }

  // MARK: OTLP protobuf

  func protobufRecord(of trace: Trace) -> [UInt8] {
    var scope: [UInt8] = Self.field(1, Self.field(1, Array("test".utf8)))
    forEachSpan(of: trace) { position, name, attributes in
      var span = Self.field(1, Self.bytes(trace.id)) + Self.field(2, Self.bytes(trace.spanID(position)))
      span += Self.field(5, Array(name.utf8)) + [6 << 3, 3]
      span += Self.fixed(7, 1_772_377_204_312_689_000 + UInt64(trace.first + position) * 1_000)
      span += Self.fixed(8, 1_772_377_204_312_694_000 + UInt64(trace.first + position) * 1_000)
      for attribute in attributes { span += Self.field(9, Self.keyValue(attribute.key, attribute.value)) }
      scope += Self.field(2, span)
    }
    let resource = Self.field(1, Self.field(1, Self.keyValue("service.name", "orders")))
    let request = Self.field(1, resource + Self.field(2, scope))
    let count = UInt32(request.count)
    return [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
      + request
  }

  private static func keyValue(_ key: String, _ value: String) -> [UInt8] {
    field(1, Array(key.utf8)) + field(2, field(1, Array(value.utf8)))
  }

  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    var bytes = [number << 3 | 2]
    var count = content.count
    while count >= 0x80 {
      bytes.append(UInt8(count & 0x7F | 0x80))
      count >>= 7
    }
    bytes.append(UInt8(count))
    return bytes + content
  }

  private static func fixed(_ number: UInt8, _ value: UInt64) -> [UInt8] {
    [number << 3 | 1] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
