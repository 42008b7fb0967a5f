// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// HMAC with SHA-256 (RFC 2104), for salts and pseudonyms; never for tokens.
///
/// OpenSSL digests, and only its two rounds stand here: its own HMAC copies its contexts for each
/// code, which takes longer than both.
package enum HMACSHA256 {
    /// The code of bytes under a key, which may have any length but none.
    package static func code(for bytes: [UInt8], key: [UInt8]) -> SHA256Digest {
        code(ofPieces: bytes, key: key)
    }

    /// The codes of several pieces of bytes under one key, which is prepared once.
    package static func codes(for messages: [[UInt8]], key: [UInt8]) -> [SHA256Digest] {
        withPadded(key) { padded in messages.map { padded.code(of: CollectionOfOne($0)) } }
    }

    /// The code of pieces as if they were one array, without building it.
    package static func code(ofPieces pieces: [UInt8]..., key: [UInt8]) -> SHA256Digest {
        withPadded(key) { $0.code(of: pieces) }
    }

    /// Pads a key for both rounds, in memory that is wiped afterwards.
    private static func withPadded<Result>(
        _ key: [UInt8], _ body: (PaddedKey) -> Result
    ) -> Result {
        precondition(!key.isEmpty, "A key has at least one byte.")
        return withUnsafeTemporaryAllocation(byteCount: PaddedKey.byteCount, alignment: 8) { room in
            defer { OPENSSL_cleanse(room.baseAddress, room.count) }
            guard key.count > PaddedKey.blockBytes else {
                return body(key.withUnsafeBytes { PaddedKey($0, in: room) })
            }
            return body(SHA256.digest(of: key).withUnsafeBytes { PaddedKey($0, in: room) })
        }
    }
}

/// A key of at most one block, padded for the inner round and for the outer one.
private struct PaddedKey {
    /// The bytes of one block of SHA-256.
    static let blockBytes = 64
    /// What it takes: two blocks, and the inner digest behind the outer one.
    static let byteCount = 2 * blockBytes + SHA256Digest.byteCount

    private let inner: UnsafeRawBufferPointer
    /// The padded key, and room for the inner digest.
    private let outer: UnsafeMutableRawBufferPointer

    init(_ key: UnsafeRawBufferPointer, in room: UnsafeMutableRawBufferPointer) {
        for place in 0..<Self.blockBytes {
            let byte = place < key.count ? key[place] : 0
            room[place] = byte ^ 0x36
            room[Self.blockBytes + place] = byte ^ 0x5C
        }
        inner = UnsafeRawBufferPointer(rebasing: room[..<Self.blockBytes])
        outer = UnsafeMutableRawBufferPointer(rebasing: room[Self.blockBytes...])
    }

    /// The code of some pieces, one after the other.
    func code(of pieces: some Sequence<[UInt8]>) -> SHA256Digest {
        let context = ThreadContexts.current.digest
        context.begin()
        context.update(inner)
        for piece in pieces { context.update(piece) }
        context.finish().withUnsafeBytes { digest in
            UnsafeMutableRawBufferPointer(rebasing: outer[Self.blockBytes...])
                .copyMemory(from: digest)
        }
        context.begin()
        context.update(UnsafeRawBufferPointer(outer))
        return context.finish()
    }
}
