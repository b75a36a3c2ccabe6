// Unsafe code: passes the reader's buffer on to the system call.

package import FileIO

/// The bytes of a file from an offset on, while others read others of them.
package final class SharedFileSource: ByteSource {
  private let file: SharedFile
  private let name: String
  /// Where the next byte is.
  private var offset: Int64
  private let end: Int64

  /// Ends at an offset, or with the file.
  package init(_ file: SharedFile, name: String, from offset: Int64, to end: Int64 = .max) {
    self.file = file
    self.name = name
    self.offset = offset
    self.end = end
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let wanted = Int(min(Int64(buffer.count), max(0, end - offset)))
    do throws(FileIOError) {
      let count = try unsafe file.readAt(
        offset: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
      offset += Int64(count)
      return count
    } catch {
      throw InputError(.unreadable, input: name, offset: offset, problem: "cannot read: \(error.errno)")
    }
  }
}
