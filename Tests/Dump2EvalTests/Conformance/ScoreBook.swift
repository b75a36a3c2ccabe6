import Foundation
import Synchronization
import TestSupport

/// Scores of all corpus folders in all forms, each measured once however many tests ask.
final class ScoreBook: Sendable {
  static let shared = ScoreBook()

  private let scores = Mutex<[String: Task<ConformanceScore, any Error>]>([:])

  func score(_ corpus: Corpus, _ form: Corpus.Form) async throws -> ConformanceScore {
    let task = scores.withLock { scores in
      if let task = scores[corpus.name + form.rawValue] { return task }
      let task = Task { try await ConformanceScore.measure(corpus, form) }
      scores[corpus.name + form.rawValue] = task
      return task
    }
    return try await task.value
  }
}

/// What differs from the truth, and why: `testdata/corpus/known-gaps.txt`, a line for each failure of a folder in a form.
/// Lines that begin with a number sign are comments at its top.
enum KnownGaps {
  static let path = "testdata/corpus/known-gaps.txt"

  static func line(_ corpus: Corpus, _ form: Corpus.Form, _ failure: String) -> String {
    "\(corpus), \(form.title): \(failure)"
  }

  static func read() throws -> Set<String> {
    Set(try SourceTree.text(path).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") })
  }
}
