import Dump2Eval
import TestSupport
import Testing

@Suite("The size of inputs")
struct InputSizeTests {
  @Test("is that of all their files; nobody knows that of standard input")
  func total() throws {
    let work = try WorkFolder()
    try work.write("in/a.json", "12345")
    try work.write("in/below/b.json", "1234567")
    let file = try work.write("c.json", "1")
    #expect(DumpInput.totalSize(of: [DumpInput(work("in")), DumpInput(file), DumpInput(work("no"))]) == 13)
    #expect(DumpInput.totalSize(of: [DumpInput(file), DumpInput("-")]) == nil)
  }
}
