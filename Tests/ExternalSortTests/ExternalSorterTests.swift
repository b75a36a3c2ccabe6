import ExternalSort
import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite("Sorting in bounded memory")
struct ExternalSorterTests {
  /// Keys of all kinds that are awkward to order: empty, alike in their first eight bytes, prefixes of each
  /// other, equal; payloads from nothing to more than the smallest memory limit.
  static func records(seed: UInt64, count: Int) -> [Record] {
    var random = SplitMix(seed: seed)
    return (0..<count).map { _ in
      let key =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: random.bytes(.random(in: 0...3, using: &random))
        case 1: Array("same eight bytes".utf8) + random.bytes(.random(in: 0...4, using: &random))
        case 2: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        default: [UInt8]()
        }
      let length =
        Int.random(in: 0..<100, using: &random) == 0 ? 6_000 : Int.random(in: 0...60, using: &random)
      return Record(key, random.bytes(length))
    }
  }

  @Test(arguments: [4 << 10, 10_000, 64 << 10, 1 << 20], 1...5)
  func `the same order whatever the memory and however divided`(memoryLimit: Int, sorters: Int) throws {
    for seed in 0..<3 as Range<UInt64> {
      let records = Self.records(seed: seed, count: 600)
      var spilledBytes: Int64 = 0
      let result = try sorted(records, sorters: sorters, memoryLimit: memoryLimit) { spilledBytes = $0 }
      #expect(result == records.sorted())
      #expect((spilledBytes > 0) == (memoryLimit < 1 << 20))
    }
  }

  @Test(arguments: [0, 1, 2, 3, 15, 16, 17, 127, 128, 129, 257])
  func `any number of runs`(_ count: Int) throws {
    // Each record is larger than what a sorter may hold.
    var random = SplitMix(seed: 7)
    let records = (0..<count).map { _ in Record(random.bytes(2), random.bytes(5_000)) }
    #expect(try sorted(records, sorters: 1, memoryLimit: 4 << 10) == records.sorted())
    #expect(try sorted(records, sorters: 3, memoryLimit: 64 << 10) == records.sorted())
  }

  @Test func `records that are put aside are sorted with those that come later`() throws {
    let records = Self.records(seed: 4, count: 300)
    var sorter = ExternalSorter(memoryLimit: 1 << 20, folder: temporary)
    try sorter.putAside()
    #expect(sorter.memoryBytes == 0)
    for (number, record) in records.enumerated() {
      try sorter.append(key: record.key.span.bytes, payload: record.payload.span.bytes)
      guard number.isMultiple(of: 100) else { continue }
      try sorter.putAside()
      #expect(sorter.memoryBytes <= 128 << 10)
    }
    var sorted = try SortedRecords(merging: [try sorter.finish()], memoryLimit: 1 << 20, folder: temporary)
    var result: [Record] = []
    while try sorted.advance() { result.append(sorted.withRecord { Record($0.array, $1.array) }) }
    #expect(result == records.sorted())
    #expect(sorted.spilledBytes > 0)
  }

  @Test func `large payloads under one key are told apart piece by piece`() throws {
    let common = [UInt8](repeating: 7, count: 20_000)
    let records = (0..<12).map {
      Record([1], common + [UInt8](repeating: 9, count: $0 % 3) + [UInt8($0 * 5 % 7)])
    }
    #expect(try sorted(records, sorters: 2, memoryLimit: 8 << 10) == records.sorted())
    #expect(try sorted(records, sorters: 2, memoryLimit: 1 << 20) == records.sorted())
  }

  @Test func `large keys`() throws {
    let records = (0..<9).map { Record([UInt8](repeating: 1, count: 5_000 + $0 * 5 % 7) + [UInt8($0)], [2]) }
    #expect(try sorted(records, sorters: 2, memoryLimit: 8 << 10) == records.sorted())
  }

  @Test func `what fits stays in memory and no file is made`() throws {
    let nowhere = TemporaryFolder("/nonexistent")
    let records = Self.records(seed: 1, count: 300)
    #expect(try sorted(records, sorters: 2, memoryLimit: 1 << 20, folder: nowhere) == records.sorted())
    let error = #expect(throws: FileIOError.self) {
      try sorted(records, sorters: 2, memoryLimit: 8 << 10, folder: nowhere)
    }
    #expect(error.map { "\($0)" } == "/nonexistent: cannot make a file in: No such file or directory")
  }

  @Test func `memory stays below the limit while adding`() throws {
    for (limit, size) in [(64 << 10, 10), (64 << 10, 500), (256 << 10, 3_000), (256 << 10, 90_000)] {
      var sorter = ExternalSorter(memoryLimit: limit, folder: temporary)
      var random = SplitMix(seed: 3)
      for _ in 0..<(4 * limit / size) {
        let payload = [UInt8](repeating: 1, count: .random(in: 0...size, using: &random))
        let key = random.bytes(8)
        try sorter.append(key: key.span.bytes, payload: payload.span.bytes)
        #expect(sorter.memoryBytes <= limit)
      }
      let runs = try sorter.finish()
      #expect(runs.memoryBytes <= limit)
      #expect(runs.spilledBytes > 0)
    }
  }

  @Test func `a file for each sorter and each pass, however many runs`() throws {
    let opened = Counter()
    let records = (0..<4_000).map { Record("\($0 * 7_919 % 4_000)".utf8, [UInt8](repeating: 1, count: 100)) }
    let result = try FaultInjection.$current.withValue(
      FaultInjection { call in
        if call == .open { _ = opened.next() }
        return nil
      },
      operation: { try sorted(records, sorters: 2, memoryLimit: 8 << 10) })
    #expect(result == records.sorted())
    // Some 150 runs, merged two at a time: 75, 37, … 2.
    #expect(opened.value >= 2 && opened.value <= 2 + 8)
  }

  @Test func `little content takes little memory`() throws {
    var sorter = ExternalSorter(memoryLimit: 64 << 20, folder: temporary)
    #expect(sorter.memoryBytes == 0)
    let (key, payload): ([UInt8], [UInt8]) = ([1, 2, 3], [4])
    try sorter.append(key: key.span.bytes, payload: payload.span.bytes)
    #expect(sorter.memoryBytes < 4_096)
  }
}

@Suite("Sorting when the disk fails")
struct SortingFaultTests {
  static let records = ExternalSorterTests.records(seed: 11, count: 800)

  func sort() throws -> [Record] { try sorted(Self.records, sorters: 2, memoryLimit: 8 << 10) }

  @Test func `short and interrupted calls change nothing`() throws {
    let result = try FaultInjection.$current.withValue(
      FaultInjection { call in
        switch call {
        case .readAt, .writeAt: [.failure(.interrupted), .atMost(100), .atMost(1_000), nil].randomElement()!
        default: nil
        }
      },
      operation: { try sort() })
    #expect(result == Self.records.sorted())
  }

  @Test(arguments: [0, 1, 5, 40])
  func `a full disk ends it, whenever it comes`(_ writes: Int) throws {
    let attempts = Counter()
    let error = #expect(throws: FileIOError.self) {
      try FaultInjection.$current.withValue(
        FaultInjection { $0 == .writeAt && attempts.next() >= writes ? .failure(.noSpace) : nil },
        operation: { _ = try sort() })
    }
    #expect(error?.description.hasSuffix("No space left on device") == true)
  }

  @Test(arguments: [0, 1, 30])
  func `an unreadable disk ends it, whenever it comes`(_ reads: Int) throws {
    let attempts = Counter()
    let error = #expect(throws: FileIOError.self) {
      try FaultInjection.$current.withValue(
        FaultInjection { $0 == .readAt && attempts.next() >= reads ? .failure(.ioError) : nil },
        operation: { _ = try sort() })
    }
    #expect(error?.errno == .ioError)
    #expect(error?.path == "/tmp")
  }
}
