// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Bytes in the gzip format (RFC 1952), as zlib writes it.
enum Gzip {
    /// How hard zlib tries, of 9: an entry bundle is small, and its digests do not compress.
    static let level: Int32 = 6

    /// The bytes in gzip's form; nil when zlib has no memory for it.
    static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard baton_gzip_begin(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let most = Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        return input.withUnsafeMutableBufferPointer { input in
            try? [UInt8](unsafeUninitializedCapacity: most) { output, count in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { throw Unfinished() }
                count = Int(stream.total_out)
            }
        }
    }

    /// Why nothing came of it: zlib wanted more room than it had said.
    private struct Unfinished: Error {}
}
