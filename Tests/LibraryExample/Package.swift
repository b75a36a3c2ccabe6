// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "LibraryExample",
  dependencies: [
    // Outside of this repository: .package(url: "https://…/dump2eval", from: "0.1.0")
    .package(name: "dump2eval", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "LibraryExample", dependencies: [.product(name: "Dump2Eval", package: "dump2eval")],
      path: "Sources")
  ]
)
