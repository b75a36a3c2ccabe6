import ArgumentParser

/// The command as shells should complete it: without a subcommand's name there are the options of `convert`, and files. The
/// parser cannot tell that by itself, since a file in the subcommand's place is none of its own.
struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Dump2EvalCommand._commandName, version: Dump2EvalCommand.configuration.version,
    subcommands: [Convert.self, Inspect.self])

  @OptionGroup var output: OutputArguments
  @OptionGroup var selection: SelectionArguments
  @OptionGroup var redaction: RedactionArguments
  @OptionGroup var resources: ResourceArguments
  @OptionGroup var talk: TalkArguments

  /// The script that was asked for; nil when something else was, and for shells that are not known.
  static func script(for arguments: [String]) -> String? {
    let option = "--generate-completion-script"
    guard let first = arguments.first, first.hasPrefix(option), arguments.count <= 2 else { return nil }
    let name = first == option ? arguments.dropFirst().first : String(first.dropFirst(option.count + 1))
    guard let name, let shell = CompletionShell(rawValue: name) else { return nil }
    var script = completionScript(for: shell)
    for (place, withFiles) in fileNames[shell.rawValue] ?? [] {
      script.replace(place, with: withFiles, maxReplacements: 1)
    }
    return script + (shell.rawValue == "fish" ? fishFileNames : "")
  }

  /// Where scripts offer subcommands, and the same with names of files.
  private static let fileNames = [
    "bash": [("complete -o filenames -F _dump2eval ", "complete -o filenames -o default -F _dump2eval ")],
    "zsh": [
      (
        "_describe -V subcommand subcommands && ret=0\n",
        "_describe -V subcommand subcommands && ret=0\n        _files && ret=0\n"
      ),
      (
        "\"_dump2eval_${words[1]}\" && ret=0\n            ;;\n",
        "\"_dump2eval_${words[1]}\" && ret=0\n            ;;\n        *)\n            _files && ret=0\n            ;;\n"
      ),
    ],
  ]
  private static let fishFileNames =
    "\ncomplete -c 'dump2eval' -n 'not __fish_seen_subcommand_from convert inspect help' -F\n"
}
