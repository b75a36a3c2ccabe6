import Testing

@testable import TraceReader

@Suite("What is readable before and after damage in gzip is read")
struct GzipDamageTests {
  /// The lines 0…49, 50…99 and 100…149 as members with stored and compressed blocks.
  private static let texts = (0..<3).map { part in
    (0..<50).map { "line \(part * 50 + $0) of the text, which is long enough to be compressed\n" }.joined()
  }
  private static let members = texts.map { GzipMember.compress(Array($0.utf8)) }

  private static func read(_ bytes: [UInt8], chunk: Int = .max) -> (text: String, problems: [InputError]) {
    let source = GzipSource(MemorySource(bytes, chunk: chunk), name: "dump.gz")
    var problems: [InputError] = []
    let window = ByteWindow(source, name: "dump.gz") { problems.append($0) }
    while window.fill() {}
    let text = unsafe String(decoding: window.bytes, as: UTF8.self)
    return (text, problems)
  }

  @Test("all members, at every split of the input")
  func members() {
    let bytes = Self.members.flatMap(\.self)
    for chunk in [1, 2, 3, 7, 10, 100, bytes.count] {
      let (text, problems) = Self.read(bytes, chunk: chunk)
      #expect(text == Self.texts.joined() && problems.isEmpty)
    }
  }

  /// A member whose header has all fields: extra bytes, a name, a comment and its own check sum, from which `flip` differs.
  private static func withWholeHeader(_ member: [UInt8], flip: UInt8 = 0) -> [UInt8] {
    var header: [UInt8] = [0x1F, 0x8B, 8, 0x1E, 1, 2, 3, 4, 0, 3] + [3, 0, 1, 2, 3]
    header += Array("dump.json\0".utf8) + Array("a comment\0".utf8)
    let check = GzipMember.checksum(header)
    return header + [UInt8(check & 0xFF) ^ flip, UInt8(check >> 8 & 0xFF)] + member.dropFirst(10)
  }

  @Test("headers with all fields, at every split of the input")
  func wholeHeaders() {
    let bytes = Self.members.flatMap { Self.withWholeHeader($0) }
    for chunk in [1, 2, 3, 7, 10, 16, 36, 37, 38, 100, bytes.count] {
      let (text, problems) = Self.read(bytes, chunk: chunk)
      #expect(text == Self.texts.joined() && problems.isEmpty)
    }
  }

  @Test("a wrong check sum of a header costs nothing of other members")
  func wrongHeader() {
    let (text, problems) = Self.read(
      Self.members[0] + Self.withWholeHeader(Self.members[1], flip: 4) + Self.members[2])
    #expect(text == Self.texts[0] + Self.texts[2])
    #expect(problems.count == 1 && problems[0].severity == .damage)
    #expect(
      problems[0].problem.contains("(ISA-L: incorrect data or length check)")
        || problems[0].problem.contains("(zlib: header crc mismatch)"))
  }

  @Test("a member that is cut anywhere costs nothing of the next one")
  func cut() {
    for count in 1..<Self.members[1].count {
      let bytes = Self.members[0] + Self.members[1].prefix(count) + Self.members[2]
      let (text, problems) = Self.read(bytes, chunk: 64)
      #expect(text.hasPrefix(Self.texts[0]) && text.hasSuffix(Self.texts[2]), "cut after \(count) bytes")
      #expect(!problems.isEmpty)
      #expect(problems.allSatisfy { $0.offset != nil && $0.compressedOffset != nil })
    }
  }

  @Test("a file that ends early gives what it has and one problem with both places")
  func cutEnd() {
    for count in 1..<Self.members[1].count {
      let (text, problems) = Self.read(Self.members[0] + Self.members[1].prefix(count))
      #expect(text.hasPrefix(Self.texts[0]))
      #expect(problems.count == 1)
      #expect(problems.first?.compressedOffset == Int64(Self.members[0].count + count))
      #expect(problems.first?.offset == Int64(text.utf8.count))
    }
  }

  @Test("a flipped bit anywhere costs nothing of other members")
  func flips() {
    for position in Self.members[1].indices {
      for bit in 0..<8 {
        var member = Self.members[1]
        member[position] ^= 1 << UInt8(bit)
        let (text, problems) = Self.read(Self.members[0] + member + Self.members[2])
        let isWhole = text.hasPrefix(Self.texts[0]) && text.hasSuffix(Self.texts[2])
        #expect(isWhole, "bit \(bit) of byte \(position)")
        // Times, names of systems and the like have no check sum.
        // The last byte but the check sums has bits to spare.
        let isChecked = !(3...9).contains(position) && position != member.count - 9
        #expect(!problems.isEmpty || !isChecked, "bit \(bit) of byte \(position)")
      }
    }
  }

  @Test("wrong check sums and lengths are reported, their data is kept", arguments: [1, 2, 3, 4, 5, 6, 7, 8])
  func trailer(fromEnd: Int) {
    var member = Self.members[0]
    member[member.count - fromEnd] ^= 0x10
    let (text, problems) = Self.read(member + Self.members[1])
    #expect(text == Self.texts[0] + Self.texts[1])
    #expect(problems.count == 1 && problems[0].severity == .damage)
    // ISA-L does not say which of the two.
    let reason = fromEnd > 4 ? "(incorrect data check)" : "(incorrect length check)"
    #expect(
      problems[0].problem.contains("(ISA-L: incorrect data or length check)")
        || problems[0].problem.contains(reason))
  }

  @Test("other bytes between members are reported, and reading goes on")
  func junk() {
    let (text, problems) = Self.read(Self.members[0] + Array("some junk".utf8) + Self.members[1], chunk: 5)
    #expect(text == Self.texts[0] + Self.texts[1])
    #expect(problems.map(\.severity) == [.notice])
    #expect(problems[0].compressedOffset == Int64(Self.members[0].count))
  }

  @Test("zeros after the last member are padding")
  func padding() {
    let (text, problems) = Self.read(Self.members[0] + [UInt8](repeating: 0, count: 1000) + Self.members[1])
    #expect(text == Self.texts[0] + Self.texts[1] && problems.isEmpty)
  }

  @Test("headers without end are not looked at again and again")
  func headers() {
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let bytes = Array(repeatElement(header, count: 100_000).joined())
    let (_, problems) = Self.read(bytes)
    #expect(problems.count <= 2)
  }
}
