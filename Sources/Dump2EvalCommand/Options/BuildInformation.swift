// Unsafe code: a C string that is part of the program.

import CBuildInformation

/// Which dump2eval this is.
enum BuildInformation {
  private static let number = "0.1.0"

  /// `0.1.0`, and of a released build the commit too.
  static var version: String {
    let commit = unsafe String(cString: cbuildinformation_commit())
    return commit.isEmpty ? number : "\(number) (\(commit))"
  }
}
