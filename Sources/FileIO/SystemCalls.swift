// Unsafe code. This file is the only one that calls the system: pointers and lengths of the caller are passed
// on for the duration of one call, and `limited` never makes a length larger.

internal import CFileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system's calls on descriptors: repeated when a signal interrupts them, waiting where a descriptor is
/// non-blocking, errors as `Errno`, and each can be made to fail by a test.
enum SystemCalls {
  /// One read: 0 at the end, and fewer bytes than asked for as they come.
  static func read(_ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    try transferring(.read, on: descriptor, waitingFor: POLLIN, count: buffer.count) {
      unsafe systemRead(descriptor, buffer.baseAddress, $0)
    }
  }

  /// One read at an offset, which leaves the descriptor's position alone.
  static func read(
    _ descriptor: CInt, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    try transferring(.readAt, on: descriptor, waitingFor: POLLIN, count: buffer.count) {
      unsafe pread(descriptor, buffer.baseAddress, $0, off_t(offset))
    }
  }

  /// Writes all of the bytes, in as many calls as it takes. Where the reader of a pipe has gone the process ends by the signal
  /// for it, or what is written `isSpare`: then it fails.
  static func writeAll(
    _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, isSpare: Bool = false
  ) throws(Errno) {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let written = try transferring(.write, on: descriptor, waitingFor: POLLOUT, count: rest.count) {
        unsafe isSpare
          ? cfileio_write_without_signal(descriptor, rest.baseAddress, $0)
          : systemWrite(descriptor, rest.baseAddress, $0)
      }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Writes all of the bytes of several places at an offset, one behind the other, in as few calls as the system allows.
  static func writeAll(
    _ descriptor: CInt, at offset: Int64, _ pieces: [UnsafeRawBufferPointer]
  ) throws(Errno) {
    // The system takes 1,024 at most (POSIX has 16 as the least that IOV_MAX may be; Linux, musl and Darwin have this).
    var rest = unsafe pieces.map { piece in
      unsafe iovec(iov_base: UnsafeMutableRawPointer(mutating: piece.baseAddress), iov_len: piece.count)
    }[...]
    var position = offset
    while let first = unsafe rest.first {
      let some = unsafe rest.prefix(1024)
      let count = unsafe some.reduce(0) { unsafe $0 + $1.iov_len }
      var written = try transferring(.writeAt, on: descriptor, waitingFor: POLLOUT, count: count) { limit in
        // Fewer bytes than there are is what tests ask for.
        if limit < count {
          return unsafe pwrite(descriptor, first.iov_base, min(limit, first.iov_len), off_t(position))
        }
        return unsafe some.withUnsafeBufferPointer { some in
          unsafe pwritev(descriptor, some.baseAddress, CInt(some.count), off_t(position))
        }
      }
      position += Int64(written)
      while let piece = unsafe rest.first, unsafe written >= piece.iov_len {
        unsafe written -= piece.iov_len
        unsafe rest.removeFirst()
      }
      if written > 0 {
        let start = unsafe rest.startIndex
        unsafe rest[start].iov_base += written
        unsafe rest[start].iov_len -= written
      }
    }
  }

  static func truncate(_ descriptor: CInt, to size: Int64) throws(Errno) {
    _ = try calling(.truncate) { ftruncate(descriptor, off_t(size)) }
  }

  /// Takes the exclusive lock of an open file, without waiting; false when someone else has it.
  static func lock(_ descriptor: CInt) throws(Errno) -> Bool {
    do {
      _ = try calling(.lock) { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      if error == .wouldBlock { return false }
      throw error
    }
  }

  static func status(_ descriptor: CInt) throws(Errno) -> FileStatus {
    var status = stat()
    _ = try calling(.status) { unsafe fstat(descriptor, &status) }
    return FileStatus(status)
  }

  /// Closes without a word: for files that were read, or whose content no longer matters.
  static func close(_ descriptor: CInt) {
    _ = systemClose(descriptor)
  }

  /// Closes a file that was written: a network file system says only now whether it could store everything. The
  /// descriptor is gone also when this throws.
  static func closeWritten(_ descriptor: CInt) throws(Errno) {
    _ = try calling(.close, repeating: false) { systemClose(descriptor) }
  }

  /// Tells the system that a file will be read from front to back; a hint, so failures do not matter.
  static func willReadSequentially(_ descriptor: CInt) {
    #if !canImport(Darwin)
      _ = posix_fadvise(descriptor, 0, 0, CInt(POSIX_FADV_SEQUENTIAL))
    #endif
  }
}

extension SystemCalls {
  /// Lets a pipe hold more than its 64 KiB, so that who writes into it and who reads wait less often for each other; a
  /// hint, so failures do not matter. `cat` and an archive of 1 GB took 0.62 s instead of 0.89, and with twice the
  /// room no less.
  static func willReadMuch(fromPipe descriptor: CInt) { cfileio_enlarge_pipe(descriptor, 512 << 10) }

  /// One call that gives -1 on failure, repeated when interrupted. Not `repeating` is for close, after which
  /// the descriptor is gone even when interrupted.
  static func calling(
    _ call: SystemCall, repeating: Bool = true, _ body: () -> CInt
  ) throws(Errno) -> Int {
    while true {
      let failure: Errno
      if case .failure(let injected) = FaultInjection.current?.decide(call) {
        failure = injected
      } else {
        let result = body()
        if result >= 0 { return Int(result) }
        failure = Errno(rawValue: errno)
      }
      if !repeating || failure != .interrupted { throw failure }
    }
  }

  /// One call that moves up to `count` bytes, repeated when interrupted and after waiting when it would
  /// block.
  private static func transferring(
    _ call: SystemCall, on descriptor: CInt, waitingFor events: CInt, count: Int, _ body: (Int) -> Int
  ) throws(Errno) -> Int {
    while true {
      let failure: Errno
      var limit = count
      switch FaultInjection.current?.decide(call) {
      case .failure(let injected):
        failure = injected
      case let fault:
        if case .atMost(let bytes) = fault { limit = min(limit, max(bytes, 1)) }
        let result = body(limit)
        if result >= 0 { return result }
        failure = Errno(rawValue: errno)
      }
      switch failure {
      case .interrupted: continue
      case .wouldBlock, .resourceTemporarilyUnavailable: wait(for: events, on: descriptor)
      default: throw failure
      }
    }
  }

  /// Waits until a non-blocking descriptor is ready. What goes wrong here, the next attempt at the call will
  /// tell.
  private static func wait(for events: CInt, on descriptor: CInt) {
    var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }
}

/// What the rest of the module needs to know of a file's status.
struct FileStatus {
  enum Kind { case file, folder, stream, link, other }

  let kind: Kind
  let size: Int64
  /// How many names the file has.
  let links: Int

  init(_ status: stat) {
    kind =
      switch status.st_mode & mode_t(S_IFMT) {
      case mode_t(S_IFREG): .file
      case mode_t(S_IFDIR): .folder
      case mode_t(S_IFIFO), mode_t(S_IFCHR), mode_t(S_IFBLK): .stream
      case mode_t(S_IFLNK): .link
      default: .other
      }
    size = Int64(status.st_size)
    links = Int(status.st_nlink)
  }
}

// Inside the type the names above hide the system's own.

private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: CInt, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, buffer, count)
}

private func systemClose(_ descriptor: CInt) -> CInt {
  close(descriptor)
}
