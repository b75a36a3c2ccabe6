import Testing

@testable import TraceReader

@Suite("Whole numbers are added to a tree")
struct WholeNumberTests {
  @Test(
    "with the digits that Swift gives them", arguments: [0, 7, -1, 10, 1_234_567_890, Int64.max, Int64.min])
  func digits(value: Int64) {
    let tree = JSONTree()
    // Neither text before nor behind is touched.
    let before = tree.appendString("before").index
    let index = tree.addNumber(value)
    let behind = tree.appendString("behind").index
    #expect(tree.text(index) == String(value))
    #expect(tree.int(index) == value)
    #expect([tree.text(before), tree.text(behind)] == ["before", "behind"])
  }
}
