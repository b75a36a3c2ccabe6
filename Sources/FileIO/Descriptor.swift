/// Owns an open descriptor and closes it when it goes away; standard input and output are lent and stay open.
struct Descriptor: ~Copyable, Sendable {
  let raw: CInt
  private let isOwned: Bool

  init(owning raw: CInt) {
    self.raw = raw
    isOwned = true
  }

  /// A descriptor of the process that is not ours to close.
  init(lent raw: CInt) {
    self.raw = raw
    isOwned = false
  }

  /// Hands the descriptor over to someone who closes it.
  consuming func release() -> CInt {
    let raw = self.raw
    discard self
    return raw
  }

  deinit {
    if isOwned { SystemCalls.close(raw) }
  }
}
