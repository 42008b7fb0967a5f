// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

@Suite struct `A key set` {
    private func set(_ keys: JSONValue) throws -> JSONNode { try Keys.node(["keys": keys]) }

    private var p256: JSONValue { .object(Keys.p256.map { JSONMember($0.key, $0.value) }) }

    @Test func `finds its keys by kid`() throws {
        let (one, other) = (PrivateKey.generate(.p256), PrivateKey.generate(.ed25519))
        let keys = try PublicKeySet([one.publicKey, other.publicKey])
        #expect(keys[other.publicKey.kid] == other.publicKey)
        #expect(keys["another"] == nil)
        #expect(try PublicKeySet(jwks: try Keys.node(keys.jwks)) == keys)
    }

    @Test func `is refused when two keys have one name`() throws {
        let kid = try PublicKey(jwk: try Keys.node(p256)).kid
        let node = try set([p256, p256])
        #expect(throws: KeyError.duplicateKeyID(kid)) { try PublicKeySet(jwks: node) }
    }

    @Test func `is refused when one key is secret`() throws {
        let node = try set([p256, ["kty": "oct", "k": "AAAA"]])
        #expect(throws: KeyError.unknownKeyType("oct")) { try PublicKeySet(jwks: node) }
    }

    @Test func `is an object with an array of keys`() throws {
        for value: JSONValue in [["keys": 1], [:], [p256], "keys"] {
            let node = try Keys.node(value)
            #expect(throws: KeyError.notAKeySet) { try PublicKeySet(jwks: node) }
        }
    }
}
