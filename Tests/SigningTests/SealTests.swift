// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Signing
import Testing
import Wire

/// One test case of the GCM specification (McGrew and Viega, Appendix B), with a 256-bit key.
struct GCMCase: Sendable {
    var key: String
    var nonce: String
    var context: String
    var plaintext: String
    var sealed: String
}

private let zeroKey = String(repeating: "0", count: 64)
private let zeroNonce = String(repeating: "0", count: 24)
private let publishedKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"

private let gcmCases = [
    GCMCase(
        key: zeroKey, nonce: zeroNonce, context: "", plaintext: "",
        sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
    GCMCase(
        key: zeroKey, nonce: zeroNonce, context: "", plaintext: "00000000000000000000000000000000",
        sealed: "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"),
    GCMCase(
        key: publishedKey, nonce: "cafebabefacedbaddecaf888",
        context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b"),
]

@Suite struct `A sealed message` {
    @Test(arguments: gcmCases)
    func `is that of the GCM specification, and opens`(example: GCMCase) throws {
        let (key, nonce) = (bytes(hex: example.key), bytes(hex: example.nonce))
        let (context, plaintext) = (bytes(hex: example.context), bytes(hex: example.plaintext))
        let sealed = AES256GCM.seal(plaintext, key: key, nonce: nonce, authenticating: context)
        #expect(Hex.encode(sealed) == example.sealed)
        let opened = try AES256GCM.open(sealed, key: key, nonce: nonce, authenticating: context)
        #expect(opened == plaintext)
    }

    @Test func `does not open when any one byte of it was changed`() {
        let (key, nonce) = (SecureRandom.bytes(32), SecureRandom.bytes(12))
        let sealed = AES256GCM.seal(Array("a child".utf8), key: key, nonce: nonce)
        for position in sealed.indices {
            var changed = sealed
            changed[position] ^= 1
            #expect(throws: SealError.notAuthentic) {
                try AES256GCM.open(changed, key: key, nonce: nonce)
            }
        }
    }

    @Test func `does not open with another key, nonce or context`() {
        let (key, nonce) = (SecureRandom.bytes(32), SecureRandom.bytes(12))
        let sealed = AES256GCM.seal([1, 2, 3], key: key, nonce: nonce, authenticating: [7])
        #expect(throws: SealError.notAuthentic) {
            try AES256GCM.open(
                sealed, key: SecureRandom.bytes(32), nonce: nonce, authenticating: [7])
        }
        #expect(throws: SealError.notAuthentic) {
            try AES256GCM.open(sealed, key: key, nonce: SecureRandom.bytes(12), authenticating: [7])
        }
        #expect(throws: SealError.notAuthentic) {
            try AES256GCM.open(sealed, key: key, nonce: nonce, authenticating: [8])
        }
        #expect(throws: SealError.notAuthentic) {
            try AES256GCM.open(sealed, key: key, nonce: nonce)
        }
    }

    @Test func `has at least the bytes of its tag`() {
        let (key, nonce) = (SecureRandom.bytes(32), SecureRandom.bytes(12))
        #expect(throws: SealError.wrongLength(15)) {
            try AES256GCM.open([UInt8](repeating: 0, count: 15), key: key, nonce: nonce)
        }
    }

    @Test func `is not made with a key of another length`() async {
        await #expect(processExitsWith: .failure) {
            _ = AES256GCM.seal([1], key: [1], nonce: [UInt8](repeating: 0, count: 12))
        }
    }
}

@Suite struct `A wrapped key` {
    private let wrapping = [UInt8](0..<32)

    @Test(arguments: [
        (
            "00112233445566778899aabbccddeeff", "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"
        ),
        (
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
        ),
    ])
    func `is that of RFC 3394, and unwraps`(key: String, wrapped: String) throws {
        let made = AESKeyWrap.wrap(bytes(hex: key), under: wrapping)
        #expect(Hex.encode(made) == wrapped)
        #expect(try AESKeyWrap.unwrap(made, under: wrapping) == bytes(hex: key))
    }

    @Test(arguments: [16, 24, 32, 40, 128])
    func `is what OpenSSL's own key wrap makes`(count: Int) throws {
        let (key, wrapping) = (SecureRandom.bytes(count), SecureRandom.bytes(32))
        let context = try #require(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(context) }
        EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        let algorithm = try #require(EVP_CIPHER_fetch(nil, "AES-256-WRAP", nil))
        defer { EVP_CIPHER_free(algorithm) }
        var wrapped = [UInt8](repeating: 0, count: count + 8)
        var written: Int32 = 0
        #expect(EVP_CipherInit_ex2(context, algorithm, wrapping, nil, 1, nil) == 1)
        #expect(EVP_CipherUpdate(context, &wrapped, &written, key, Int32(count)) == 1)
        #expect(AESKeyWrap.wrap(key, under: wrapping) == wrapped)
        #expect(try AESKeyWrap.unwrap(wrapped, under: wrapping) == key)
    }

    @Test func `does not unwrap when any one byte of it was changed`() {
        let wrapped = AESKeyWrap.wrap(SecureRandom.bytes(32), under: wrapping)
        for position in wrapped.indices {
            var changed = wrapped
            changed[position] ^= 0x80
            #expect(throws: SealError.notAuthentic) {
                try AESKeyWrap.unwrap(changed, under: wrapping)
            }
        }
        #expect(throws: SealError.notAuthentic) {
            try AESKeyWrap.unwrap(wrapped, under: SecureRandom.bytes(32))
        }
    }

    @Test(arguments: [0, 8, 16, 23, 25, 41])
    func `has a length that wrapping makes`(count: Int) {
        #expect(throws: SealError.wrongLength(count)) {
            try AESKeyWrap.unwrap([UInt8](repeating: 0, count: count), under: wrapping)
        }
    }
}

@Suite struct `Random bytes that were drawn ahead` {
    @Test func `are other ones each time, however many were drawn ahead`() {
        var seen: Set<[UInt8]> = []
        let counts = [16, 32, 64, 65, 1_000]
        for _ in 0..<500 {
            for count in counts {
                let bytes = SecureRandom.bytes(count)
                #expect(bytes.count == count)
                // None is left over from what was wiped: eight zeros in a row come once in 2^64.
                #expect(bytes.suffix(8) != [0, 0, 0, 0, 0, 0, 0, 0])
                #expect(seen.insert(Array(bytes.prefix(16))).inserted)
            }
        }
    }

    @Test func `of none are none`() { #expect(SecureRandom.bytes(0).isEmpty) }
}
