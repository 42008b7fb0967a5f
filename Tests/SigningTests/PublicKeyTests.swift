// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

/// A good key, one change to it, and what the change is refused with.
struct BadKey: Sendable, CustomTestStringConvertible {
    var good: [String: JSONValue]
    var change: [String: JSONValue?]
    var refusal: KeyError

    init(_ good: [String: JSONValue], _ change: [String: JSONValue?], _ refusal: KeyError) {
        self.good = good
        self.change = change
        self.refusal = refusal
    }

    var members: [String: JSONValue] {
        var members = good
        for (name, value) in change { members[name] = value }
        return members
    }

    var testDescription: String { "\(refusal)" }
}

private let zero32 = JSONValue.string(Base64URL.encode([UInt8](repeating: 0, count: 32)))
private let two = JSONValue.string(Base64URL.encode([2] + [UInt8](repeating: 0, count: 31)))
private let overlong = JSONValue.string(Base64URL.encode([UInt8](repeating: 0xFF, count: 32)))
private let of2047Bits = JSONValue.string(
    Base64URL.encode([0x7F] + [UInt8](repeating: 0xFF, count: 255)))
private let of4097Bits = JSONValue.string(
    Base64URL.encode([0x01] + [UInt8](repeating: 0xFF, count: 512)))
private let even = JSONValue.string(Base64URL.encode([0xF1] + [UInt8](repeating: 0xFE, count: 255)))
private let multipleOfThree = JSONValue.string(
    Base64URL.encode([0xC6] + [UInt8](repeating: 0xFF, count: 255)))
/// 2²⁰⁴⁸ - 1, whose factors 2¹⁰²⁴ - 1 and 2¹⁰²⁴ + 1 are neighbours.
private let neighbours = JSONValue.string(
    Base64URL.encode([UInt8](repeating: 0xFF, count: 256)))

private let badShapes = [
    BadKey(Keys.p256, ["kty": nil], .missing(member: "kty")),
    BadKey(Keys.p256, ["kty": 1], .notAString(member: "kty")),
    BadKey(Keys.p256, ["kty": "ec"], .unknownKeyType("ec")),
    BadKey(Keys.p256, ["kty": "oct", "k": "AAAA"], .unknownKeyType("oct")),
    BadKey(Keys.p256, ["kty": "RSA"], .missing(member: "n")),
    BadKey(Keys.p256, ["kty": "OKP"], .unknownCurve("P-256")),
    BadKey(Keys.p256, ["crv": "P-521"], .unknownCurve("P-521")),
    BadKey(Keys.p256, ["crv": "secp256k1"], .unknownCurve("secp256k1")),
    BadKey(Keys.ed25519, ["crv": "X25519"], .unknownCurve("X25519")),
    BadKey(Keys.ed25519, ["crv": "Ed448"], .unknownCurve("Ed448")),
    BadKey(Keys.p256, ["x": nil], .missing(member: "x")),
    BadKey(Keys.p256, ["y": ""], .notBase64URL(member: "y")),
    BadKey(
        Keys.p256, ["y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0="], .notBase64URL(member: "y")
    ),
    BadKey(
        Keys.p256, ["y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1"],
        .notBase64URL(member: "y")),
    BadKey(Keys.p256, ["crv": "P-384"], .wrongLength(member: "x", 32, expected: 48)),
    BadKey(Keys.ed25519, ["x": "AAAA"], .wrongLength(member: "x", 3, expected: 32)),
    BadKey(Keys.p256, ["kid": 7], .notAString(member: "kid")),
    BadKey(Keys.p256, ["d": Keys.secretOfP256], .privateMember("d")),
    BadKey(Keys.rsa, ["qi": "AAAA"], .privateMember("qi")),
    BadKey(Keys.ed25519, ["k": "AAAA"], .privateMember("k")),
    BadKey(Keys.p256, ["k": "AAAA"], .privateMember("k")),
    BadKey(Keys.p256, ["n": "AQAB"], .memberOfAnotherType("n", kty: "EC")),
    BadKey(Keys.p256, ["e": "AQAB"], .memberOfAnotherType("e", kty: "EC")),
    BadKey(Keys.p256, ["e": nil, "n": 1], .memberOfAnotherType("n", kty: "EC")),
    BadKey(Keys.ed25519, ["y": "AAAA"], .memberOfAnotherType("y", kty: "OKP")),
    BadKey(Keys.ed25519, ["n": "AQAB"], .memberOfAnotherType("n", kty: "OKP")),
    BadKey(Keys.rsa, ["crv": "P-256"], .memberOfAnotherType("crv", kty: "RSA")),
    BadKey(Keys.rsa, ["x": "AAAA"], .memberOfAnotherType("x", kty: "RSA")),
    BadKey(Keys.rsa, ["y": "AAAA"], .memberOfAnotherType("y", kty: "RSA")),
]

private let badPurposes = [
    BadKey(Keys.p256, ["alg": "ES521"], .unknownAlgorithm("ES521")),
    BadKey(Keys.p256, ["alg": "none"], .unknownAlgorithm("none")),
    BadKey(Keys.p256, ["alg": "HS256"], .unknownAlgorithm("HS256")),
    BadKey(Keys.p256, ["alg": 256], .notAString(member: "alg")),
    BadKey(Keys.p256, ["alg": "ES384"], .algorithmNotOfKey(.es384)),
    BadKey(Keys.p256, ["alg": "EdDSA"], .algorithmNotOfKey(.edDSA)),
    BadKey(Keys.ed25519, ["alg": "ES256"], .algorithmNotOfKey(.es256)),
    BadKey(Keys.rsa, ["alg": "ES256"], .algorithmNotOfKey(.es256)),
    BadKey(Keys.p256, ["use": "enc"], .notForSignatures(use: "enc")),
    BadKey(Keys.p256, ["use": true], .notAString(member: "use")),
    BadKey(Keys.p256, ["key_ops": []], .operationsNotAllowed([])),
    BadKey(Keys.p256, ["key_ops": "verify"], .operationsNotAllowed([])),
    BadKey(Keys.p256, ["key_ops": ["sign"]], .operationsNotAllowed(["sign"])),
    BadKey(Keys.p256, ["key_ops": ["verify", 1]], .operationsNotAllowed(["verify"])),
    BadKey(
        Keys.p256, ["key_ops": ["verify", "verify"]], .operationsNotAllowed(["verify", "verify"])),
    BadKey(
        Keys.p256, ["key_ops": ["verify", "encrypt"]],
        .operationsNotAllowed(["verify", "encrypt"])),
]

private let badValues = [
    BadKey(Keys.p256, ["y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4"], .notOnCurve),
    BadKey(Keys.p256, ["x": zero32, "y": zero32], .notOnCurve),
    BadKey(Keys.p256, ["x": overlong], .notOnCurve),
    BadKey(Keys.ed25519, ["x": zero32], .smallOrder),
    BadKey(Keys.ed25519, ["x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], .smallOrder),
    BadKey(Keys.ed25519, ["x": "7P_______________________________________38"], .smallOrder),
    BadKey(Keys.ed25519, ["x": "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"], .smallOrder),
    BadKey(Keys.ed25519, ["x": "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU"], .smallOrder),
    BadKey(Keys.ed25519, ["x": two], .notOnCurve),
    BadKey(Keys.ed25519, ["x": overlong], .notOnCurve),
    BadKey(Keys.rsa, ["n": of2047Bits], .modulusBits(2047)),
    BadKey(Keys.rsa, ["n": of4097Bits], .modulusBits(4097)),
    BadKey(Keys.rsa, ["n": "AP8"], .leadingZero(member: "n")),
    BadKey(Keys.rsa, ["n": even], .unsoundModulus),
    BadKey(Keys.rsa, ["n": multipleOfThree], .unsoundModulus),
    BadKey(Keys.rsa, ["n": Keys.factorableModulus], .factorableModulus),
    BadKey(Keys.rsa, ["n": neighbours], .closeFactors),
    BadKey(Keys.rsa, ["e": "AAEAAQ"], .leadingZero(member: "e")),
    BadKey(Keys.rsa, ["e": "AQ"], .exponent),
    BadKey(Keys.rsa, ["e": "Aw"], .exponent),
    BadKey(Keys.rsa, ["e": "_______"], .notBase64URL(member: "e")),
    BadKey(Keys.rsa, ["e": "__8"], .exponent),
    BadKey(Keys.rsa, ["e": "AQAC"], .exponent),
    BadKey(Keys.rsa, ["e": "AQAAAAE"], .exponent),
]

@Suite struct `A public key` {
    @Test(arguments: badShapes)
    func `is refused when its JWK is malformed`(key: BadKey) throws {
        let node = try Keys.node(key.members)
        #expect(throws: key.refusal) { try PublicKey(jwk: node) }
        #expect(!key.refusal.description.isEmpty)
    }

    @Test(arguments: badPurposes)
    func `is refused when its JWK is for something else`(key: BadKey) throws {
        let node = try Keys.node(key.members)
        #expect(throws: key.refusal) { try PublicKey(jwk: node) }
        #expect(!key.refusal.description.isEmpty)
    }

    @Test(arguments: badValues)
    func `is refused when its numbers are unsafe`(key: BadKey) throws {
        let node = try Keys.node(key.members)
        #expect(throws: key.refusal) { try PublicKey(jwk: node) }
        #expect(!key.refusal.description.isEmpty)
    }

    @Test func `is refused when it is not an object`() throws {
        let node = try Keys.node(["a string"] as JSONValue)
        #expect(throws: KeyError.notAnObject) { try PublicKey(jwk: node) }
    }

    @Test func `has the thumbprint of RFC 7638, RFC 8037`() throws {
        let rsa = try PublicKey(jwk: try Keys.node(Keys.rsa))
        #expect(rsa.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        let ed25519 = try PublicKey(jwk: try Keys.node(Keys.ed25519))
        #expect(ed25519.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test func `is called by its kid, or else by its thumbprint`() throws {
        let named = try PublicKey(
            jwk: try Keys.node(Keys.p256.merging(["kid": "2026-a"]) { $1 }))
        let unnamed = try PublicKey(jwk: try Keys.node(Keys.p256))
        #expect(named.kid == "2026-a")
        #expect(unnamed.kid == unnamed.thumbprint)
        #expect(named.thumbprint == unnamed.thumbprint)
        #expect(named != unnamed)
    }

    @Test func `is for one algorithm, which its type decides`() throws {
        func algorithms(
            _ key: [String: JSONValue], alg: JSONValue? = nil, allowingRS256: Bool = false
        ) throws -> [SignatureAlgorithm] {
            var members = key
            members["alg"] = alg
            let node = try Keys.node(members)
            return try PublicKey(jwk: node, allowingRS256: allowingRS256).algorithms
        }
        #expect(try algorithms(Keys.p256) == [.es256])
        #expect(try algorithms(Keys.p256, alg: "ES256", allowingRS256: true) == [.es256])
        #expect(try algorithms(Keys.ed25519) == [.edDSA, .ed25519])
        #expect(try algorithms(Keys.ed25519, alg: "Ed25519") == [.edDSA, .ed25519])
        #expect(try algorithms(Keys.rsa) == [.ps256])
        #expect(try algorithms(Keys.rsa, allowingRS256: true) == [.ps256, .rs256])
        #expect(try algorithms(Keys.rsa, alg: "RS256") == [.rs256])
        #expect(try algorithms(Keys.rsa, alg: "PS256", allowingRS256: true) == [.ps256])
    }

    @Test(arguments: [Keys.p256, Keys.ed25519, Keys.rsa])
    func `comes back from the JWK it writes`(members: [String: JSONValue]) throws {
        let key = try PublicKey(jwk: try Keys.node(members))
        #expect(try PublicKey(jwk: try Keys.node(key.jwk)) == key)
        #expect(key.jwk["use"] == "sig")
        #expect(key.jwk["d"] == nil)
    }

    @Test func `takes a purpose that fits`() throws {
        let members = Keys.p256.merging(["use": "sig", "key_ops": ["verify"], "alg": "ES256"]) {
            $1
        }
        #expect(try PublicKey(jwk: try Keys.node(members)).algorithms == [.es256])
    }
}
