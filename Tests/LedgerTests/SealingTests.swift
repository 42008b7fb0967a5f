// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `A sealed message` {
    private let vault: Vault
    private let jws: CompactJWS
    private let sealed: SealedMessage
    private static let random = [UInt8](0..<64)

    init() throws {
        vault = try Self.vault([1: 1])
        jws = try Self.token("one")
        sealed = Self.seal(jws, vault)
    }

    private static func vault(_ storeKeys: [Int: UInt8]) throws -> Vault {
        try Vault(
            storeKeys: storeKeys.mapValues { [UInt8](repeating: $0, count: 32) },
            indexKeys: [1: [UInt8](repeating: 9, count: 32)],
            jtiKey: [UInt8](repeating: 8, count: 32))
    }

    private static func token(_ text: String) throws -> CompactJWS {
        try CompactJWS(
            headerBytes: Array(#"{"alg":"ES256","typ":"secevent+jwt"}"#.utf8),
            payloadBytes: JSONValue.string(text).canonical,
            signature: [UInt8](repeating: 0xAB, count: 64))
    }

    private static func seal(
        _ jws: CompactJWS, _ vault: Vault, random: [UInt8] = random
    ) -> SealedMessage {
        SealedMessage(jws, digest: jws.signingInputDigest, vault: vault, random: random)
    }

    private func altered(
        commitment: SHA256Digest? = nil, ciphertext: [UInt8]? = nil, key: MessageKey? = nil
    ) -> SealedMessage {
        SealedMessage(
            restoring: commitment ?? sealed.commitment, ciphertext: ciphertext ?? sealed.ciphertext,
            key: key ?? sealed.key)
    }

    @Test func `opens byte for byte`() throws {
        #expect(try sealed.open(with: vault).token == jws.token)
        let restored = altered()
        #expect(restored == sealed)
    }

    @Test func `opens though it is longer than a message of strangers may be`() throws {
        let long = try CompactJWS(
            headerBytes: Array(#"{"alg":"ES256","typ":"secevent+jwt"}"#.utf8),
            payloadBytes: [UInt8](repeating: 0x20, count: CompactJWS.Limits.message.tokenBytes),
            signature: [0xAB], limits: .kept)
        #expect(try Self.seal(long, vault).open(with: vault).token == long.token)
    }

    @Test func `is committed to by its salt and the digest of its signing input`() {
        let input = Array(
            jws.token.prefix { _ in true }.split(separator: UInt8(ascii: "."))[..<2]
                .joined(separator: [UInt8(ascii: ".")]))
        let salt = Array(Self.random[32...])
        #expect(sealed.key.salt == salt)
        #expect(sealed.commitment.bytes == ByHand.sha256(salt, ByHand.sha256(input)))
        #expect(sealed.key.commits(sealed.commitment, to: jws.signingInputDigest))
        #expect(!sealed.key.commits(sealed.commitment, to: SHA256.digest(of: [])))
    }

    @Test func `is the three decoded parts after their lengths, under the data key`() throws {
        let plaintext = try AES256GCM.open(
            sealed.ciphertext, key: Array(Self.random[..<32]),
            nonce: [UInt8](repeating: 0, count: 12),
            authenticating: sealed.commitment.bytes)
        var expected: [UInt8] = [0, 0, 0, 36] + jws.headerBytes
        expected += [0, 0, 0, 5] + Array(#""one""#.utf8)
        expected += [0, 0, 0, 64] + jws.signature
        #expect(plaintext == expected)
        #expect(sealed.ciphertext.count == expected.count + 16)
    }

    @Test func `keeps its data key wrapped under the newest store key`() throws {
        let rotated = try Self.vault([1: 1, 3: 3, 2: 2])
        let fresh = Self.seal(jws, rotated)
        #expect(sealed.key.storeKey == 1 && fresh.key.storeKey == 3)
        #expect(
            try AESKeyWrap.unwrap(fresh.key.wrappedKey, under: [UInt8](repeating: 3, count: 32))
                == Array(Self.random[..<32]))
        #expect(try sealed.open(with: rotated).token == jws.token, "older keys still open")
        #expect(throws: SealFault.unknownStoreKey(3)) { try fresh.open(with: vault) }
    }

    @Test func `does not open under another key of the same number`() throws {
        let other = try Self.vault([1: 7])
        #expect(throws: SealFault.doesNotOpen) { try sealed.open(with: other) }
    }

    @Test func `does not open when rows were swapped`() throws {
        let other = Self.seal(try Self.token("two"), vault, random: Self.random.reversed())
        let swapped = [
            altered(ciphertext: other.ciphertext), altered(key: other.key),
            altered(commitment: other.commitment),
            altered(ciphertext: other.ciphertext, key: other.key),
            altered(commitment: other.commitment, ciphertext: other.ciphertext),
        ]
        for message in swapped {
            #expect(throws: SealFault.doesNotOpen) { try message.open(with: vault) }
        }
        let whole = altered(
            commitment: other.commitment, ciphertext: other.ciphertext, key: other.key)
        #expect(try whole.open(with: vault).token == Self.token("two").token)
    }

    @Test func `does not open when a bit of its ciphertext was turned, wherever`() {
        for position in sealed.ciphertext.indices {
            var ciphertext = sealed.ciphertext
            ciphertext[position] ^= 1
            #expect(throws: SealFault.doesNotOpen) {
                try altered(ciphertext: ciphertext).open(with: vault)
            }
        }
        for ciphertext in [[], Array(sealed.ciphertext.dropLast()), sealed.ciphertext + [0]] {
            #expect(throws: SealFault.doesNotOpen) {
                try altered(ciphertext: ciphertext).open(with: vault)
            }
        }
    }

    @Test func `does not open under another commitment or a broken data key`() {
        #expect(throws: SealFault.doesNotOpen) {
            try altered(commitment: SHA256.digest(of: [])).open(with: vault)
        }
        for wrapped in [
            [], Array(sealed.key.wrappedKey.dropLast()), sealed.key.wrappedKey.reversed(),
        ] {
            let key = MessageKey(storeKey: 1, wrappedKey: wrapped, salt: sealed.key.salt)
            #expect(throws: SealFault.doesNotOpen) { try altered(key: key).open(with: vault) }
        }
    }

    @Test(
        arguments: [
            [], [0, 0, 0], [0, 0, 0, 9, 1], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func `does not open when what is inside is no message`(_ plaintext: [UInt8]) {
        let ciphertext = AES256GCM.seal(
            plaintext, key: Array(Self.random[..<32]), nonce: [UInt8](repeating: 0, count: 12),
            authenticating: sealed.commitment.bytes)
        #expect(throws: SealFault.doesNotOpen) {
            try altered(ciphertext: ciphertext).open(with: vault)
        }
    }

    @Test func `takes 64 random bytes and nothing else`() async {
        #expect(SealedMessage.randomBytes == 64)
        await #expect(processExitsWith: .failure) {
            let vault = try Vault(
                storeKeys: [1: [UInt8](repeating: 1, count: 32)],
                indexKeys: [1: [UInt8](repeating: 1, count: 32)],
                jtiKey: [UInt8](repeating: 1, count: 32))
            let jws = try CompactJWS(parsing: Array("eyJhbGciOiJFUzI1NiJ9.e30.AA".utf8))
            _ = SealedMessage(
                jws, digest: jws.signingInputDigest, vault: vault,
                random: [UInt8](repeating: 0, count: 63))
        }
    }
}
