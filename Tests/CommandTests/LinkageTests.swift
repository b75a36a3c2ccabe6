import TestSupport
import Testing

/// Foundation brings ICU: forty megabytes and ten milliseconds at every start.
@Suite("Linkage")
struct LinkageTests {
  @Test("Foundation is not linked, only what the parsing of arguments brings")
  func foundation() throws {
    let outcome = try Shell.run("ldd \"$(command -v dump2eval)\"", in: "/")
    #expect(outcome.status == 0)
    let libraries = outcome.outputText.split(separator: "\n").compactMap { $0.split(separator: " ").first }
      .map { $0.drop { $0.isWhitespace } }
    #expect(libraries.contains { $0.hasPrefix("libz.so") })
    for library in libraries {
      let isForbidden =
        library.hasPrefix("libFoundation") && library != "libFoundationEssentials.so"
        || library.contains("_FoundationICU") || library.hasPrefix("libicu")
      #expect(!isForbidden, "\(library)")
    }
  }
}
