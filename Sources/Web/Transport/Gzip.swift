// SPDX-License-Identifier: Apache-2.0

import CGzip

/// Bytes in the gzip format (RFC 1952), as zlib writes it.
enum Gzip {
    /// How hard zlib tries, of 9: an entry bundle is small, and its digests do not compress.
    private static let level: Int32 = 6

    /// The bytes in gzip's form; nil when that would not be shorter.
    static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        let packed = [UInt8](unsafeUninitializedCapacity: bytes.count) { packed, count in
            count = baton_gzip(bytes, bytes.count, level, packed.baseAddress, packed.count)
        }
        return packed.isEmpty ? nil : packed
    }
}
