// Unsafe code: copies names that the system lends for a closure.

import Synchronization
import SystemPackage

/// The hidden folder of one run inside an output folder, in which files wait until they are whole and get their names.
///
/// Private (0700), so that a file in it may have the permissions that it will have. Locked while the run lasts, by a file
/// inside: network file systems lock no folders. Goes away with all that is still in it.
final class StagingFolder: Sendable {
  let descriptor: Descriptor
  private let name: String
  /// nil when it is given up.
  private let lock: Mutex<Descriptor?>
  private let parent: FolderHandle.Location
  private let counter = Atomic<Int>(0)

  private static let lockName = "lock"
  /// As many leftovers as runs that begin at the same moment can take each other for.
  private static let attempts = 100

  init(in parent: FolderHandle.Location) throws(Errno) {
    for _ in 0..<Self.attempts {
      let name = TemporaryName.next()
      do {
        try SystemCalls.makeFolder(name, in: parent.descriptor, permissions: 0o700)
        let descriptor = try SystemCalls.open(name, in: parent.descriptor, .folderItself)
        let lock = try SystemCalls.open(Self.lockName, in: descriptor, .new)
        // Somebody may take it for a leftover before it is locked: see `removeIfStale`.
        guard try Self.keep(lock.raw) else { continue }
        self.descriptor = descriptor
        self.name = name
        self.lock = Mutex(consume lock)
        self.parent = parent
        return
      } catch {
        // It was just removed, unless the output folder itself is.
        if error == .fileExists || error == .noSuchFileOrDirectory { continue }
        try? SystemCalls.removeFolder(name, in: parent.descriptor)
        throw error
      }
    }
    throw .noSuchFileOrDirectory
  }

  /// Locks a new file; false when it has been, or is being, removed.
  private static func keep(_ file: CInt) throws(Errno) -> Bool {
    do {
      guard try SystemCalls.lock(file) else { return false }
    } catch {
      // Without locks on this file system nobody can lock it to remove it either.
      return true
    }
    return try SystemCalls.status(file).links > 0
  }

  /// A name that no other file in the folder has.
  func nextName() -> String { String(counter.wrappingAdd(1, ordering: .relaxed).newValue) }

  deinit {
    guard Self.empty(descriptor) else { return }
    // A network file system keeps what is open in the folder, under another name.
    lock.withLock { $0 = nil }
    try? SystemCalls.removeFolder(name, in: parent.descriptor)
  }

  /// Removes the folder unless a run still uses it. What cannot be looked at or removed stays without a word.
  static func removeIfStale(_ name: String, in parent: borrowing Descriptor) -> Bool {
    do {
      let folder = try SystemCalls.open(name, in: parent, .folderItself)
      guard try isStale(folder) else { return false }
      // Also when there was no lock: killed between the two, or before it was made. A writer that goes on notices, and begins
      // again.
      try SystemCalls.removeFolder(name, in: parent)
      return true
    } catch {
      return false
    }
  }

  /// Whether nobody has the folder's lock; it is then emptied.
  private static func isStale(_ folder: borrowing Descriptor) throws(Errno) -> Bool {
    do {
      let lock = try SystemCalls.open(lockName, in: folder, .existingForLocking)
      guard try SystemCalls.status(lock.raw).kind == .file, try SystemCalls.lock(lock.raw) else {
        return false
      }
      return empty(folder)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
      return true
    }
  }

  /// Removes what is in a folder, the lock last.
  private static func empty(_ folder: borrowing Descriptor) -> Bool {
    var files: [String] = []
    do {
      unsafe try SystemCalls.list(SystemCalls.open(".", in: folder, .folder)) { name, _ in
        unsafe files.append(String(cString: name))
      }
      for file in files where file != lockName { try SystemCalls.unlink(file, in: folder) }
      try SystemCalls.unlink(lockName, in: folder)
      return true
    } catch {
      return false
    }
  }
}
