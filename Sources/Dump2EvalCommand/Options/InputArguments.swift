import ArgumentParser
import Dump2Eval

/// What to read.
struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files, folders (searched for files at every depth), or - for standard input.", valueName: "input"),
    completion: .file())
  var inputs: [String] = []

  @Option(
    help: ArgumentHelp("Read names of inputs from this file, one per line.", valueName: "file"),
    completion: .file())
  var filesFrom: String?

  @Option(
    name: .customLong("files0-from"),
    help: ArgumentHelp("Read names of inputs from this file, each ended by a NUL byte.", valueName: "file"),
    completion: .file())
  var files0From: String?

  func validate() throws {
    let lists = [filesFrom, files0From].compactMap(\.self).filter { $0 == "-" }
    if lists.count + inputs.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input can be used once only.")
    }
  }

  /// The inputs by name; standard input when none are named and it is no terminal, else nil.
  func resolve() throws -> [DumpInput]? {
    var resolved = inputs.map { DumpInput(pathBytes: CommandLineBytes.argument($0)) }
    if let filesFrom { resolved += try DumpInput.list(namedIn: filesFrom, separator: 0x0A) }
    if let files0From { resolved += try DumpInput.list(namedIn: files0From, separator: 0) }
    if filesFrom == nil, files0From == nil, inputs.isEmpty {
      return Terminal.isStandardInput ? nil : [.standardInput]
    }
    return resolved
  }
}
