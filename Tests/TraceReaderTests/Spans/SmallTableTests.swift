import TestSupport
import Testing

@testable import TraceReader

@Suite("Tables of a few values")
struct SmallTableTests {
  @Test("are dictionaries that keep their order, however many values there are")
  func likeDictionary() {
    var random = SplitMix(seed: 3)
    for count in [1, 15, 16, 17, 200] {
      var table = SmallTable<String, Int>()
      var expected: [String: Int] = [:]
      var order: [String] = []
      for value in 0..<count * 2 {
        let key = "key \(Int.random(in: 0..<count, using: &random))"
        if expected[key] == nil { order.append(key) }
        expected[key] = value
        table.set(key, to: value)
        #expect(table[key] == value)
      }
      #expect(table.all.map(\.key) == order)
      #expect(table.all.allSatisfy { expected[$0.key] == $0.value } && table.count == expected.count)
      #expect(table["none"] == nil)
    }
  }

  @Test("of processes: an object's own before those around it")
  func processes() {
    let outer = ProcessTable(in: nil)
    outer.only = "batch"
    outer.set("p1", to: "outer")
    outer.set("p2", to: "outer")
    let inner = ProcessTable(in: outer)
    #expect(inner.only == "batch" && inner["p1"] == "outer" && inner["p3"] == nil)
    inner.set("p1", to: "inner")
    inner.only = nil
    #expect(inner.only == nil && inner["p1"] == "inner" && inner["p2"] == "outer" && outer["p1"] == "outer")
    inner.set("p1", to: "last")
    #expect(inner["p1"] == "last")
  }
}
