import TestSupport
import Testing

@Suite("The time that datasets carry")
struct ExportTimeTests {
  @Test(
    "is that of SOURCE_DATE_EPOCH, or a mistake",
    arguments: [
      ("0", 0), ("-1", 0), ("1099511627775", 0), ("1099511627776", 64), ("-9223372036854775808", 64),
      ("9223372036854775807", 64), ("9223372036854775808", 64), ("now", 64),
    ])
  func epoch(seconds: String, status: Int32) throws {
    let folder = try WorkFolder()
    try folder.write("dump.json", "{}")
    let outcome = try Shell.run(
      "dump2eval --dry-run -q dump.json", in: folder.path, environment: ["SOURCE_DATE_EPOCH": seconds])
    #expect((outcome.status == 64) == (status == 64), "\(outcome.errorText)")
    #expect(outcome.errorText.contains("SOURCE_DATE_EPOCH must be seconds since 1970") == (status == 64))
    #expect(outcome.status < 128)
  }
}
