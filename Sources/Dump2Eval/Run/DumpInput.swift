// Unsafe code: makes a path of an array that ends with a NUL, inside the closure that lends it.

internal import SystemPackage

/// Something to read dumps from.
public struct DumpInput: Sendable, Hashable {
  enum Place: Hashable {
    case standardInput
    case path(FilePath)
  }

  let place: Place

  /// Standard input.
  public static let standardInput = DumpInput(place: .standardInput)

  private init(place: Place) { self.place = place }

  /// A file, a pipe, or a folder that is searched for files at every depth; `-` is standard input.
  public init(_ path: String) {
    place = path == "-" ? .standardInput : .path(FilePath(path))
  }

  /// The same by the bytes of its name, which need not be UTF-8.
  public init(pathBytes: some Sequence<UInt8>) {
    let bytes = Array(pathBytes)
    if bytes == [UInt8(ascii: "-")] {
      place = .standardInput
    } else {
      var characters = bytes.filter { $0 != 0 }.map { CInterop.PlatformChar(bitPattern: $0) }
      characters.append(0)
      place = .path(
        unsafe characters.withUnsafeBufferPointer { unsafe FilePath(platformString: $0.baseAddress!) })
    }
  }
}
