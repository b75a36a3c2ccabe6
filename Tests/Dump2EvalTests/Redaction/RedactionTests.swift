import Testing

@testable import Dump2Eval

@Suite("Redaction")
struct RedactionTests {
  private static func redact(_ text: String, patterns: [String] = []) -> (
    text: String, counts: Redactor.Counts
  ) {
    var options = RedactionOptions(masksKnownForms: true)
    for pattern in patterns { _ = options.add(pattern: pattern) }
    var counts: Redactor.Counts = [:]
    return (Redactor(options).redacted(text, &counts), counts)
  }

  /// Put together here, so that no scanner of repositories takes a test for a leak.
  private static let key = "sk-" + "proj-Ab3dEf6hIj9lMn2pQr5t"
  private static let github = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
  private static let amazon = "AKIA" + "IOSFODNN7EXAMPLE"
  private static let google = "AIza" + "SyA1234567890abcdefghijklmnopqrstuv"
  private static let slack = "xoxb-" + "123456789012-abcdefGHIJKL"
  private static let token =
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"

  @Test(
    "masks what it should",
    arguments: [
      ("Write to jane.doe+test@mail.example.co.uk.", "Write to [REDACTED].", .email),
      ("<a@b.io>", "<[REDACTED]>", .email),
      ("müller@example.de", "[REDACTED]", .email),
      ("请联系foo@bar.com谢谢", "请联系[REDACTED]谢谢", .email),
      ("42@163.com,", "[REDACTED],", .email),
      (#"{"mail":"x@y.org"}"#, #"{"mail":"[REDACTED]"}"#, .email),
      (#""line\nbob@example.com\n""#, #""line\n[REDACTED]\n""#, .email),
      (#""caf\u00e9bob@example.com""#, #""caf\u00e9[REDACTED]""#, .email),
      ("Call +49 30 1234567 now", "Call [REDACTED] now", .phone),
      ("+442071838750", "[REDACTED]", .phone),
      ("+1 (555) 123-4567", "[REDACTED]", .phone),
      ("(555) 123-4567 or", "[REDACTED] or", .phone),
      ("tel:555-123-4567.", "tel:[REDACTED].", .phone),
      ("1-800-555-0199", "[REDACTED]", .phone),
      ("212.555.0134", "[REDACTED]", .phone),
      ("电话+8613800138000", "电话[REDACTED]", .phone),
      ("card 4111 1111 1111 1111, exp", "card [REDACTED], exp", .card),
      ("4111-1111-1111-1111", "[REDACTED]", .card),
      ("5555555555554444", "[REDACTED]", .card),
      ("amex 3782 822463 10005", "amex [REDACTED]", .card),
      (#"{"card": 4012888888881881}"#, #"{"card": "[REDACTED]"}"#, .card),
      ("card=6011111111111117&x", "card=[REDACTED]&x", .card),
      (#""\n4111111111111111""#, #""\n[REDACTED]""#, .card),
      ("SSN 123-45-6789", "SSN [REDACTED]", .socialSecurityNumber),
      ("key \(key)!", "key [REDACTED]!", .key),
      ("KEY=\(github)", "KEY=[REDACTED]", .key),
      (amazon, "[REDACTED]", .key),
      ("\"\(google)\"", "\"[REDACTED]\"", .key),
      ("\(slack).", "[REDACTED].", .key),
      ("jwt \(token)", "jwt [REDACTED]", .key),
      ("Authorization: Bearer abcDEF0123456789.x", "Authorization: Bearer [REDACTED]", .key),
    ] as [(String, String, RedactionKind)])
  func masked(text: String, expected: String, kind: RedactionKind) {
    let (masked, counts) = Self.redact(text)
    #expect(masked == expected)
    #expect(counts == [kind: 1])
  }

  @Test(
    "leaves alone what only looks alike",
    arguments: [
      // Words and code
      "a task-based, risk-averse sk-learn user", "sk-circle-fade-in-animation-delayed",
      "the bearer of bad news",
      "Bearer authentication-is-required", "@app.route('/x')", "import '@types/node'", "icon@2x.png",
      "user@host",
      "git@github.com:owner/repo.git", "a@b", "foo@.com", "array[123-45]", "x = 555 - 123 - 4567",
      "eyJust kidding", "AKIAshort", "AKIAIOSFODNN7EXAMPLE0", "asia-northeast1", "hf_model",
      "npm_config_registry",
      "$sk-1234", "task_sk_live_0123456789abcdef", "my-sk-0123456789abcdefgh",
      // Versions
      "1.2.3-beta.4", "lodash@4.17.21", "pkg@1.0.0-beta.rc", "v10.15.7", "Python 3.12.4", "2.555.123.4567",
      // Ids and hashes
      "123e4567-e89b-12d3-a456-426614174000", "12345678-1234-1234-1234-123456789012",
      "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "#4111111111111111", "ord-4111111111111111",
      "chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVw", "call_4111111111111111", "/orders/x/4111111111111111",
      "ISBN 978-3-16-148410-0", "112-1234567-1234567", "4111111111111112", "1773584520123456",
      "1773584520123456789", "0000000000000000", "555-123-45678", "123-45-67890", "000-12-3456",
      "666-12-3456",
      "912-34-5678",
      // Prices, dates, times, machines
      "$4111111111111111", "1,234,567.89", "4111111111111111.50", "+1.23456789", "2026-03-15", "15.03.2026",
      "2026-03-15T14:22:00.123+02:00", "192.168.100.200", "10.0.0.1:8080", "2001:db8::8a2e:370:7334", "+0200",
      "1e+123456789", "3+4=7", "0.5551234567", "3.141592653589793",
    ])
  func untouched(text: String) {
    let (masked, counts) = Self.redact(text)
    #expect(masked == text)
    #expect(counts.isEmpty)
  }

  @Test("masks several in one text, and counts each")
  func several() {
    let (text, counts) = Self.redact("a@b.com and c@d.com, +442071838750; 123-45-6789")
    #expect(text == "[REDACTED] and [REDACTED], [REDACTED]; [REDACTED]")
    #expect(counts == [.email: 2, .phone: 1, .socialSecurityNumber: 1])
  }

  @Test("masks what the user's pattern matches, after the known forms")
  func patterns() {
    let (text, counts) = Self.redact("customer C-1234 (c@d.com), C-99", patterns: ["C-\\d+", "x*"])
    #expect(text == "customer [REDACTED] ([REDACTED]), [REDACTED]")
    #expect(counts == [.email: 1, .pattern: 2])
    var options = RedactionOptions()
    let isPattern = options.add(pattern: "(")
    #expect(!isPattern)
  }

  @Test("does not depend on where a text is cut: any prefix is masked without trouble")
  func prefixes() {
    let text = Array("é\\u00e9 a@b.com 4111 1111 1111 1111 +1 (555) 123-4567 \(Self.token) \\".utf8)
    for count in 0...text.count {
      _ = Self.redact(String(decoding: text[..<count], as: UTF8.self))
    }
  }

  @Test(
    "takes time by length, also where every word begins like a key", .timeLimit(.minutes(1)),
    arguments: ["eyJ.", "SG.", "eyJ--", "sk--", "xoxb--", "AIza--", "eyJ.sk--AIza.-", "ya29.--"])
  func manyBeginnings(beginning: String) {
    let text = String(repeating: beginning, count: 400_000 / beginning.utf8.count)
    let (masked, counts) = Self.redact(text)
    #expect((masked == text) == (beginning != "ya29.--"))
    #expect(counts == (beginning == "ya29.--" ? [.key: 1] : [:]))
    let (last, lastCounts) = Self.redact(text + " \(Self.token)")
    #expect(last.hasSuffix(" [REDACTED]"))
    #expect(lastCounts[.key] == (beginning == "ya29.--" ? 2 : 1))
  }

  @Test("finds keys behind beginnings of others")
  func behindOthers() {
    let (text, counts) = Self.redact("eyJ.eyJ.a eyJ--sk--x \(Self.key), SG.- \(Self.google). sk--")
    #expect(text == "eyJ.eyJ.a eyJ--sk--x [REDACTED], SG.- [REDACTED]. sk--")
    #expect(counts == [.key: 2])
  }

  @Test("comes before assertions, in every part of a case, and JSON stays JSON")
  func cases() throws {
    var call = LLMCall()
    call.instructions = [Message(role: .system, text: "Mail root@example.com")]
    call.messages = [
      Message(role: .user, text: "I am\nbob@example.com"),
      Message(
        role: .assistant, toolCalls: [ToolCall(name: "find", arguments: #"{"card":4111111111111111}"#)]),
      Message(role: .tool, text: "found +442071838750", toolCallID: "1"),
    ]
    call.choices = [Choice(text: #"{"to":"bob@example.com","card":4111111111111111}"#)]
    let builder = CaseBuilder(AssertionOptions(), RedactionOptions(masksKnownForms: true))
    var counts: Redactor.Counts = [:]
    let made = try #require(builder.makeCase(of: call, number: 1, redactions: &counts))
    #expect(made.input == "I am\n[REDACTED]")
    #expect(made.system == "Mail [REDACTED]")
    let messages = try #require(made.messages)
    #expect(messages.contains(#"I am\n[REDACTED]"#))
    #expect(messages.contains(##""arguments":"{\"card\":\"[REDACTED]\"}""##))
    #expect(messages.contains("found [REDACTED]"))
    #expect(made.recordedOutput == #"{"to":"[REDACTED]","card":"[REDACTED]"}"#)
    #expect(made.assertions == [.maxLength(59), .notContains("i cannot"), .isJSON])
    #expect(counts == [.email: 3, .card: 2, .phone: 1])
  }
}
