// Unsafe code. Names are kept in one array of bytes per folder, each ended by a NUL; offsets into it come
// from appending to it, so every comparison stays inside.

package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The regular files below a folder, as ripgrep finds them: whatever their names, except that hidden ones
/// (with a leading dot) are left out, and symbolic links met on the way are not followed.
///
/// The order is that of the names' bytes, folder by folder, and so the same everywhere. One descriptor is
/// open at a time, and only while a folder is listed; memory is that of the names in the folders on the way
/// down.
package struct FolderWalk: ~Copyable, Sendable {
  private var folders: [Listing]

  /// - Parameter root: The folder; itself it may be hidden or reached through a link.
  package init(_ root: FilePath) {
    folders = [Listing(of: root)]
  }

  /// Goes on to the next file.
  ///
  /// - Parameter onError: Told of every folder that cannot be read; the walk goes on without it.
  /// - Returns: The file's path, beginning with the root as it was given; nil at the end.
  package mutating func next(onError: (FileIOError) -> Void) -> FilePath? {
    while var folder = folders.popLast() {
      if !folder.isListed {
        do {
          try folder.list(isRoot: folders.isEmpty)
        } catch {
          onError(error)
        }
      }
      guard let (path, isFolder) = folder.next() else { continue }
      folders.append(folder)
      if !isFolder { return path }
      folders.append(Listing(of: path))
    }
    return nil
  }
}

/// What is still to be visited in one folder.
private struct Listing: Sendable {
  private let path: FilePath
  private var names: [CChar] = []
  /// Where each name begins, in the order of the visit, the next one last.
  private var entries: [(start: Int, isFolder: Bool)] = []
  private(set) var isListed = false

  init(of path: FilePath) {
    self.path = path
  }

  mutating func list(isRoot: Bool) throws(FileIOError) {
    isListed = true
    let path = self.path
    let folder = try attempting(.open, path) { () throws(Errno) in
      try SystemCalls.open(path, isRoot ? .folder : .folderItself)
    }
    let raw = folder.raw
    do {
      unsafe try SystemCalls.list(folder) { name, knownKind in
        if unsafe name.pointee == CChar(UInt8(ascii: ".")) { return }
        // What vanishes between listing and looking is no error.
        guard let kind = unsafe knownKind ?? (try? SystemCalls.status(name, in: raw).kind),
          kind == .file || kind == .folder
        else { return }
        entries.append((names.count, kind == .folder))
        unsafe names.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name) + 1))
      }
    } catch {
      throw FileIOError(.list, path, error)
    }
    unsafe names.withUnsafeBufferPointer { names in
      guard let base = names.baseAddress else { return }
      entries.sort { unsafe strcmp(base + $0.start, base + $1.start) > 0 }
    }
  }

  mutating func next() -> (path: FilePath, isFolder: Bool)? {
    guard let entry = entries.popLast() else { return nil }
    let name = unsafe names.withUnsafeBufferPointer {
      unsafe FilePath(platformString: $0.baseAddress! + entry.start)
    }
    return (path.appending(name.components), entry.isFolder)
  }
}
