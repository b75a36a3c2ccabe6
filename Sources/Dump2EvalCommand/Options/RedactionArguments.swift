import ArgumentParser
import Dump2Eval

/// What must not get into datasets.
struct RedactionArguments: ParsableArguments {
  @Flag(help: "Mask e-mail addresses, phone, card and US social security numbers, and keys of APIs.")
  var redact = false

  @Option(
    help: ArgumentHelp(
      "Mask what this regular expression matches; without --redact that alone. Repeatable.",
      valueName: "regex"))
  var redactPattern: [String] = []

  func validate() throws { _ = try options() }

  func apply(to options: inout ConversionOptions) throws { options.redaction = try self.options() }

  private func options() throws -> RedactionOptions {
    var options = RedactionOptions(masksKnownForms: redact)
    for pattern in redactPattern where !options.add(pattern: pattern) {
      throw ValidationError("--redact-pattern: '\(pattern)' is not a regular expression.")
    }
    return options
  }
}
