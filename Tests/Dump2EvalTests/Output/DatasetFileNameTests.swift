import Testing

@testable import Dump2Eval

@Suite("Dataset file names")
struct DatasetFileNameTests {
  @Test("keep a plain trace id whole")
  func plain() {
    #expect(
      DatasetFileName.make(traceID: "4bf92f3577b34da6a3ce929d0e0e4736")
        == "trace-4bf92f3577b34da6a3ce929d0e0e4736.eval.yaml")
    #expect(DatasetFileName.make(traceID: "a.b_c-1", fileExtension: "x") == "trace-a.b_c-1.x")
  }

  @Test("are FNV-1a's for anything else")
  func hashed() {
    #expect(FNV128([]).hexadecimal == "6c62272e07bb014262b821756295c58d")
    #expect(FNV128("a".utf8).hexadecimal == "d228cb696f1a8caf78912b704e4a8964")
    #expect(DatasetFileName.make(traceID: "") == "trace-.id-6c62272e07bb014262b821756295c58d.eval.yaml")
    #expect(DatasetFileName.make(traceID: "../é/x").hasPrefix("trace-_.___x.id-"))
  }

  @Test("are safe and differ, also on a disk that ignores case")
  func safeAndDistinct() {
    let long = String(repeating: "a", count: 10_000)
    var ids = [
      "", ".", "..", "../../etc/passwd", "/", "a/b", "a_b", "a\\b", "a\u{0}b", "a\nb", "con", "A", "a", "AB",
      "aB", "é",
      "e\u{301}", "😀", "-", "--force", long, long + "b", long + "c", String(repeating: "é", count: 100),
      String(repeating: "a", count: 184), String(repeating: "a", count: 185), "a b", "a%20b", "a:b",
    ]
    // Ids that are what another id's name is made of.
    ids += ids.map { String(DatasetFileName.make(traceID: $0).dropFirst(6).dropLast(10)) }
    let distinct = Set(ids.map { Array($0.utf8) })
    var names = Set<String>()
    for id in distinct {
      let name = DatasetFileName.make(traceID: String(decoding: id, as: UTF8.self))
      names.insert(name.lowercased())
      #expect(name.utf8.count <= 200 && name.hasPrefix("trace-") && name.hasSuffix(".eval.yaml"))
      #expect(!name.hasPrefix("trace-.."))
      #expect(name.utf8.allSatisfy { $0 < 0x80 && ("._-".utf8.contains($0) || isAlphanumeric($0)) })
    }
    #expect(names.count == distinct.count)
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
