import CZlib
package import Foundation

/// Gzip for tests: whole files in memory.
package enum Gzip {
  package struct Failure: Error {}

  package static func compress(_ data: Data) -> Data {
    var stream = z_stream()
    // 31: the largest window (15) in a gzip frame (16).
    let ready = deflateInit2_(
      &stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    precondition(ready == Z_OK)
    defer { deflateEnd(&stream) }
    var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(data.count))))
    var bytes = Array(data)
    let count = bytes.withUnsafeMutableBufferPointer { input in
      result.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        return output.count - Int(stream.avail_out)
      }
    }
    return Data(result[..<count])
  }

  /// The content of a gzip file that has one member.
  package static func decompress(_ data: Data) throws -> Data {
    var stream = z_stream()
    let ready = inflateInit2_(&stream, 31, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard ready == Z_OK else { throw Failure() }
    defer { inflateEnd(&stream) }
    var result = Data()
    var bytes = Array(data)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    try bytes.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      var state = Z_OK
      while state == Z_OK {
        let count = buffer.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          state = inflate(&stream, Z_NO_FLUSH)
          return output.count - Int(stream.avail_out)
        }
        result.append(contentsOf: buffer[..<count])
      }
      guard state == Z_STREAM_END else { throw Failure() }
    }
    return result
  }
}
