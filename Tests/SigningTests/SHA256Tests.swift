// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Signing
import Testing
import Wire

@Suite struct `A SHA-256 digest` {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `is that of FIPS 180-4`(text: String, digest: String) {
        #expect(Hex.encode(SHA256.digest(of: Array(text.utf8)).bytes) == digest)
    }

    @Test func `does not depend on how the bytes were cut`() {
        let whole = Array("the quick brown fox".utf8)
        let digest = SHA256.digest(of: whole)
        #expect(SHA256.digest(ofPieces: Array(whole[..<4]), [], Array(whole[4...])) == digest)
        #expect(SHA256.digest(of: ([9, 9] + whole)[2...]) == digest)
        #expect(SHA256.digest(prefix: whole[0], Array(whole[1...])) == digest)
    }

    @Test func `of two digests is that of their bytes after the prefix`() {
        let (left, right) = (SHA256.digest(of: [1]), SHA256.digest(of: [2]))
        let joined = [7] + left.bytes + right.bytes
        #expect(SHA256.digest(prefix: 7, left, right) == SHA256.digest(of: joined))
    }

    @Test func `has 32 bytes and no other number`() {
        #expect(SHA256Digest(bytes: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(SHA256Digest(bytes: [UInt8](repeating: 1, count: 33)) == nil)
        let bytes = [UInt8](0..<32)
        #expect(SHA256Digest(bytes: bytes)?.bytes == bytes)
    }

    @Test func `is ordered as its bytes are`() throws {
        let low = try #require(SHA256Digest(bytes: [0] + [UInt8](repeating: 0xFF, count: 31)))
        let high = try #require(SHA256Digest(bytes: [1] + [UInt8](repeating: 0, count: 31)))
        #expect(low < high)
        #expect(!(high < low))
    }

    @Test func `comes out the same on every thread`() {
        let expected = (0..<64).map { SHA256.digest(of: [UInt8](repeating: UInt8($0), count: $0)) }
        let threads = (0..<4).map { _ in
            Thread {
                DispatchQueue.concurrentPerform(iterations: 64) { index in
                    let bytes = [UInt8](repeating: UInt8(index), count: index)
                    precondition(SHA256.digest(of: bytes) == expected[index], "Threads share.")
                }
            }
        }
        threads.forEach { $0.start() }
        while threads.contains(where: { !$0.isFinished }) { sched_yield() }
    }
}

@Suite struct `An HMAC with SHA-256` {
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `is that of RFC 4231`(key: [UInt8], text: String, code: String) {
        #expect(Hex.encode(HMACSHA256.code(for: Array(text.utf8), key: key).bytes) == code)
    }

    @Test func `does not depend on how the bytes were cut`() {
        let code = HMACSHA256.code(for: Array("part1".utf8), key: [1, 2, 3])
        #expect(
            HMACSHA256.code(ofPieces: Array("part".utf8), Array("1".utf8), key: [1, 2, 3]) == code)
    }

    @Test func `gives several codes under one key as it gives each`() {
        let (key, messages) = ([7, 8, 9] as [UInt8], [[1], [], [2, 3]] as [[UInt8]])
        #expect(
            HMACSHA256.codes(for: messages, key: key)
                == messages.map { HMACSHA256.code(for: $0, key: key) })
        #expect(HMACSHA256.codes(for: [], key: key).isEmpty)
    }

    @Test func `refuses to work without a key`() async {
        await #expect(processExitsWith: .failure) { _ = HMACSHA256.code(for: [1], key: []) }
    }
}

@Suite struct `Random bytes` {
    @Test func `are as many as asked for, and others each time`() {
        #expect(SecureRandom.bytes(0).isEmpty)
        let drawn = (0..<100).map { _ in SecureRandom.bytes(32) }
        #expect(drawn.allSatisfy { $0.count == 32 })
        #expect(Set(drawn).count == 100)
    }
}
