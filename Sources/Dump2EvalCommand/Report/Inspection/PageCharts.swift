import Dump2Eval

/// The page's charts: boxes of the browser's own, whose sizes are the numbers.
enum PageCharts {
  /// The class that gives a status its colour.
  static func style(of status: CallStatus) -> String {
    status.rawValue.split(separator: " ").joined(separator: "-")
  }

  /// What a status is called on the page.
  static func name(of status: CallStatus) -> String {
    status == .exportable ? "can be exported" : status.rawValue
  }

  static func legend(_ calls: [CallStatus: Int], into html: inout HTMLText) {
    html.element("ul", ["class": "legend"]) { html in
      for status in CallStatus.allCases where status != .repeat && calls[status] ?? 0 > 0 {
        html.element("li") { html in
          html.element("i", ["class": style(of: status)], "")
          html.add("\(name(of: status)) \((calls[status] ?? 0).grouped)")
        }
      }
    }
  }

  /// A bar for each group, divided by status.
  static func coverage(_ groups: [Inspection.Group], unnamed: String, into html: inout HTMLText) {
    html.element("div", ["class": "bars"]) { html in
      for group in groups {
        let share = Share(group.exportable, of: group.distinct)
        let number = "\(group.exportable.grouped) of \(group.distinct.grouped) · \(share.percent)"
        html.element("div", ["class": "name"], group.name ?? unnamed)
        html.element("div", ["class": "bar", "role": "img", "aria-label": number]) { html in
          for status in CallStatus.allCases where status != .repeat {
            guard let count = group.calls[status], count > 0 else { continue }
            let part = Share(count, of: group.distinct)
            html.element(
              "i",
              [
                "class": style(of: status), "style": "width:\(percent(part.fraction))",
                "title": "\(name(of: status)): \(count.grouped)",
              ], "")
          }
        }
        html.element("div", ["class": "number"], number)
      }
    }
  }

  /// Calls over time, with those that can be exported at the bottom.
  static func timeline(_ timeline: Timeline, into html: inout HTMLText) {
    let bins = timeline.bins
    let highest = bins.map { $0.exportable + $0.others }.max() ?? 0
    html.element("div", ["class": "columns", "role": "img", "aria-label": "Calls over time"]) { html in
      for bin in bins {
        let label =
          "\(InspectionTable.minute(bin.start)): \(bin.exportable.grouped) exportable, \(bin.others.grouped) not"
        html.element("i", ["title": label]) { html in
          column(bin.others, of: highest, "not-recorded", into: &html)
          column(bin.exportable, of: highest, "exportable", into: &html)
        }
      }
    }
    html.element("div", ["class": "axis"]) { html in
      html.element("span", bins.first.map { InspectionTable.minute($0.start) } ?? "")
      html.element("span", "\(duration(timeline.binSeconds)) each, at most \(highest.grouped) calls")
      html.element("span", bins.last.map { InspectionTable.minute($0.start) } ?? "")
    }
  }

  /// A distribution over powers of two.
  static func histogram(_ histogram: Histogram, unit: String, into html: inout HTMLText) {
    let bins = histogram.bins
    let highest = bins.map(\.count).max() ?? 0
    html.element("div", ["class": "columns", "role": "img", "aria-label": "Distribution"]) { html in
      for bin in bins {
        let last = max(bin.lowerBound, bin.upperBound - 1)
        html.element(
          "i", ["title": "\(bin.lowerBound.grouped) to \(last.grouped) \(unit): \(bin.count.grouped) calls"]
        ) {
          html in column(bin.count, of: highest, "repeat", into: &html)
        }
      }
    }
    html.element("div", ["class": "axis"]) { html in
      html.element("span", (bins.first?.lowerBound ?? 0).grouped)
      html.element("span", "mean \(Int(min(histogram.mean.rounded(), 1e15)).grouped)")
      html.element("span", "\(histogram.largest.grouped) \(unit)")
    }
  }

  private static func column(_ count: Int, of highest: Int, _ style: String, into html: inout HTMLText) {
    guard count > 0 else { return }
    // One call among thousands is still to be seen.
    let height = "max(2px, \(percent(Share(count, of: highest).fraction)))"
    html.element("b", ["class": style, "style": "height:\(height)"], "")
  }

  private static func percent(_ fraction: Double) -> String { SummaryText.thousandths(fraction * 100) + "%" }

  private static func duration(_ seconds: Int) -> String {
    for (length, name) in [(86_400, "day"), (3_600, "hour"), (60, "minute")] where seconds >= length {
      let count = seconds / length
      return "\(count.grouped) \(name)\(count == 1 ? "" : "s")"
    }
    return "\(seconds) second\(seconds == 1 ? "" : "s")"
  }
}
