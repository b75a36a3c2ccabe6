/// A table for a terminal: as many columns as fit, the least important left out first.
struct TextTable<Row> {
  struct Column {
    let title: String
    /// Columns with the lowest go first when room is short; the first column always stays.
    let priority: Int
    var isLeading = false
    let text: (Row) -> String

    init(_ title: String, priority: Int, isLeading: Bool = false, _ text: @escaping (Row) -> String) {
      self.title = title
      self.priority = priority
      self.isLeading = isLeading
      self.text = text
    }
  }

  let columns: [Column]
  let rows: [Row]

  private static var gap: Int { 2 }
  /// Names are cut before they are narrower than this.
  private static var narrowest: Int { 20 }

  /// The title line and a line for each row; `width` nil: as wide as it gets.
  func lines(width: Int?, indent: Int = 2, emphasis: (String) -> String = { $0 }) -> [String] {
    var shown = columns.map { column in
      let cells = rows.map(column.text)
      return (column: column, cells: cells, width: ([column.title] + cells).map(DisplayText.width).max() ?? 0)
    }
    if let width {
      let room = width - indent
      func needed() -> Int {
        min(shown[0].width, Self.narrowest) + shown.dropFirst().reduce(0) { $0 + $1.width + Self.gap }
      }
      while shown.count > 1, needed() > room {
        let least = shown.dropFirst().map(\.column.priority).min()
        guard let victim = shown.dropFirst().lastIndex(where: { $0.column.priority == least }) else { break }
        shown.remove(at: victim)
      }
      let rest = shown.dropFirst().reduce(0) { $0 + $1.width + Self.gap }
      shown[0].width = min(shown[0].width, max(room - rest, 1))
    }
    let blanks = String(repeating: " ", count: indent)
    var lines = [blanks + emphasis(line(shown.map { ($0.column, $0.column.title, $0.width) }))]
    for row in rows.indices {
      lines.append(blanks + line(shown.map { ($0.column, $0.cells[row], $0.width) }))
    }
    return lines
  }

  private func line(_ cells: [(column: Column, text: String, width: Int)]) -> String {
    var line = ""
    for (position, cell) in cells.enumerated() {
      if position > 0 { line += String(repeating: " ", count: Self.gap) }
      let text = DisplayText.fitted(cell.text, to: cell.width)
      line += DisplayText.padded(text, to: cell.width, isLeading: cell.column.isLeading)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
