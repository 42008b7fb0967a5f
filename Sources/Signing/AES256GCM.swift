// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// AES-256-GCM (NIST SP 800-38D): keeps stored messages secret and whole.
package enum AES256GCM {
    /// How many bytes a key has.
    package static let keyByteCount = 32
    /// How many bytes a nonce has, which must never be used twice under one key.
    package static let nonceByteCount = 12
    /// How many bytes the tag has, which stands after the ciphertext.
    package static let tagByteCount = 16

    /// Encrypts and binds to `context`: the ciphertext, then the tag.
    ///
    /// A context is not stored in what is returned; the same must be given to `open`.
    package static func seal(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8] = []
    ) -> [UInt8] {
        requireSizes(key: key, nonce: nonce)
        let cipher = ThreadContexts.current.cipher
        let size = plaintext.count + tagByteCount
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            let done =
                EVP_EncryptInit_ex2(cipher, algorithm.pointer, key, nonce, nil) == 1
                && authenticate(context, by: { EVP_EncryptUpdate(cipher, nil, $0, $1, $2) })
                && encrypt(plaintext, into: buffer, by: cipher)
            precondition(done, "AES-256-GCM of OpenSSL's default provider must take any bytes.")
            filled = size
        }
    }

    /// Decrypts what `seal` made, or says that it is not that.
    package static func open(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8] = []
    ) throws(SealError) -> [UInt8] {
        requireSizes(key: key, nonce: nonce)
        guard sealed.count >= tagByteCount else { throw .wrongLength(sealed.count) }
        let cipher = ThreadContexts.current.cipher
        var authentic = false
        let size = sealed.count - tagByteCount
        let plaintext = [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, filled in
            authentic =
                EVP_DecryptInit_ex2(cipher, algorithm.pointer, key, nonce, nil) == 1
                && authenticate(context, by: { EVP_DecryptUpdate(cipher, nil, $0, $1, $2) })
                && decrypt(sealed, into: buffer, by: cipher)
            filled = authentic ? size : 0
        }
        guard authentic else {
            ERR_clear_error()
            throw .notAuthentic
        }
        return plaintext
    }

    private static let algorithm = FetchedCipher("AES-256-GCM")

    private static func requireSizes(key: [UInt8], nonce: [UInt8]) {
        precondition(key.count == keyByteCount, "An AES-256 key has 32 bytes.")
        precondition(nonce.count == nonceByteCount, "A GCM nonce has 12 bytes.")
    }

    private static func authenticate(
        _ context: [UInt8], by update: (UnsafeMutablePointer<Int32>, [UInt8], Int32) -> Int32
    ) -> Bool {
        guard !context.isEmpty else { return true }
        var written: Int32 = 0
        return update(&written, context, Int32(context.count)) == 1
    }

    private static func encrypt(
        _ plaintext: [UInt8], into buffer: UnsafeMutableBufferPointer<UInt8>,
        by cipher: OpaquePointer
    ) -> Bool {
        guard let start = buffer.baseAddress else { return false }
        var written: Int32 = 0
        let end = start + plaintext.count
        return EVP_EncryptUpdate(cipher, start, &written, plaintext, Int32(plaintext.count)) == 1
            && EVP_EncryptFinal_ex(cipher, end, &written) == 1
            && baton_gcm_get_tag(cipher, Int32(tagByteCount), end) == 1
    }

    private static func decrypt(
        _ sealed: [UInt8], into buffer: UnsafeMutableBufferPointer<UInt8>, by cipher: OpaquePointer
    ) -> Bool {
        guard let start = buffer.baseAddress else { return false }
        let size = sealed.count - tagByteCount
        var tag = [UInt8](sealed[size...])
        var written: Int32 = 0
        return EVP_DecryptUpdate(cipher, start, &written, sealed, Int32(size)) == 1
            && baton_gcm_set_tag(cipher, Int32(tagByteCount), &tag) == 1
            && EVP_DecryptFinal_ex(cipher, start + size, &written) == 1
    }
}
