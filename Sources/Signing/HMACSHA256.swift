// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// HMAC with SHA-256 (RFC 2104), for salts and pseudonyms; never for tokens.
package enum HMACSHA256 {
    /// The code of bytes under a key, which may have any length but none.
    package static func code(for bytes: [UInt8], key: [UInt8]) -> SHA256Digest {
        code(ofPieces: bytes, key: key)
    }

    /// The codes of several pieces of bytes under one key, which is prepared once.
    package static func codes(for messages: [[UInt8]], key: [UInt8]) -> [SHA256Digest] {
        precondition(!key.isEmpty, "A key has at least one byte.")
        let context = ThreadContexts.current.code
        return messages.enumerated().map { position, bytes in
            if position == 0 { context.begin(key: key) } else { context.beginAgain() }
            context.update(bytes)
            return context.finish()
        }
    }

    /// The code of pieces as if they were one array, without building it.
    package static func code(ofPieces pieces: [UInt8]..., key: [UInt8]) -> SHA256Digest {
        precondition(!key.isEmpty, "A key has at least one byte.")
        let context = ThreadContexts.current.code
        context.begin(key: key)
        for piece in pieces { context.update(piece) }
        return context.finish()
    }
}
