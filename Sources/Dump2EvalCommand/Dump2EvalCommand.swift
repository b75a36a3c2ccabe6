import ArgumentParser

@main
struct Dump2EvalCommand: ParsableCommand {
}
