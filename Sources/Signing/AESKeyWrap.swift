// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Key wrap (RFC 3394) under a 256-bit key: keeps a message's data key under a store key.
///
/// The rounds of section 2.2 over OpenSSL's AES. OpenSSL has the whole wrap, too, but there AES in plain C
/// (3.0), which took a thirtieth of all that is done for a message; a test holds the two together.
package enum AESKeyWrap {
    /// How many bytes wrapping adds.
    package static let overheadByteCount = 8

    /// What RFC 3394 section 2.2.3.1 begins with, by which a key is known to have been unwrapped.
    private static let initialValue: UInt64 = 0xA6A6_A6A6_A6A6_A6A6
    private static let rounds: UInt64 = 6

    /// Wraps a key of at least 16 bytes, a multiple of eight.
    package static func wrap(_ key: [UInt8], under wrapping: [UInt8]) -> [UInt8] {
        precondition(key.count >= 16 && key.count.isMultiple(of: 8), "RFC 3394 wraps whole words.")
        var words = [initialValue] + words(of: key)
        let cipher = Block(key: wrapping, encrypting: true)
        let count = UInt64(words.count - 1)
        for round in 0..<rounds {
            for place in 1...count {
                let (high, low) = cipher.run(words[0], words[Int(place)])
                words[0] = high ^ (count * round + place)
                words[Int(place)] = low
            }
        }
        return bytes(of: words)
    }

    /// Unwraps what `wrap` made, or says that it is not that.
    package static func unwrap(
        _ wrapped: [UInt8], under wrapping: [UInt8]
    ) throws(SealError) -> [UInt8] {
        guard wrapped.count >= 24, wrapped.count.isMultiple(of: 8) else {
            throw .wrongLength(wrapped.count)
        }
        var words = words(of: wrapped)
        let cipher = Block(key: wrapping, encrypting: false)
        let count = UInt64(words.count - 1)
        for round in (0..<rounds).reversed() {
            for place in (1...count).reversed() {
                let high = words[0] ^ (count * round + place)
                (words[0], words[Int(place)]) = cipher.run(high, words[Int(place)])
            }
        }
        // Both are whole words: nothing about them can be learnt from how long this takes.
        guard words[0] == initialValue else { throw .notAuthentic }
        return bytes(of: words[1...])
    }

    private static func words(of bytes: [UInt8]) -> [UInt64] {
        bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
    }

    private static func bytes(of words: some Collection<UInt64>) -> [UInt8] {
        let count = words.count * 8
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let buffer = UnsafeMutableRawBufferPointer(buffer)
            for (place, word) in words.enumerated() {
                buffer.storeBytes(of: word.bigEndian, toByteOffset: place * 8, as: UInt64.self)
            }
            filled = count
        }
    }

    /// AES-256 on one block after the other, each by itself, as the key wrap has it.
    private struct Block {
        private static let algorithm = FetchedCipher("AES-256-ECB")
        private let context: OpaquePointer

        /// - Parameter key: is in use until the thread asks for the next.
        init(key: [UInt8], encrypting: Bool) {
            precondition(key.count == AES256GCM.keyByteCount, "An AES-256 key has 32 bytes.")
            context = ThreadContexts.current.wrap
            let begun = EVP_CipherInit_ex2(
                context, Self.algorithm.pointer, key, nil, encrypting ? 1 : 0, nil)
            precondition(
                begun == 1 && EVP_CIPHER_CTX_set_padding(context, 0) == 1,
                "AES-256 of OpenSSL's default provider must take any key.")
        }

        func run(_ high: UInt64, _ low: UInt64) -> (high: UInt64, low: UInt64) {
            let block = (high.bigEndian, low.bigEndian)
            var result: (UInt64, UInt64) = (0, 0)
            var written: Int32 = 0
            let done = withUnsafeBytes(of: block) { block in
                withUnsafeMutableBytes(of: &result) { result in
                    EVP_CipherUpdate(
                        context, result.bindMemory(to: UInt8.self).baseAddress, &written,
                        block.bindMemory(to: UInt8.self).baseAddress, Int32(block.count))
                }
            }
            precondition(done == 1 && written == 16, "AES takes and gives a block of 16 bytes.")
            return (UInt64(bigEndian: result.0), UInt64(bigEndian: result.1))
        }
    }
}
