// swift-tools-version: 6.2

import PackageDescription

/// What all targets are compiled with.
let language: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests are compiled in the Swift 6 language mode with these on top; a warning is an error. Without strict memory
/// safety: the macros of Swift Testing expand to code that is not marked.
let testing = language + [.treatAllWarnings(as: .error)]

/// What users get is compiled with strict memory safety too: every unsafe line says so.
#if compiler(>=6.3)
  let strict = testing + [.strictMemorySafety()]
#else
  // Swift 6.2 takes `Span.bytes` for safe, and warns of each `unsafe` that Swift 6.3 asks for before it.
  let strict = language + [.strictMemorySafety()]
#endif

/// Benchmarks are built only on request, so that users of the library do not build them.
let benchmarks: [Target] =
  Context.environment["DUMP2EVAL_BENCH"] == nil
  ? []
  : [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Dump2Eval", "TraceReader", "ExternalSort", "FileIO", "CZlib",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/Benchmarks",
      exclude: ["RESULTS.md", "run", "check_memory.sh", "check_instructions.py", "instructions.json"],
      swiftSettings: testing)
  ]

/// Fuzzers link a `main` of their own and need a sanitizer: see Tests/Fuzzing/run.
let fuzzers: [Target] =
  Context.environment["DUMP2EVAL_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Fuzz", swiftSettings: testing)
  ]

let package = Package(
  name: "dump2eval",
  products: [
    .executable(name: "dump2eval", targets: ["Dump2EvalCommand"]),
    .library(name: "Dump2Eval", targets: ["Dump2Eval"]),
  ],
  traits: [
    .trait(
      name: "ISAL", description: "Inflates gzip with ISA-L (libisal-dev), in half the time that zlib takes.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(
      name: "CInflate", dependencies: ["CZlib"],
      cSettings: [.define("CINFLATE_ISAL", .when(traits: ["ISAL"]))],
      linkerSettings: [.linkedLibrary("isal", .when(traits: ["ISAL"]))]),
    .target(name: "CByteScan"),
    .target(name: "CFileIO"),
    .target(name: "CProcess"),
    // Whoever builds a release says of which commit it is; an environment of the build, so that nothing generated lies in the
    // sources.
    .target(
      name: "CBuildInformation",
      cSettings: [
        .define("DUMP2EVAL_COMMIT", to: "\"\(Context.environment["DUMP2EVAL_COMMIT"] ?? "")\"")
      ]),
    .target(
      name: "FileIO",
      dependencies: ["CFileIO", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    .target(
      name: "TraceReader", dependencies: ["CByteScan", "CInflate", "FileIO"], swiftSettings: strict),
    .target(name: "ExternalSort", dependencies: ["FileIO"], swiftSettings: strict),
    .target(
      name: "Dump2Eval",
      dependencies: ["TraceReader", "ExternalSort", "FileIO", "CByteScan"],
      swiftSettings: strict),
    .executableTarget(
      name: "Dump2EvalCommand",
      dependencies: [
        "Dump2Eval", "FileIO", "CBuildInformation", "CProcess",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["CZlib"], path: "Tests/TestSupport",
      swiftSettings: testing),
    .target(
      name: "FuzzTargets",
      dependencies: ["TraceReader", "Dump2Eval", .product(name: "Yams", package: "Yams")],
      path: "Tests/Fuzzing/Targets", swiftSettings: testing),
    .testTarget(
      name: "FuzzingTests", dependencies: ["FuzzTargets", "TestSupport"], path: "Tests/Fuzzing/Replay",
      swiftSettings: testing),
    .testTarget(
      name: "FileIOTests", dependencies: ["FileIO", "TestSupport"], swiftSettings: testing),
    .testTarget(
      name: "TraceReaderTests", dependencies: ["TraceReader", "CByteScan", "CInflate", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "ExternalSortTests", dependencies: ["ExternalSort", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "Dump2EvalTests",
      dependencies: [
        "FileIO", .product(name: "SystemPackage", package: "swift-system"), "Dump2Eval", "TestSupport",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: testing),
    // A package of its own for readers; here so that it is built and run with the tests.
    .executableTarget(
      name: "LibraryExample", dependencies: ["Dump2Eval"], path: "Tests/LibraryExample/Sources",
      swiftSettings: testing),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Dump2Eval", "Dump2EvalCommand", "LibraryExample", "TestSupport",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: testing),
  ] + benchmarks + fuzzers,
  swiftLanguageModes: [.v6]
)
