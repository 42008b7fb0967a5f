// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

@Suite struct `A private key` {
    @Test(arguments: KeyKind.allCases)
    func `comes back from the JWK it writes`(kind: KeyKind) throws {
        let key = PrivateKey.generate(kind)
        let again = try PrivateKey(jwk: try Keys.node(key.jwk))
        #expect(again.publicKey == key.publicKey)
        #expect(again.jwk == key.jwk)
        let algorithm = key.publicKey.algorithms[0]
        let signature = try again.sign([1, 2, 3], algorithm: algorithm)
        try key.publicKey.verify(signature, over: [1, 2, 3], algorithm: algorithm)
    }

    /// RFC 8032 section 7.1, the first test.
    @Test func `of a seed has the public half that the RFC gives, and signs as it does`() throws {
        let seed: [UInt8] = [
            0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A, 0xF4, 0x92, 0xEC,
            0x2C, 0xC4, 0x44, 0x49, 0xC5, 0x69, 0x7B, 0x32, 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03,
            0x1C, 0xAE, 0x7F, 0x60,
        ]
        let key = try PrivateKey(ed25519Seed: seed)
        #expect(key.publicKey.ed25519?.prefix(4) == [0xD7, 0x5A, 0x98, 0x01])
        let signature = try key.sign([], algorithm: .edDSA)
        #expect(signature.prefix(4) == [0xE5, 0x56, 0x43, 0x00])
        #expect(throws: KeyError.wrongLength(member: "d", 31, expected: 32)) {
            try PrivateKey(ed25519Seed: Array(seed.dropLast()))
        }
    }

    @Test(arguments: [KeyKind.p256, .p384, .ed25519, .rsa2048])
    func `is refused when its halves do not belong together`(kind: KeyKind) throws {
        let (one, other) = (PrivateKey.generate(kind), PrivateKey.generate(kind))
        let members = (one.jwk.members ?? []).map { member in
            member.name == "d" ? JSONMember("d", other.jwk["d"] ?? .null) : member
        }
        let node = try Keys.node(.object(members))
        #expect(throws: KeyError.privateNotOfPublic) { try PrivateKey(jwk: node) }
    }

    @Test func `is refused when its scalar is zero or not below the order`() throws {
        for byte: UInt8 in [0, 0xFF] {
            let scalar = JSONValue.string(Base64URL.encode([UInt8](repeating: byte, count: 32)))
            let node = try Keys.node(Keys.p256.merging(["d": scalar]) { $1 })
            #expect(throws: KeyError.privateNotOfPublic) { try PrivateKey(jwk: node) }
        }
    }

    @Test func `is refused without its secret`() throws {
        let node = try Keys.node(Keys.p256)
        #expect(throws: KeyError.missing(member: "d")) { try PrivateKey(jwk: node) }
    }

    @Test func `is refused with more than two primes`() throws {
        let key = PrivateKey.generate(.rsa2048)
        let members = (key.jwk.members ?? []) + [JSONMember("oth", [])]
        let node = try Keys.node(.object(members))
        #expect(throws: KeyError.privateNotOfPublic) { try PrivateKey(jwk: node) }
    }

    @Test func `is refused with a member of another type of key`() throws {
        for name in ["k", "n", "p", "oth"] {
            let members = Keys.p256.merging(["d": Keys.secretOfP256, name: "AAAA"]) { $1 }
            let node = try Keys.node(members)
            #expect(throws: KeyError.memberOfAnotherType(name, kty: "EC")) {
                try PrivateKey(jwk: node)
            }
        }
    }

    @Test func `is refused when it may not sign`() throws {
        let members = Keys.p256.merging(["d": Keys.secretOfP256, "key_ops": ["verify"]]) { $1 }
        let node = try Keys.node(members)
        #expect(throws: KeyError.operationsNotAllowed(["verify"])) { try PrivateKey(jwk: node) }
    }

    @Test func `does not show its secret when it is printed`() throws {
        let members = Keys.p256.merging(["d": Keys.secretOfP256, "kid": "k"]) { $1 }
        let key = try PrivateKey(jwk: try Keys.node(members))
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "PrivateKey(k)")
        #expect(String(reflecting: key) == "PrivateKey(k)")
        #expect(!dumped.contains("scalar") && dumped.contains("PrivateKey(k)"))
    }
}
