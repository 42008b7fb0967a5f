// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Wire

/// One file of Wycheproof vectors whose layout Baton can judge.
struct WycheproofFile {
    let path: String
    let root: JSONNode
    /// Verdicts that differ from the file's, by test case, with their reasons in `ERRATA.json`.
    let errata: [Int64: Bool]

    /// Judges every case of the file.
    func tally() -> VectorTally {
        var tally = VectorTally()
        for group in root["testGroups"]?.elements.map({ $0 }) ?? [] {
            switch group["type"]?.string ?? "" {
            case "EcdsaP1363Verify", "EddsaVerify", "RsassaPssVerify", "RsassaPkcs1Verify":
                countSignatures(of: group, in: &tally)
            case "EcdsaVerify": countDER(of: group, in: &tally)
            case "JsonWebSignature": countTokens(of: group, key: "public", in: &tally)
            case "JsonWebKey": countKeySets(of: group, in: &tally)
            case let other:
                tally.leftOut["type \(other)", default: 0] += group["tests"]?.count ?? 0
            }
        }
        return tally
    }

    private func countSignatures(of group: JSONNode, in tally: inout VectorTally) {
        let algorithm = algorithm(of: group)
        let key = Result { () throws(KeyError) in try publicKey(of: group) }
        let prepared = Result { () throws(KeyError) in try publicKey(of: group) }
        if let prepared = try? prepared.get() { prepared.prepare() }
        for test in tests(of: group) {
            let verdict: VectorVerdict
            switch (algorithm, key) {
            case (nil, _): verdict = .notSpoken(description(of: group))
            case (_, .failure(let error)): verdict = .of(error)
            case (.some(let algorithm), .success(let key)):
                verdict = SigningTests.verdict(
                    on: bytes(hex: test["sig"]?.string ?? ""),
                    over: bytes(hex: test["msg"]?.string ?? ""), with: key, algorithm: algorithm)
                let again = (try? prepared.get()).map {
                    SigningTests.verdict(
                        on: bytes(hex: test["sig"]?.string ?? ""),
                        over: bytes(hex: test["msg"]?.string ?? ""), with: $0,
                        algorithm: algorithm)
                }
                if again != verdict { tally.wrong.append("\(name(of: test)): prepared differs") }
            }
            tally.count(verdict, accept: accept(test), refusalSuffices: false, name(of: test))
        }
    }

    /// JOSE writes r and s side by side; DER must be refused whatever the vector thinks of it.
    private func countDER(of group: JSONNode, in tally: inout VectorTally) {
        guard let algorithm = algorithm(of: group), let key = try? publicKey(of: group) else {
            tally.leftOut[description(of: group), default: 0] += tests(of: group).count
            return
        }
        for test in tests(of: group) {
            let signature = bytes(hex: test["sig"]?.string ?? "")
            let message = bytes(hex: test["msg"]?.string ?? "")
            let verdict = SigningTests.verdict(
                on: signature, over: message, with: key, algorithm: algorithm)
            if verdict == .accepted { tally.count(false, "\(name(of: test)): DER was accepted") }
            tally.leftOut["DER, which JOSE does not write: all refused", default: 0] += 1
        }
    }

    private func countTokens(of group: JSONNode, key member: String, in tally: inout VectorTally) {
        let node = group[member] ?? group["private"]
        let key = Result { () throws(KeyError) in
            guard let node else { throw KeyError.notAnObject }
            return try PublicKey(jwk: node, allowingRS256: true)
        }
        for test in tests(of: group) {
            let verdict: VectorVerdict =
                switch key {
                case .failure(let error): .of(error)
                case .success(let key): SigningTests.verdict(onToken: token(of: test), with: [key])
                }
            tally.count(verdict, accept: accept(test), refusalSuffices: true, name(of: test))
        }
    }

    private func countKeySets(of group: JSONNode, in tally: inout VectorTally) {
        let keys = Result { () throws(KeyError) in
            guard let node = group["public"] ?? group["private"] else { throw KeyError.notAKeySet }
            return try PublicKeySet(jwks: node, allowingRS256: true).keys
        }
        for test in tests(of: group) {
            let verdict: VectorVerdict =
                switch keys {
                case .failure(let error): .of(error)
                case .success(let keys): SigningTests.verdict(onToken: token(of: test), with: keys)
                }
            tally.count(verdict, accept: accept(test), refusalSuffices: true, name(of: test))
        }
    }

    private func tests(of group: JSONNode) -> [JSONNode] {
        group["tests"]?.elements.map { $0 } ?? []
    }

    /// The token's bytes; a token in JSON serialization stands in the file as an object.
    private func token(of test: JSONNode) -> [UInt8] {
        guard let jws = test["jws"] else { return [] }
        return jws.string.map { Array($0.utf8) } ?? jws.value.canonical
    }

    private func accept(_ test: JSONNode) -> Bool? {
        if let id = test["tcId"]?.integer, let corrected = errata[id] { return corrected }
        return switch test["result"]?.string {
        case "valid": true
        case "invalid": false
        default: nil
        }
    }

    private func name(of test: JSONNode) -> String {
        "\(test["tcId"]?.integer ?? -1) \(test["comment"]?.string ?? "")"
    }
}

extension WycheproofFile {
    /// The algorithm that a group is about, when Baton speaks it.
    private func algorithm(of group: JSONNode) -> SignatureAlgorithm? {
        let curve = group["publicKey"]?["curve"]?.string ?? ""
        switch (group["type"]?.string, group["sha"]?.string) {
        case ("EddsaVerify", _): return curve == "edwards25519" ? .ed25519 : nil
        case ("EcdsaP1363Verify", "SHA-256"), ("EcdsaVerify", "SHA-256"):
            return curve == "secp256r1" ? .es256 : nil
        case ("EcdsaP1363Verify", "SHA-384"), ("EcdsaVerify", "SHA-384"):
            return curve == "secp384r1" ? .es384 : nil
        case ("RsassaPssVerify", "SHA-256"):
            return group["mgfSha"]?.string == "SHA-256" && group["sLen"]?.integer == 32
                ? .ps256 : nil
        case ("RsassaPkcs1Verify", "SHA-256"): return .rs256
        default: return nil
        }
    }

    private func description(of group: JSONNode) -> String {
        let words = [
            group["type"]?.string, group["publicKey"]?["curve"]?.string, group["sha"]?.string,
            group["sLen"]?.integer.map { "salt \($0)" },
        ]
        return words.compactMap { $0 }.joined(separator: " ")
    }

    /// The group's key: its JWK where there is one, else one made of its numbers.
    private func publicKey(of group: JSONNode) throws(KeyError) -> PublicKey {
        if let jwk = group["publicKeyJwk"] ?? group["keyJwk"] {
            return try PublicKey(jwk: jwk, allowingRS256: true)
        }
        let key = group["publicKey"]
        func number(_ name: String) -> [UInt8] { bytes(hex: key?[name]?.string ?? "") }
        let members: [String: JSONValue]
        switch group["type"]?.string {
        case "EddsaVerify":
            members = ["kty": "OKP", "crv": "Ed25519", "x": encoded(number("pk"))]
        case "EcdsaP1363Verify", "EcdsaVerify":
            let point = number("uncompressed").dropFirst()
            let curve = key?["curve"]?.string == "secp384r1" ? "P-384" : "P-256"
            members = [
                "kty": "EC", "crv": .string(curve), "x": encoded(point.prefix(point.count / 2)),
                "y": encoded(point.suffix(point.count / 2)),
            ]
        default:
            members = [
                "kty": "RSA", "n": encoded(number("modulus").drop { $0 == 0 }),
                "e": encoded(number("publicExponent").drop { $0 == 0 }),
            ]
        }
        guard let node = try? Keys.node(members) else { throw .notAnObject }
        return try PublicKey(jwk: node, allowingRS256: true)
    }

    private func encoded(_ bytes: some Sequence<UInt8>) -> JSONValue {
        .string(Base64URL.encode(bytes))
    }
}
