// Unsafe code: the first byte of literals, none of which is empty.

/// Keys of APIs and tokens: told by the prefix that their issuers gave them, so that leaks can be found.
extension SensitiveForms {
  private struct KeyForm {
    let prefix: StaticString
    /// Characters behind the prefix.
    let length: ClosedRange<Int>
    var alphabet = Alphabet.word
    /// Words with hyphens begin like some of them (`sk-circle-fade-in-animation`), but hold no digits.
    var needsDigit = false
  }

  private enum Alphabet {
    /// Letters and digits.
    case alphanumeric
    case upper
    /// With `_` and `-`, as base64 for URLs.
    case word
    /// With dots.
    case dotted
  }

  private static let any = Int.max
  private static let forms: [KeyForm] = [
    // OpenAI, Anthropic, DeepSeek, OpenRouter, Langfuse
    KeyForm(prefix: "sk-", length: 16...any, needsDigit: true),
    KeyForm(prefix: "pk-lf-", length: 16...any, needsDigit: true),
    // Google, xAI, Groq, Hugging Face, Replicate, Perplexity
    KeyForm(prefix: "AIza", length: 35...35),
    KeyForm(prefix: "ya29.", length: 20...any, alphabet: .dotted, needsDigit: true),
    KeyForm(prefix: "xai-", length: 32...any, alphabet: .alphanumeric),
    KeyForm(prefix: "gsk_", length: 32...any, alphabet: .alphanumeric),
    KeyForm(prefix: "hf_", length: 30...any, alphabet: .alphanumeric),
    KeyForm(prefix: "r8_", length: 32...any, alphabet: .alphanumeric),
    KeyForm(prefix: "pplx-", length: 32...any, alphabet: .alphanumeric),
    // GitHub, GitLab, npm, PyPI
    KeyForm(prefix: "ghp_", length: 36...any, alphabet: .alphanumeric),
    KeyForm(prefix: "gho_", length: 36...any, alphabet: .alphanumeric),
    KeyForm(prefix: "ghu_", length: 36...any, alphabet: .alphanumeric),
    KeyForm(prefix: "ghs_", length: 36...any, alphabet: .alphanumeric),
    KeyForm(prefix: "ghr_", length: 36...any, alphabet: .alphanumeric),
    KeyForm(prefix: "github_pat_", length: 22...any),
    KeyForm(prefix: "glpat-", length: 20...any),
    KeyForm(prefix: "npm_", length: 36...36, alphabet: .alphanumeric),
    KeyForm(prefix: "pypi-", length: 50...any),
    // Amazon, Stripe, Slack, SendGrid
    KeyForm(prefix: "AKIA", length: 16...16, alphabet: .upper),
    KeyForm(prefix: "ASIA", length: 16...16, alphabet: .upper),
    KeyForm(prefix: "sk_live_", length: 16...any, alphabet: .alphanumeric),
    KeyForm(prefix: "sk_test_", length: 16...any, alphabet: .alphanumeric),
    KeyForm(prefix: "rk_live_", length: 16...any, alphabet: .alphanumeric),
    KeyForm(prefix: "whsec_", length: 24...any, alphabet: .alphanumeric),
    KeyForm(prefix: "xoxa-", length: 10...any, needsDigit: true),
    KeyForm(prefix: "xoxb-", length: 10...any, needsDigit: true),
    KeyForm(prefix: "xoxp-", length: 10...any, needsDigit: true),
    KeyForm(prefix: "xoxr-", length: 10...any, needsDigit: true),
    KeyForm(prefix: "xoxs-", length: 10...any, needsDigit: true),
    KeyForm(prefix: "xapp-", length: 10...any, needsDigit: true),
    KeyForm(prefix: "SG.", length: 40...any, alphabet: .dotted, needsDigit: true),
    // JSON Web Tokens: a header, which always begins like this, claims and a signature
    KeyForm(prefix: "eyJ", length: 40...any, alphabet: .dotted, needsDigit: true),
  ]

  /// A key that begins here; `wordEnd` is where the word that begins here ends.
  mutating func key(at start: Int, wordEnd: Int) -> Match? {
    // `a-sk-…` is somebody's own name for something.
    guard byte(start - 1) != UInt8(ascii: "-") || !byte(start - 2).isWord else { return nil }
    for form in Self.forms where bytes[start] == form.prefix.firstByte && begins(with: form.prefix, at: start)
    {
      let first = start + form.prefix.utf8CodeUnitCount
      let run = self.run(of: form.alphabet, from: first)
      let end = max(first, run.textEnd)
      guard form.length.contains(end - first), !byte(end).isWord else { continue }
      if form.needsDigit, run.lastDigit < first { continue }
      return Match(range: start..<end, kind: .key)
    }
    return bearerToken(at: start, wordEnd: wordEnd)
  }

  /// What follows `Bearer` in an Authorization header (RFC 6750), long enough not to be the next word of a
  /// sentence.
  private func bearerToken(at start: Int, wordEnd: Int) -> Match? {
    guard wordEnd - start == 6, bytes[start] | 0x20 == UInt8(ascii: "b"),
      bytes[start + 1..<wordEnd].elementsEqual("earer".utf8), byte(wordEnd) == UInt8(ascii: " ")
    else { return nil }
    var end = wordEnd + 1
    while byte(end).isWord || "-.~+/=".utf8.contains(byte(end)) { end += 1 }
    let token = wordEnd + 1..<end
    guard token.count >= 16, bytes[token].contains(where: \.isDigit) else { return nil }
    return Match(range: token, kind: .key)
  }

  private func begins(with prefix: StaticString, at start: Int) -> Bool {
    bytes[start...].starts(with: prefix.description.utf8)
  }

  /// Characters of an alphabet, one behind the other.
  struct Run {
    var range = 0..<0
    /// Without dots and hyphens at the end, which belong to the sentence.
    var textEnd = 0
    /// Before that; -1 when there is none.
    var lastDigit = -1
  }

  /// The run that is here or begins here. With dots and hyphens, every word of a run may begin like a key
  /// (`eyJ.eyJ.eyJ`): what one has found out holds for the others.
  private mutating func run(of alphabet: Alphabet, from start: Int) -> Run {
    let known = alphabet == .dotted ? dottedRun : alphabet == .word ? wordRun : Run()
    if known.range.contains(start) { return known }
    var run = Run()
    var end = start
    while end < bytes.count, Self.contains(alphabet, bytes[end]) {
      if bytes[end].isDigit { run.lastDigit = end }
      end += 1
    }
    run.range = start..<end
    while end > start, bytes[end - 1] == UInt8(ascii: ".") || bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
    run.textEnd = end
    if alphabet == .dotted { dottedRun = run }
    if alphabet == .word { wordRun = run }
    return run
  }

  private static func contains(_ alphabet: Alphabet, _ byte: UInt8) -> Bool {
    switch alphabet {
    case .alphanumeric: byte.isLetter || byte.isDigit
    case .upper: byte.isDigit || byte &- UInt8(ascii: "A") < 26
    case .word: byte.isWord || byte == UInt8(ascii: "-")
    case .dotted: byte.isWord || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
  }
}

extension StaticString {
  fileprivate var firstByte: UInt8 { unsafe utf8Start.pointee }
}
