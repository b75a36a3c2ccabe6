/// Tokens and cost of calls, as far as they were recorded.
public struct Usage: Sendable, Hashable {
  public internal(set) var inputTokens = 0
  public internal(set) var outputTokens = 0
  /// Input and output, and of calls that only have a total that.
  public internal(set) var totalTokens = 0
  /// US dollars.
  public internal(set) var cost = 0.0
  /// Calls of which any of these was recorded.
  public internal(set) var calls = 0

  mutating func add(_ call: LLMCall) {
    inputTokens = inputTokens.addingClamped(call.inputTokens ?? 0)
    outputTokens = outputTokens.addingClamped(call.outputTokens ?? 0)
    totalTokens = totalTokens.addingClamped(call.tokens)
    cost += call.cost ?? 0
    if call.tokens > 0 || call.cost != nil { calls += 1 }
  }

  mutating func add(_ other: Usage) {
    inputTokens = inputTokens.addingClamped(other.inputTokens)
    outputTokens = outputTokens.addingClamped(other.outputTokens)
    totalTokens = totalTokens.addingClamped(other.totalTokens)
    cost += other.cost
    calls += other.calls
  }
}
