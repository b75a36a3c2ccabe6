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
    if lists.count + inputs.filter({ $0 == "-" }).count > 1 { throw Self.readTwice }
  }

  private static let readTwice = ValidationError("Standard input can be used once only.")

  /// Lists of something else may come on standard input as well.
  func validate(beside selection: SelectionArguments) throws {
    guard selection.traceIDsFrom == "-" else { return }
    let namesNothing = inputs.isEmpty && filesFrom == nil && files0From == nil
    if namesNothing || inputs.contains("-") || filesFrom == "-" || files0From == "-" { throw Self.readTwice }
  }

  /// Refuses to write to what is to be read.
  func validate(against outputs: [String?]) throws {
    for case let output? in outputs where output != "-" && inputs.contains(output) {
      throw ValidationError("\(output) is an input; write to another file.")
    }
  }

  /// The inputs by name; standard input when none are named and it is no terminal, else nil.
  func resolve() throws -> [DumpInput]? {
    var resolved = CommandLineBytes.arguments(inputs).map { DumpInput(pathBytes: $0) }
    if let filesFrom { resolved += try DumpInput.list(namedIn: filesFrom, separator: 0x0A) }
    if let files0From { resolved += try DumpInput.list(namedIn: files0From, separator: 0) }
    if filesFrom == nil, files0From == nil, inputs.isEmpty {
      return Terminal.isStandardInput ? nil : [.standardInput]
    }
    return resolved
  }
}
