package import Foundation
import Glibc

/// Runs shell commands with `dump2eval` on the path. What they write goes to files, so no pipe can fill up.
package enum Shell {
  package struct Outcome {
    /// As shells say it: 128 and the signal's number for a process that a signal has ended.
    package var status: Int32
    package var output: Data
    package var errors: Data

    package var outputText: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  /// Where the build has put the executable: beside the tests.
  package static let toolFolder: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (tests as NSString).deletingLastPathComponent
  }()

  /// Runs a script with `sh`.
  ///
  /// It runs in `folder` with `input` as standard input. Of the environment it has a path, a C locale and what is given here,
  /// nothing else. `mergesErrors` sends errors where output goes, as on a terminal.
  package static func run(
    _ script: String, in folder: String, input: String = "/dev/null", environment: [String: String] = [:],
    mergesErrors: Bool = false
  ) throws -> Outcome {
    let scratch = try WorkFolder()
    var variables = [
      "PATH": toolFolder + ":/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": scratch.path,
    ]
    variables.merge(environment) { $1 }
    let (outputPath, errorPath) = (scratch("output"), scratch("errors"))

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    if mergesErrors {
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }

    // Whoever runs the tests may ignore SIGPIPE, and children would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    let words = ["sh", "-c", "cd \"$1\" || exit 99\n" + script, "sh", folder]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") }
    settings.append(nil)
    defer { for text in arguments + settings { free(text) } }
    var process = pid_t()
    let problem = posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, &settings)
    guard problem == 0 else {
      throw Failure(description: "posix_spawn: " + String(cString: strerror(problem)))
    }
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(description: "waitpid: " + String(cString: strerror(errno))) }
    }
    let signal = status & 0x7F
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
      output: try Data(contentsOf: URL(fileURLWithPath: outputPath)),
      errors: mergesErrors ? Data() : try Data(contentsOf: URL(fileURLWithPath: errorPath)))
  }
}
