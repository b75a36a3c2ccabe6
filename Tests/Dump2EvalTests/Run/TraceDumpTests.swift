import Dump2Eval
import TestSupport
import Testing

@Suite("A trace exported by its id")
struct TraceDumpTests {
  private static func dump(_ change: (inout ConversionOptions) -> Void = { _ in }) throws -> (
    calls: SampleDump, dump: TraceDump
  ) {
    let calls = try SampleDump(SampleCall(trace: 1, span: 1))
    var options = calls.options
    change(&options)
    return (calls, TraceDump(options))
  }

  private static let id = hex(1, 32)
  private static let name = "trace-\(id).eval.yaml"

  @Test("has the path that is told, also when it is there already")
  func exported() async throws {
    let (calls, dump) = try Self.dump()
    let path = try await dump.export(Self.id, to: calls.output)
    #expect(path == calls.output + "/" + Self.name)
    #expect(calls.names == [Self.name])
    #expect(try await dump.export(Self.id, to: calls.output) == path)
    #expect(try await dump.export(hex(2, 32), to: calls.output) == nil)
  }

  @Test("is not written in a dry run, and no path is told")
  func dryRun() async throws {
    let (calls, dump) = try Self.dump { $0.dryRun = true }
    #expect(try await dump.export(Self.id, to: calls.output) == nil)
    #expect(try FileTree(calls.output) == FileTree())
  }

  @Test("is said not to be written where a folder has its name")
  func blocked() async throws {
    let work = try WorkFolder()
    try work.makeFolder(Self.name)
    let (calls, dump) = try Self.dump { $0.force = true }
    let error = await #expect(throws: OutputError.self) { try await dump.export(Self.id, to: work.path) }
    #expect(error?.description == "\(work.path)/\(Self.name): cannot write: File exists")
    #expect(calls.names.isEmpty)
  }
}
