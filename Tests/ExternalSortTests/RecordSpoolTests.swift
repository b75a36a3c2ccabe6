import ExternalSort
import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite("Keeping records of any size")
struct RecordSpoolTests {
  static func records(seed: UInt64, count: Int) -> [[UInt8]] {
    var random = SplitMix(seed: seed)
    return (0..<count).map { index in
      random.bytes(index % 50 == 49 ? 100_000 : .random(in: 0...2_000, using: &random))
    }
  }

  func fill(_ spool: inout RecordSpool, _ records: [[UInt8]]) throws -> [RecordSpool.Handle] {
    try records.map { try spool.append($0.span.bytes) }
  }

  @Test(arguments: [0, 600, 20_000, 1 << 20])
  func `every record comes back, in any order, and again`(_ memoryLimit: Int) throws {
    let records = Self.records(seed: 1, count: 120)
    var spool = RecordSpool(memoryLimit: memoryLimit, folder: temporary)
    let handles = try fill(&spool, records)
    #expect((spool.spilledBytes > 0) == (memoryLimit < 1 << 20))
    var random = SplitMix(seed: 2)
    for index in Array(records.indices) + records.indices.shuffled(using: &random) {
      #expect(handles[index].length == records[index].count)
      let record = try spool.withRecord(handles[index]) { $0.array }
      #expect(record == records[index])
    }
  }

  @Test func `records can be read between additions`() throws {
    var spool = RecordSpool(memoryLimit: 1_000, folder: temporary)
    var handles: [RecordSpool.Handle] = []
    let records = Self.records(seed: 3, count: 100)
    for (index, record) in records.enumerated() {
      handles.append(try spool.append(record.span.bytes))
      for earlier in [index, index / 2, max(index - 1, 0)] {
        let found = try spool.withRecord(handles[earlier]) { $0.array }
        #expect(found == records[earlier])
      }
    }
  }

  @Test func `emptied it begins anew`() throws {
    var spool = RecordSpool(memoryLimit: 10_000, folder: temporary)
    for round in 0..<5 as Range<UInt64> {
      let records = Self.records(seed: round, count: round % 2 == 0 ? 100 : 4)
      let handles = try fill(&spool, records)
      for (record, handle) in zip(records, handles) {
        let found = try spool.withRecord(handle) { $0.array }
        #expect(found == record)
      }
      try spool.removeAll()
      #expect(spool.spilledBytes == 0)
    }
  }

  @Test func `what fits makes no file`() throws {
    var spool = RecordSpool(memoryLimit: 10_000, folder: TemporaryFolder("/nonexistent"))
    let (small, large) = ([UInt8](repeating: 1, count: 5_000), [UInt8](repeating: 1, count: 90_000))
    _ = try spool.append(small.span.bytes)
    #expect(throws: FileIOError.self) { _ = try spool.append(large.span.bytes) }
  }

  @Test func `a full disk is told`() throws {
    var spool = RecordSpool(memoryLimit: 0, folder: temporary)
    let error = #expect(throws: FileIOError.self) {
      try FaultInjection.$current.withValue(
        FaultInjection { $0 == .writeAt ? .failure(.noSpace) : nil },
        operation: { _ = try fill(&spool, Self.records(seed: 1, count: 200)) })
    }
    #expect(error?.description.hasSuffix("No space left on device") == true)
  }
}
