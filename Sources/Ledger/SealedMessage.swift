// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A message as it is kept: its bytes encrypted, its key and salt apart.
///
/// The plaintext is the three decoded parts of the JWS, each after its length as u32 big-endian;
/// canonical base64url gives the compact form back byte for byte. A random data key encrypts it
/// once (nonce of zeros, the commitment as additional data, so that rows cannot be swapped). To
/// purge is to destroy data key and salt: commitment and proofs stay good.
package struct SealedMessage: Sendable, Hashable {
    /// SHA-256(salt ‖ SHA-256(JWS signing input)).
    package let commitment: SHA256Digest
    /// The ciphertext, its tag appended.
    package let ciphertext: [UInt8]
    /// What opens it.
    package let key: MessageKey

    /// Takes up a message as a store kept it.
    package init(restoring commitment: SHA256Digest, ciphertext: [UInt8], key: MessageKey) {
        self.commitment = commitment
        self.ciphertext = ciphertext
        self.key = key
    }

    /// Seals a token.
    ///
    /// - Parameter digest: SHA-256 of its signing input.
    /// - Parameter random: 64 fresh random bytes: data key, then salt.
    package init(_ jws: CompactJWS, digest: SHA256Digest, vault: Vault, random: [UInt8]) {
        precondition(random.count == Self.randomBytes, "a message takes 64 random bytes")
        let dataKey = Array(random[..<32])
        let salt = Array(random[32...])
        let wrapped = vault.wrap(dataKey)
        commitment = Self.commitment(to: digest, salt: salt)
        ciphertext = AES256GCM.seal(
            Self.plaintext(of: jws), key: dataKey, nonce: Self.nonce,
            authenticating: commitment.bytes)
        key = MessageKey(storeKey: wrapped.number, wrappedKey: wrapped.wrapped, salt: salt)
    }

    /// How many random bytes sealing takes.
    package static let randomBytes = 64

    /// A data key is used once, so its nonce may be constant.
    private static let nonce = [UInt8](repeating: 0, count: 12)

    /// What commits to a message without telling what it is.
    package static func commitment(to digest: SHA256Digest, salt: [UInt8]) -> SHA256Digest {
        SHA256.digest(ofPieces: salt, digest.bytes)
    }

    /// The token again, byte for byte.
    package func open(with vault: Vault) throws(SealFault) -> CompactJWS {
        let dataKey = try vault.unwrap(key.wrappedKey, number: key.storeKey)
        let plaintext: [UInt8]
        do {
            plaintext = try AES256GCM.open(
                ciphertext, key: dataKey, nonce: Self.nonce, authenticating: commitment.bytes)
        } catch { throw .doesNotOpen }
        return try Self.token(from: plaintext)
    }

    private static func plaintext(of jws: CompactJWS) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in [jws.headerBytes, jws.payloadBytes, jws.signature] {
            bytes += UInt32(part.count).bigEndianBytes
            bytes += part
        }
        return bytes
    }

    private static func token(from plaintext: [UInt8]) throws(SealFault) -> CompactJWS {
        var rest = plaintext[...]
        var parts: [[UInt8]] = []
        for _ in 0..<3 {
            guard rest.count >= 4 else { throw .doesNotOpen }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length else { throw .doesNotOpen }
            parts.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else { throw .doesNotOpen }
        do throws(JWSError) {
            return try CompactJWS(
                headerBytes: parts[0], payloadBytes: parts[1], signature: parts[2], limits: .kept)
        } catch { throw .doesNotOpen }
    }
}

/// What opens one message; destroyed when it is purged.
package struct MessageKey: Sendable, Hashable {
    /// The number of the store key that wraps the data key.
    package let storeKey: Int
    /// The data key, wrapped (RFC 3394).
    package let wrappedKey: [UInt8]
    /// The salt of the commitment.
    package let salt: [UInt8]

    /// Takes up a key as a store kept it.
    package init(storeKey: Int, wrappedKey: [UInt8], salt: [UInt8]) {
        self.storeKey = storeKey
        self.wrappedKey = wrappedKey
        self.salt = salt
    }

    /// Whether a digest is that of the message that was committed to.
    package func commits(_ commitment: SHA256Digest, to digest: SHA256Digest) -> Bool {
        SealedMessage.commitment(to: digest, salt: salt) == commitment
    }
}

/// Why a kept message does not open.
package enum SealFault: Error, Sendable, Hashable {
    /// The configuration names no store key of that number.
    case unknownStoreKey(Int)
    /// Key, ciphertext or commitment were altered.
    case doesNotOpen
}
