import Glibc
import TestSupport
import Testing

@testable import Dump2Eval

/// A call written down in a test, as a span of a dump.
struct SampleCall {
  var trace: Int
  var span: Int
  var service: String? = "shop"
  var model: String? = "gpt-4o"
  var provider: String? = "openai"
  var scope = "toad-eye"
  /// Seconds since 1970.
  var start = 1_773_584_520
  var input: String? = "Hi"
  var system: String?
  var output: String? = "Hello"
  var tool: String?
  var tokens: Int?
  var cost: Double?
  var failed = false

  /// A line of OTLP JSON.
  var line: String {
    var attributes = [attribute("gen_ai.operation.name", "chat")]
    for (name, value) in [("gen_ai.request.model", model), ("gen_ai.provider.name", provider)] {
      if let value { attributes.append(attribute(name, value)) }
    }
    if let input {
      let messages = #"[{"role":"user","parts":[{"type":"text","content":\#(quoted(input))}]}]"#
      attributes.append(attribute("gen_ai.input.messages", messages))
    }
    if let system {
      attributes.append(
        attribute("gen_ai.system_instructions", #"[{"type":"text","content":\#(quoted(system))}]"#))
    }
    var parts = output.map { [#"{"type":"text","content":\#(quoted($0))}"#] } ?? []
    if let tool { parts.append(#"{"type":"tool_call","id":"c","name":\#(quoted(tool)),"arguments":{}}"#) }
    if !parts.isEmpty {
      let messages = #"[{"role":"assistant","parts":[\#(parts.joined(separator: ","))]}]"#
      attributes.append(attribute("gen_ai.output.messages", messages))
    }
    if let tokens {
      attributes.append(#"{"key":"gen_ai.usage.total_tokens","value":{"intValue":"\#(tokens)"}}"#)
    }
    if let cost { attributes.append(#"{"key":"gen_ai.usage.cost","value":{"doubleValue":\#(cost)}}"#) }
    let resource = service.map { attribute("service.name", $0) } ?? ""
    return #"""
      {"resourceSpans":[{"resource":{"attributes":[\#(resource)]},"scopeSpans":[{"scope":{"name":\#(quoted(scope))},"spans":\#
      [{"traceId":"\#(hex(trace, 32))","spanId":"\#(hex(span, 16))","name":"chat","startTimeUnixNano":"\#(start)000000000",\#
      "endTimeUnixNano":"\#(start + 1)000000000","status":{"code":\#(failed ? 2 : 0)},\#
      "attributes":[\#(attributes.joined(separator: ","))]}]}]}]}
      """#
  }

  private func attribute(_ name: String, _ value: String) -> String {
    #"{"key":"\#(name)","value":{"stringValue":\#(quoted(value))}}"#
  }
}

func hex(_ number: Int, _ digits: Int) -> String {
  let text = String(number, radix: 16)
  return String(repeating: "0", count: digits - text.count) + text
}

private func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\" + String(scalar)
    case "\n": quoted += "\\n"
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

/// Calls in files of a folder that goes away with the test.
final class SampleDump: Sendable {
  private let folder: WorkFolder
  var path: String { folder.path }
  var output: String { folder("out") }

  init(_ files: [[SampleCall]], logs: [String] = []) throws {
    folder = try WorkFolder()
    let texts = files.map { $0.map(\.line).joined(separator: "\n") } + logs
    for (number, text) in texts.enumerated() { try folder.write("in/\(number).json", text) }
  }

  convenience init(_ calls: SampleCall...) throws { try self.init([calls]) }

  /// Options that read the files and write to a folder beside them.
  var options: ConversionOptions {
    var options = ConversionOptions(
      inputs: [DumpInput(path + "/in")], destination: .folder(output),
      exportedAt: UTCTime(unixMilliseconds: 0))
    options.temporaryFolder = path
    return options
  }

  /// Converts, and tells which traces were exported.
  func convert(_ change: (inout ConversionOptions) -> Void = { _ in }) async throws -> (
    traces: [Int], summary: Summary
  ) {
    var options = options
    options.force = true
    change(&options)
    for name in names { unlink(output + "/" + name) }
    let summary = try await Conversion(options).run()
    let numbers = names.compactMap { Int($0.dropFirst("trace-".count).prefix(32), radix: 16) }
    return (numbers.sorted(), summary)
  }

  /// The datasets' names.
  var names: [String] {
    guard let folder = opendir(output) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("trace-") { names.append(name) }
    }
    return names.sorted()
  }

  func text(_ name: String) throws -> String {
    let file = try #require(fopen(output + "/" + name, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
