// Unsafe code: passes the reader's buffer on to the system call.

package import FileIO

/// The bytes of a file, pipe or standard input.
package final class FileSource: ByteSource {
  private let file: InputFile
  private let name: String
  /// Bytes read so far, for progress.
  package private(set) var count: Int64 = 0

  package init(_ file: consuming InputFile, name: String) {
    self.file = file
    self.name = name
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    do throws(FileIOError) {
      let count = try unsafe file.read(into: buffer)
      self.count += Int64(count)
      return count
    } catch {
      throw InputError(.unreadable, input: name, offset: count, problem: "cannot read: \(error.errno)")
    }
  }
}
