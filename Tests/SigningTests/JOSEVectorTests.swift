// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing
import Wire

@Suite struct `The vectors of JOSE` {
    /// Enough for files of vectors, which are larger than messages.
    private static let limits = JSONLimits.schema

    @Test(arguments: Vectors.files(under: "jose"))
    func `come out right`(file: VectorFile) throws {
        let isCase = !file.path.contains("/schemas/") && file.name != "ERRATA.json"
        guard isCase else { return }
        let root = try JSONDocument(parsing: file.bytes, limits: Self.limits).root
        let tally = try tally(of: root, file)
        tally.report(file.path)
        #expect(tally.wrong == [])
        #expect(tally.right == tally.cases)
    }

    /// Judges a file by its layout, whatever its name.
    private func tally(of root: JSONNode, _ file: VectorFile) throws -> VectorTally {
        if root["testGroups"] != nil {
            let errata = try errata(beside: file)
            return WycheproofFile(path: file.path, root: root, errata: errata).tally()
        }
        if root.kind == .array { return appendix(root) }
        if root["input"] != nil, root["signing"] != nil { return try cookbook(root) }
        if root["kty"] != nil { return key(root) }
        return VectorTally(leftOut: ["unknown layout": 1])
    }

    /// What `ERRATA.json` beside a file says of its cases.
    private func errata(beside file: VectorFile) throws -> [Int64: Bool] {
        let folder = file.path.dropLast(file.name.count)
        let found = Vectors.files(under: String(folder.dropLast()), ending: "ERRATA.json")
        guard let bytes = found.first(where: { $0.path == folder + "ERRATA.json" })?.bytes else {
            return [:]
        }
        let root = try JSONDocument(parsing: bytes, limits: Self.limits).root
        let pattern = (root["file"]?.string ?? "").split(separator: "*")
        guard pattern.count == 2, file.name.hasPrefix(pattern[0]), file.name.hasSuffix(pattern[1])
        else { return [:] }
        var errata: [Int64: Bool] = [:]
        for (name, value) in root["expect"]?.members.map({ $0 }) ?? [] {
            guard let id = name.string.flatMap({ Int64($0) }) else { continue }
            errata[id] = value["expect"]?.string == "accept"
        }
        return errata
    }

    /// The examples of RFC 7515 and RFC 8037: a list of tokens with their keys.
    private func appendix(_ root: JSONNode) -> VectorTally {
        var tally = VectorTally()
        for example in root.elements {
            let name = example["name"]?.string ?? ""
            guard let compact = example["compact"]?.string else {
                tally.leftOut["JSON serialization", default: 0] += 1
                continue
            }
            let verdict = verdict(on: compact, jwk: example["jwk"])
            tally.count(
                verdict, accept: example["result"]?.string == "valid", refusalSuffices: true, name)
        }
        return tally
    }

    /// One example of RFC 7520 or its kin: a payload, a key, and the token in its serializations.
    private func cookbook(_ root: JSONNode) throws -> VectorTally {
        var tally = VectorTally()
        let name = root["title"]?.string ?? ""
        guard let compact = root["output"]?["compact"]?.string else {
            tally.leftOut["JSON serialization", default: 0] += 1
            return tally
        }
        guard !compact.contains("..") else {
            tally.leftOut["detached payload", default: 0] += 1
            return tally
        }
        let verdict = verdict(on: compact, jwk: root["input"]?["key"])
        tally.count(verdict, accept: true, refusalSuffices: false, name)
        if verdict == .accepted, root["reproducible"]?.boolean == true {
            tally.count(try isReproduced(compact, root["input"]?["key"]), "\(name): signed again")
        }
        return tally
    }

    private func isReproduced(_ compact: String, _ jwk: JSONNode?) throws -> Bool {
        let jws = try CompactJWS(parsing: Array(compact.utf8))
        let key = try PrivateKey(jwk: try #require(jwk))
        let name = try #require(jws.header.root["alg"]?.string)
        let algorithm = try #require(SignatureAlgorithm(rawValue: name))
        return try key.sign(Array(jws.signingInput), algorithm: algorithm) == jws.signature
    }

    /// One bare JSON Web Key, public or private.
    private func key(_ root: JSONNode) -> VectorTally {
        var tally = VectorTally()
        let verdict: VectorVerdict
        do {
            _ =
                if root["d"] == nil { try PublicKey(jwk: root).kid } else {
                    try PrivateKey(jwk: root).publicKey.kid
                }
            verdict = .accepted
        } catch {
            verdict = .of(error)
        }
        tally.count(verdict, accept: true, refusalSuffices: false, root["kid"]?.string ?? "")
        return tally
    }

    /// Verifies with the public half of a key that is printed with its secret.
    private func verdict(on compact: String, jwk: JSONNode?) -> VectorVerdict {
        guard let jwk else { return SigningTests.verdict(onToken: Array(compact.utf8), with: []) }
        let secrets = ["d", "p", "q", "dp", "dq", "qi"]
        let members = (jwk.value.members ?? []).filter { !secrets.contains($0.name) }
        guard let node = try? Keys.node(.object(members)) else { return .refused("no key") }
        do {
            let key = try PublicKey(jwk: node, allowingRS256: true)
            return SigningTests.verdict(onToken: Array(compact.utf8), with: [key])
        } catch {
            return .of(error)
        }
    }
}
