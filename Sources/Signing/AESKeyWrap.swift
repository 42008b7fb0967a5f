// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Key wrap (RFC 3394) under a 256-bit key: keeps a message's data key under a store key.
package enum AESKeyWrap {
    /// How many bytes wrapping adds.
    package static let overheadByteCount = 8

    /// Wraps a key of at least 16 bytes, a multiple of eight.
    package static func wrap(_ key: [UInt8], under wrapping: [UInt8]) -> [UInt8] {
        precondition(key.count >= 16 && key.count.isMultiple(of: 8), "RFC 3394 wraps whole words.")
        guard
            let wrapped = run(
                key, under: wrapping, encrypting: true, size: key.count + overheadByteCount)
        else {
            preconditionFailure("AES-256-WRAP of OpenSSL's default provider must take any key.")
        }
        return wrapped
    }

    /// Unwraps what `wrap` made, or says that it is not that.
    package static func unwrap(
        _ wrapped: [UInt8], under wrapping: [UInt8]
    ) throws(SealError) -> [UInt8] {
        guard wrapped.count >= 24, wrapped.count.isMultiple(of: 8) else {
            throw .wrongLength(wrapped.count)
        }
        let size = wrapped.count - overheadByteCount
        guard let key = run(wrapped, under: wrapping, encrypting: false, size: size) else {
            ERR_clear_error()
            throw .notAuthentic
        }
        return key
    }

    private static let algorithm = FetchedCipher("AES-256-WRAP")

    private static func run(
        _ input: [UInt8], under key: [UInt8], encrypting: Bool, size: Int
    ) -> [UInt8]? {
        precondition(key.count == AES256GCM.keyByteCount, "An AES-256 key has 32 bytes.")
        let cipher = ThreadContexts.current.wrap
        let direction: Int32 = encrypting ? 1 : 0
        // Unwrapping uses the whole input as scratch, so the buffer has room for it.
        var output = [UInt8](repeating: 0, count: input.count + overheadByteCount)
        var written: Int32 = 0
        guard EVP_CipherInit_ex2(cipher, algorithm.pointer, key, nil, direction, nil) == 1,
            EVP_CipherUpdate(cipher, &output, &written, input, Int32(input.count)) == 1,
            Int(written) == size
        else { return nil }
        output.removeSubrange(size...)
        return output
    }
}
